import writeXlsx from 'write-excel-file/node'
import { Problem } from '../../problem.ts'
import { reasonText } from '../said.ts'
import { type CellValue, harmless } from './cells.ts'
import { dispositions, missingReasons, unlikeReason } from './codes.ts'
import { type Column, columnsOf, type Entry, entriesOf } from './columns.ts'
import type { ExportData, ExportFormat } from './export-data.ts'
import { sentences } from './report.ts'
import { weightName } from './weights.ts'

/** Excel's limit, less the header. */
const mostRows = 1_048_575
/** Workbooks are made in memory; this many cells need about 800 MB of it. */
const mostCells = 2_000_000

interface Sheet {
  readonly name: string
  readonly header: readonly string[]
  readonly rows: readonly (readonly CellValue[])[]
}

/** What stands in a cell: a label, a number, whether something was chosen, or in brackets why there is nothing. */
function cellOf({ variable }: Column, language: string): (entry: Entry) => CellValue {
  const labels = new Map(
    variable.categories.map((category) => [category.value, category.labels[language] ?? category.value]),
  )
  return (entry) => {
    if ('missing' in entry) return reasonText(entry.missing)
    return typeof entry.value === 'string' ? (labels.get(entry.value) ?? unlikeReason(entry.value)) : entry.value
  }
}

async function interviewSheet(data: ExportData, columns: readonly Column[]): Promise<Sheet> {
  const entries = entriesOf(columns, data.variables)
  const cells = columns.map((column) => cellOf(column, data.language))
  const ended = new Map(dispositions.map(({ code, label }) => [code, label]))
  const rows: CellValue[][] = []
  for await (const row of data.rows())
    rows.push([
      ...[row.number, /^\d/.test(row.month) ? row.month : reasonText(row.month)],
      ended.get(row.disposition) ?? row.disposition,
      ...(data.weighting ? [row.weight] : []),
      ...entries(row).map((entry, index) => cells[index]?.(entry) ?? null),
    ])
  const header = ['interview', 'month', 'disposition', ...(data.weighting ? [weightName] : [])]
  return { name: 'interviews', header: [...header, ...columns.map(({ name }) => name)], rows }
}

const dictionarySheet = ({ language }: ExportData, columns: readonly Column[]): Sheet => ({
  name: 'dictionary',
  header: ['column', 'question', 'kind', 'suppressed in small classes'],
  rows: columns.map(({ name, labels, variable }) => [
    ...[name, labels[language] ?? name, variable.kind, variable.isHiddenInSmallClasses],
  ]),
})

const codeSheet = ({ language, variables }: ExportData): Sheet => ({
  name: 'codes',
  header: ['question', 'value', 'label'],
  rows: [
    ...variables.flatMap(({ name, categories }) =>
      categories.map(({ value, labels }): CellValue[] => [name, value, labels[language] ?? value]),
    ),
    ...missingReasons.map(({ code, label }) => ['any question', reasonText(code), label]),
    ...dispositions.map(({ code, label }) => ['disposition', code, label]),
  ],
})

const typed = (value: CellValue) => {
  if (value === null) return null
  return typeof value === 'string'
    ? { value: harmless(value), type: String }
    : { value, type: typeof value === 'number' ? Number : Boolean }
}

async function workbook(sheets: readonly Sheet[]): Promise<Buffer> {
  return writeXlsx(
    sheets.map(({ name, header, rows }) => ({
      ...{ sheet: name, stickyRowsCount: 1 },
      data: [
        header.map((value) => ({ value, type: String, fontWeight: 'bold' as const })),
        ...rows.map((row) => row.map(typed)),
      ],
    })) as never,
  ).toBuffer()
}

/** Labels for people to look at, in a workbook whose texts no spreadsheet takes for a formula. */
export const xlsx: ExportFormat = {
  name: 'xlsx',
  about: 'a workbook with labels, codes and a dictionary',
  files: ['interviews.xlsx'],
  async *write(data) {
    const columns = columnsOf(data)
    const { interviews } = data.anonymity
    if (interviews > mostRows || interviews * (columns.length + 4) > mostCells)
      throw new Problem('usage', [
        `${interviews} interviews with ${columns.length} columns do not fit: Excel takes ${mostRows} lines, and we write ${mostCells} cells`,
        'use --format csv',
      ])
    const about = { name: 'about', header: ['about this export'], rows: sentences(data).map((line) => [line]) }
    const sheets = [await interviewSheet(data, columns), codeSheet(data), dictionarySheet(data, columns), about]
    yield { path: 'interviews.xlsx', chunks: [await workbook(sheets)] }
  },
}
