import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { exportXlsForm } from '../authoring/xlsform/export.ts'
import { writeWorkbook } from '../authoring/xlsform/write-workbook.ts'
import type { Config } from '../config.ts'
import { shuffled } from '../privacy/chance.ts'
import { Problem } from '../problem.ts'
import { readQuestionnaires, versionNamed } from '../questionnaires.ts'
import type { ExportData, ExportFormat } from '../results/export/export-data.ts'
import { exportFormats } from '../results/export/index.ts'
import { prepareExport } from '../results/export/prepare.ts'
import { sentences } from '../results/export/report.ts'
import { roundFacts } from '../round-facts.ts'
import { createProgress } from './progress.ts'
import { withStore } from './with-store.ts'

export const exportUsage = `heard export <flow> --format ${exportFormats.map(({ name }) => name).join('|')} [--round ROUND] [--to DIR] [--sensitive] [--free-text]
  Writes down a closed round (without --round: the present one), so that nobody stands alone in the interviews. Sensitive questions and free text only if they are asked for.
heard export <flow> --xlsform [--to FILE.xlsx]
  Writes a flow as a spreadsheet that pyxform and KoboToolbox read.`

async function exportForm(name: string, to: string | undefined): Promise<void> {
  const { content } = versionNamed(readQuestionnaires(), name)
  const file = to ?? `${name}.xlsx`
  writeFileSync(file, await writeWorkbook(exportXlsForm(content)))
  console.log(`written: ${file}`)
}

async function writeFiles(format: ExportFormat, data: ExportData, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for await (const { path, chunks } of format.write(data)) {
    const file = join(folder, path)
    // For its owner alone: it is about people.
    await pipeline(Readable.from(chunks), createWriteStream(file, { mode: 0o600 }))
    console.log(`written: ${file}`)
  }
}

/** `heard export`. */
export async function exportFlow(parameters: readonly string[], config: Config): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      xlsform: { type: 'boolean', default: false },
      format: { type: 'string' },
      round: { type: 'string' },
      to: { type: 'string' },
      sensitive: { type: 'boolean', default: false },
      'free-text': { type: 'boolean', default: false },
    },
  })
  const [name] = positionals
  const format = exportFormats.find((each) => each.name === values.format)
  if (name === undefined || values.xlsform === (format !== undefined)) throw new Problem('usage', exportUsage)
  if (!format) return exportForm(name, values.to)
  await withStore(config, async (store) => {
    const facts = await roundFacts(store, readQuestionnaires(), name, config, {
      ...{ now: new Date(), round: values.round },
    })
    const passes = 3
    const ended = (await store.interviews.dispositions(name)).filter(({ round }) => round === facts.round.round)
    const expected = ended.reduce((sum, { count }) => sum + count, 0) * passes
    const progress = createProgress('reading interviews')
    const choices = { sensitive: values.sensitive, freeText: values['free-text'] }
    const data = await prepareExport(facts, choices, {
      ...{ interviews: store.interviews, shuffled, progress: (done) => progress.show(done, expected) },
    })
    await store.console.audit.add({
      ...{ accountId: null, action: 'interviews.exported', subject: name },
      details: { round: facts.round.round, format: format.name, ...choices },
    })
    await writeFiles(format, data, values.to ?? `${name}-${format.name}`)
    progress.end()
    console.log(sentences(data).join('\n'))
  })
}
