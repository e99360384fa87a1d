import { roundName } from '../round-name.ts'
import { reasonText } from '../said.ts'
import { csvFile } from './cells.ts'
import { dispositions, missingReasons, unlikeReason } from './codes.ts'
import { type Column, columnsOf, entriesOf } from './columns.ts'
import type { ExportData, ExportFormat } from './export-data.ts'
import { sentences } from './report.ts'
import { weightName } from './weights.ts'

const dataFile = 'interviews.csv'
const profile = (name: string) => `https://datapackage.org/profiles/2.0/${name}.json`

const missingValues = missingReasons.map(({ code, label }) => ({ value: reasonText(code), label }))
const types = {
  ...{ one: 'string', several: 'boolean', integer: 'integer', decimal: 'number', month: 'yearmonth', text: 'string' },
} as const

/** A field of a table schema. Data Package v2: categories and missing values have labels, each field its own. */
function fieldOf({ name, variable, labels, choice }: Column, language: string) {
  const { kind, categories } = variable
  return {
    ...{ name, type: types[kind], title: labels[language] },
    ...(kind === 'one' &&
      choice === null &&
      categories.length > 0 && {
        categories: categories.map((category) => ({ value: category.value, label: category.labels[language] })),
      }),
    missingValues,
  }
}

function dataPackage(data: ExportData, columns: readonly Column[]): string {
  const { title, language, organisation, today, id, round, version } = data
  const fields = [
    { name: 'interview', type: 'integer', title: 'Number of the interview in this export; it says nothing' },
    { name: 'month', type: 'yearmonth', title: 'Month in which it ended', missingValues: missingValues.slice(-1) },
    {
      ...{ name: 'disposition', type: 'string', title: 'How it ended (AAPOR)' },
      categories: dispositions.map(({ code, label }) => ({ value: code, label })),
    },
    ...(data.weighting ? [{ name: weightName, type: 'number', title: 'Weight; its mean is 1' }] : []),
    ...columns.map((column) => fieldOf(column, language)),
  ]
  return JSON.stringify(
    {
      $schema: profile('datapackage'),
      name: roundName(round),
      ...{ id, title, version, created: `${today}T00:00:00Z` },
      description: sentences(data).join('\n'),
      contributors: [{ title: organisation, roles: ['dataCollector'] }],
      resources: [
        {
          ...{ name: 'interviews', type: 'table', path: dataFile },
          ...{ format: 'csv', mediatype: 'text/csv', encoding: 'utf-8' },
          dialect: { $schema: profile('tabledialect'), lineTerminator: '\r\n' },
          schema: { $schema: profile('tableschema'), fields, missingValues: [''], primaryKey: ['interview'] },
        },
      ],
    },
    null,
    2,
  )
}

/** The interviews alone. */
export function interviewsAsCsv(data: ExportData): AsyncIterable<string> {
  const columns = columnsOf(data)
  const entries = entriesOf(columns, data.variables)
  const month = (value: string) => (/^\d/.test(value) ? value : reasonText(value))
  const header = ['interview', 'month', 'disposition', ...(data.weighting ? [weightName] : [])]
  return csvFile([...header, ...columns.map(({ name }) => name)], data.rows(), (row) => [
    ...[row.number, month(row.month), row.disposition, ...(data.weighting ? [row.weight] : [])],
    ...entries(row).map((entry) => ('missing' in entry ? reasonText(entry.missing) : unlikeReason(entry.value))),
  ])
}

/** CSV with its description as a Frictionless Data Package. Reference: datapackage.org, version 2. */
export const csv: ExportFormat = {
  name: 'csv',
  about: 'CSV, described by a Frictionless Data Package v2',
  files: [dataFile, 'datapackage.json'],
  *write(data) {
    yield { path: dataFile, chunks: interviewsAsCsv(data) }
    yield { path: 'datapackage.json', chunks: [dataPackage(data, columnsOf(data))] }
  },
}
