import { translatedColumns } from './languages.ts'
import type { Report } from './report.ts'
import { isYes } from './survey-names.ts'
import { ignoredColumns } from './unsupported.ts'
import type { Sheet } from './workbook.ts'

const knownColumns = [
  ...['type', 'name', 'relevant', 'constraint', 'choice_filter', 'calculation', 'required', 'read_only', 'disabled'],
  ...['value_list', 'sensitive', 'disaggregate', 'free_text_because'],
]
const questionTexts = translatedColumns.slice(0, 4)
const isNo = (text: string) => /^(?:no|false|0|false\(\)|)$/i.test(text)

/** Columns that are left out, once each; and that every question may be skipped, whatever "required" says. */
export function reportColumns(sheet: Sheet, report: Report): void {
  const warn = (column: string, message: string) => report(sheet.name, 1, column, message, 'warning')
  for (const column of sheet.columns) {
    const [name = '', language] = column.split('::')
    const ignored = Object.hasOwn(ignoredColumns, name) ? ignoredColumns[name] : undefined
    const isKnown = knownColumns.includes(name) || questionTexts.includes(name)
    const isOnce = language !== undefined && knownColumns.includes(name)
    if (ignored === undefined && isKnown && !isOnce) continue
    const isFilled = sheet.rows.some((row) => row.has(column))
    for (const row of sheet.rows) row.settle([column])
    if (!isFilled) continue
    if (ignored !== undefined) warn(column, `left out: ${ignored}`)
    else if (isOnce)
      report(sheet.name, 1, column, 'this column is the same in all languages; write it once, without a language')
    else warn(column, 'not known here; left out')
  }
  const required = sheet.rows.filter((row) => !isNo(row.text('required')))
  if (required.length > 0)
    warn('required', 'every question can be skipped here: who must answer leaves, or answers anything')
  for (const row of sheet.rows) {
    for (const column of ['read_only', 'disabled', 'sensitive', 'disaggregate'])
      if (isNo(row.peek(column))) row.settle([column])
      else if (!isYes(row.peek(column)))
        report(sheet.name, row.number, column, `write yes, or leave the cell empty, not "${row.peek(column)}"`)
  }
}
