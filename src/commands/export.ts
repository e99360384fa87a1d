import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { exportXlsForm } from '../authoring/xlsform/export.ts'
import { writeWorkbook } from '../authoring/xlsform/write-workbook.ts'
import { Problem } from '../problem.ts'
import { readQuestionnaires, versionNamed } from '../questionnaires.ts'

export const exportUsage = `heard export <flow> --xlsform [--to FILE.xlsx]
  Writes a flow as a spreadsheet that pyxform and KoboToolbox read.`

/** `heard export`. */
export async function exportFlow(parameters: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { xlsform: { type: 'boolean', default: false }, to: { type: 'string' } },
  })
  const [name] = positionals
  if (name === undefined || !values.xlsform) throw new Problem('usage', exportUsage)
  const { content } = versionNamed(readQuestionnaires(), name)
  const file = values.to ?? `${name}.xlsx`
  writeFileSync(file, await writeWorkbook(exportXlsForm(content)))
  console.log(`written: ${file}`)
}
