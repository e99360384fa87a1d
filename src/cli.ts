#!/usr/bin/env node
import { backup, backupUsage } from './commands/backup.ts'
import { chat, chatUsage } from './commands/chat.ts'
import { close, closeUsage } from './commands/close.ts'
import { copyEmbedded, copyEmbeddedUsage } from './commands/copy-embedded.ts'
import { demo, demoUsage } from './commands/demo.ts'
import { doctor, doctorUsage } from './commands/doctor.ts'
import { exportFlow, exportUsage } from './commands/export.ts'
import { importForm, importUsage } from './commands/import.ts'
import { keys, keysUsage } from './commands/keys.ts'
import { link, linkUsage } from './commands/link.ts'
import { lint, lintUsage } from './commands/lint.ts'
import { margins, marginsUsage } from './commands/margins.ts'
import { migrateDatabase, migrateUsage } from './commands/migrate.ts'
import { page, pageUsage } from './commands/page.ts'
import { auditTables, auditUsage, publishTables, publishUsage } from './commands/publish.ts'
import { restore, restoreUsage } from './commands/restore.ts'
import { results, resultsUsage } from './commands/results.ts'
import { loadConfig } from './config.ts'
import { exitWith } from './lifecycle.ts'
import { Problem } from './problem.ts'

const usage = [
  ...['Usage:', chatUsage, lintUsage, importUsage, exportUsage],
  ...[
    resultsUsage,
    publishUsage,
    auditUsage,
    pageUsage,
    closeUsage,
    marginsUsage,
    demoUsage,
    keysUsage,
    migrateUsage,
    doctorUsage,
    backupUsage,
    restoreUsage,
    copyEmbeddedUsage,
    linkUsage,
  ],
].join('\n')

try {
  const [command, ...parameters] = process.argv.slice(2)
  switch (command) {
    case 'chat':
      await chat(parameters, loadConfig())
      break
    case 'lint':
      process.exitCode = lint(parameters, loadConfig())
      break
    case 'import':
      process.exitCode = await importForm(parameters)
      break
    case 'export':
      await exportFlow(parameters, loadConfig())
      break
    case 'results':
      await results(parameters, loadConfig())
      break
    case 'publish':
      await publishTables(parameters, loadConfig())
      break
    case 'audit':
      process.exitCode = await auditTables(parameters, loadConfig())
      break
    case 'page':
      await page(parameters, loadConfig())
      break
    case 'demo':
      await demo(parameters, loadConfig())
      break
    case 'close':
      await close(parameters, loadConfig())
      break
    case 'margins':
      await margins(parameters, loadConfig())
      break
    case 'keys':
      await keys(parameters, loadConfig())
      break
    case 'migrate':
      await migrateDatabase(loadConfig())
      break
    case 'copy-embedded':
      await copyEmbedded(loadConfig())
      break
    case 'backup':
      await backup(parameters, loadConfig())
      break
    case 'restore':
      await restore(parameters, loadConfig())
      break
    case 'doctor':
      process.exitCode = await doctor(loadConfig())
      break
    case 'link':
      await link(parameters, loadConfig())
      break
    case undefined:
    case 'help':
    case '--help':
      console.log(usage)
      break
    default:
      throw new Problem('usage', [`there is no command "${command}"`, usage])
  }
} catch (error) {
  exitWith(error)
}
