import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { errorsIn, formatFinding } from '../authoring/findings.ts'
import { importXlsForm } from '../authoring/xlsform/import.ts'
import { readWorkbook } from '../authoring/xlsform/read-workbook.ts'
import { Problem } from '../problem.ts'

export const importUsage = `heard import <form.xlsx|.ods|.csv|.md> [--to FOLDER] [--overwrite]
  Turns an XLSForm into a flow and its texts, in flows/ and locales/ of the folder (here, if none is given).`

/** `heard import`: returns the exit code; 1 where something of the form was refused, and then nothing is written. */
export async function importForm(parameters: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { to: { type: 'string', default: '.' }, overwrite: { type: 'boolean', default: false } },
  })
  const [path] = positionals
  if (path === undefined) throw new Problem('usage', importUsage)
  if (!existsSync(path)) throw new Problem('form_unreadable', `there is no file ${path}`)
  const { name, files, findings } = importXlsForm(await readWorkbook(path, readFileSync(path)))
  for (const finding of findings) console.log(formatFinding(finding))
  const errors = errorsIn(findings).length
  if (errors > 0) {
    console.log(`${errors} errors: mend them in the spreadsheet and run this again. Nothing was written.`)
    return 1
  }
  const existing = Object.keys(files).filter((file) => existsSync(join(values.to, file)))
  if (existing.length > 0 && !values.overwrite)
    throw new Problem('usage', [
      `these files are there already: ${existing.join(', ')}`,
      'add --overwrite to replace them',
    ])
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(values.to, file)), { recursive: true })
    writeFileSync(join(values.to, file), text)
    console.log(`written: ${join(values.to, file)}`)
  }
  console.log(`Next: npx heard lint ${join(values.to, `flows/${name}.yaml`)}`)
  return 0
}
