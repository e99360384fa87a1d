import { isReserved, reservedAdvice } from '../../core/names.ts'
import type { Report } from './report.ts'
import type { Sheet, Workbook } from './workbook.ts'

/** Sheets that are read. */
const readSheets = ['survey', 'choices', 'settings', 'indicators']

/** Sheets of XLSForm that mean nothing here. */
const otherSheets: Readonly<Record<string, string>> = {
  external_choices: 'write its choices into the sheet "choices", with a choice_filter',
  entities: 'there are no entities here',
  osm: 'there are no maps here',
}

/** Columns of which nothing can be made in a row, and what to do instead. */
const remedies: Readonly<Record<string, string>> = {
  label:
    'nobody sees this text: what is computed has none, or another column is shown instead; delete it, or name its language',
  constraint: 'what is not asked is not checked; delete it',
  constraint_message: 'what is not asked is not checked; delete it',
  choice_filter: 'this row offers no choices; delete it',
  calculation: 'this row computes nothing; write a row of the type calculate for it',
  hint: 'nobody sees a hint here; write it into the label',
  relevant: 'write the condition into the row that begins the group, or into the question',
  name: 'a name means nothing here; delete it',
  value_list: 'write the list behind the type, as in "select_one name_of_a_list"',
  sensitive: 'only a group is sensitive: put the question into one',
  disaggregate: 'results are broken down by questions only; delete it',
  free_text_because: 'this is for text questions only; delete it',
}

const firstRow = { survey: ['type'], choices: ['list_name', 'name'] } as Readonly<Record<string, readonly string[]>>

/** Where the names of columns stand, if the first row is a title; undefined where they stand in the first, or nowhere. */
export function headerBelow({ name, top }: Sheet): number | undefined {
  const wanted = firstRow[name.toLowerCase()] ?? []
  const at = top.findIndex((columns) => wanted.length > 0 && wanted.every((column) => columns.includes(column)))
  return at > 0 ? at + 1 : undefined
}

/** Columns that cannot be told from each other, or from the program's own. */
function accountForColumns(sheet: Sheet, report: Report): void {
  for (const { letter, column, row } of sheet.nameless) {
    if (column === '')
      report(
        sheet.name,
        row,
        letter,
        'the column has no name in row 1, so it was left out: name it or delete it',
        'warning',
      )
    else report(sheet.name, 1, column, `the column ${letter} has this name too; rename one of the two, or delete it`)
  }
  for (const column of sheet.columns)
    if (column.split(/::|\./).some(isReserved)) report(sheet.name, 1, column, reservedAdvice)
}

/** Every filled cell that nothing was made of, and nothing was said about: one finding for each column. */
function accountForCells(sheet: Sheet, report: Report): void {
  const left = new Map<string, number[]>()
  for (const row of sheet.rows)
    for (const column of row.unsettled()) left.set(column, [...(left.get(column) ?? []), row.number])
  for (const [column, [first = 1, ...others]] of left) {
    const more = others.length > 0 ? `; so in row${others.length > 1 ? 's' : ''} ${others.slice(0, 20).join(', ')}` : ''
    const [name = ''] = column.split('::')
    const remedy = (Object.hasOwn(remedies, name) && remedies[name]) || 'it means nothing here; delete it'
    report(sheet.name, first, column, `left out: ${remedy}${more}${others.length > 20 ? ' …' : ''}`, 'warning')
  }
}

/** Whatever stands in a workbook was used, or is named. Called last. */
export function accountFor(workbook: Workbook, report: Report): void {
  for (const sheet of workbook.sheets) {
    const name = sheet.name.toLowerCase()
    if (readSheets.includes(name)) {
      accountForColumns(sheet, report)
      accountForCells(sheet, report)
    } else if (sheet.rows.length > 0 || sheet.nameless.length > 0) {
      const why = Object.hasOwn(otherSheets, name)
        ? otherSheets[name]
        : 'only survey, choices, settings and indicators are'
      report(sheet.name, 1, null, `this sheet is not read: ${why}`, 'warning')
    }
  }
}
