import { parse } from 'yaml'
import { importXlsForm } from '../../../src/authoring/xlsform/import.ts'
import { readWorkbook } from '../../../src/authoring/xlsform/read-workbook.ts'

/** Imports a form that is written as Markdown tables. */
export async function form(markdown: string) {
  const { name, files, findings } = importXlsForm(await readWorkbook('visit.md', Buffer.from(markdown)))
  const flow = parse(files[`flows/${name}.yaml`] ?? '') as Record<string, unknown>
  const texts = (language: string) => JSON.parse(files[`locales/${language}/${name}.json`] ?? 'null')
  const said = (severity: string) =>
    findings
      .filter((each) => each.severity === severity)
      .map(({ file, line, message }) => `${file} ${line}: ${message}`)
  return { name, flow, texts, files, errors: said('error'), warnings: said('warning') }
}
