import { reasonText } from '../said.ts'
import { type CellValue, csvFile } from './cells.ts'
import { dispositions, missingReasons, unlikeReason } from './codes.ts'
import { type Column, columnsOf, type Entry, entriesOf } from './columns.ts'
import type { ExportData, ExportFormat, Variable } from './export-data.ts'
import { sentences } from './report.ts'

const dataFile = 'interviews.csv'
/** A name there does not begin with an underscore. */
const weightColumn = 'weight'
const reasonNumbers = new Map<string, number>(missingReasons.map(({ code, number }) => [code, number]))

/** Answers that are numbers have at most 15 digits, so a reason for a missing one must lie below all of these. */
const belowEveryNumber = -1_000_000_000_000_000
const reasonsBelow = ({ kind }: Variable): number => (kind === 'integer' || kind === 'decimal' ? belowEveryNumber : 0)

const longestName = 64
const longestVariableLabel = 255
const longestValueLabel = 120
/** Bytes of a text on one line of syntax. */
const longestPiece = 160
/** Bytes of a free text: 1,600 characters of at most 3 bytes, and some emoji. */
const longestText = 6400

const bytes = (text: string) => Buffer.byteLength(text)

/** The beginning of a text that has at most so many bytes, in whole characters. */
function cut(text: string, limit: number): string {
  let [kept, size] = ['', 0]
  for (const character of text) {
    size += bytes(character)
    if (size > limit) break
    kept += character
  }
  return kept
}

/** A text in quotes, over several lines where it is long. */
function quoted(text: string, limit: number): string {
  const pieces: string[] = []
  for (let rest = cut(text.replace(/\s+/gu, ' ').trim(), limit); rest !== '' || pieces.length === 0; ) {
    const piece = cut(rest, longestPiece)
    pieces.push(`'${piece.replaceAll("'", "''")}'`)
    rest = rest.slice(piece.length)
  }
  return pieces.join(' +\n    ')
}

/** A sentence as comments, each short enough for a line; none but the last point may stand at the end of one. */
function comments(sentence: string): string[] {
  const lines = ['']
  for (const word of sentence.trim().split(/\s+/u)) {
    const longer = `${lines.at(-1)} ${word}`
    if (bytes(longer) > longestPiece) lines.push(` ${word}`)
    else lines[lines.length - 1] = longer
  }
  return lines.map((line) => `*${line.replace(/\.*$/, '')}.`)
}

/** Words of the syntax that no variable may be called. */
const reserved = ['all', 'and', 'by', 'eq', 'ge', 'gt', 'le', 'lt', 'ne', 'not', 'or', 'to', 'with']

/** A column under a name that SPSS takes: letters, digits, _ and dots between them, at most 64 bytes, no two the same in any case. */
interface Named {
  readonly column: Column
  readonly name: string
}

function namesOf(columns: readonly Column[]): Named[] {
  const taken = new Set(['interview', 'month', 'disposition', weightColumn, ...reserved])
  return columns.map((column) => {
    const plain = column.name.replace(/[^A-Za-z0-9_.]/g, '_').replace(/[._]+$/, '_x')
    let name = cut(plain, longestName)
    for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${cut(plain, longestName - 6)}_${count}`
    taken.add(name.toLowerCase())
    return { column, name }
  })
}

type Labels = readonly (readonly [value: number, label: string])[]

/** The numbers that stand for the values of a column, and for the reasons why there is none; null where it holds text. */
function codesOf(
  { variable, choice }: Column,
  language: string,
): { readonly values: Labels; readonly reasons: Labels } | null {
  if (variable.kind === 'text') return null
  const below = reasonsBelow(variable)
  const values: Labels =
    choice !== null
      ? [
          [0, 'Not chosen'],
          [1, 'Chosen'],
        ]
      : variable.categories.map(({ value, labels }, index) => [index + 1, labels[language] ?? value])
  return { values, reasons: missingReasons.map(({ label, number }) => [below + number, label]) }
}

function cellOf({ variable }: Column): (entry: Entry) => CellValue {
  const below = reasonsBelow(variable)
  const numbers = new Map(variable.categories.map(({ value }, index) => [value, index + 1]))
  return (entry) => {
    if ('missing' in entry)
      return variable.kind === 'text' ? reasonText(entry.missing) : below + (reasonNumbers.get(entry.missing) ?? 0)
    const { value } = entry
    if (typeof value === 'boolean') return value ? 1 : 0
    if (variable.kind === 'one') return numbers.get(String(value)) ?? null
    return variable.kind === 'month' ? monthNumber(String(value)) : unlikeReason(value)
  }
}

const monthNumber = (month: string): number => reasonNumbers.get(month) ?? Number(month.replace('-', ''))

const valueLabels = (name: string, labels: Labels): string =>
  [`VALUE LABELS ${name}`, ...labels.map(([value, label]) => `  ${value} ${quoted(label, longestValueLabel)}`)]
    .join('\n')
    .concat('.')

function describe({ column, name }: Named, language: string): string[] {
  const codes = codesOf(column, language)
  const label = `VARIABLE LABELS ${name}\n    ${quoted(column.labels[language] ?? name, longestVariableLabel)}.`
  if (codes === null) return [label]
  const highest = Math.max(...codes.reasons.map(([value]) => value))
  return [label, valueLabels(name, [...codes.values, ...codes.reasons]), `MISSING VALUES ${name} (LO THRU ${highest}).`]
}

/** Questions with several answers as multiple response sets. */
function responseSets(columns: readonly Named[], language: string): string[] {
  const several = Map.groupBy(
    columns.filter(({ column }) => column.choice !== null),
    ({ column }) => column.variable,
  )
  return [...several].map(
    ([{ name, labels }, members]) =>
      `MRSETS /MDGROUP NAME=$${cut(name, longestName - 1)} LABEL=${quoted(labels[language] ?? name, longestVariableLabel)} VALUE=1 VARIABLES=${members.map((each) => each.name).join('\n    ')}.`,
  )
}

const formats: Readonly<Record<Variable['kind'], string>> = {
  ...{ one: 'F8.0', several: 'F8.0', month: 'F8.0', integer: 'F17.0', decimal: 'F27.10', text: `A${longestText}` },
}
/** What may be computed with the numbers of a column. Months are YYYYMM: in order, but not evenly apart. */
const levels: Readonly<Record<Variable['kind'], 'SCALE' | 'ORDINAL' | 'NOMINAL'>> = {
  ...{ integer: 'SCALE', decimal: 'SCALE', month: 'ORDINAL', one: 'NOMINAL', several: 'NOMINAL', text: 'NOMINAL' },
}
const formatOf = ({ variable }: Column): string => formats[variable.kind]

function syntax(data: ExportData, columns: readonly Named[]): string {
  const { title, round, version, language } = data
  const comment = [`${title}: ${round.flow}, round ${round.round}, version ${version.slice(0, 12)}`, ...sentences(data)]
  const ended = dispositions.map(({ label }, index) => [index + 1, label] as const)
  const reasons = missingReasons.map(({ label, number }) => [number, label] as const)
  const fields = [
    ...['interview', 'month', 'disposition'].map((name) => ({ name, format: 'F8.0' })),
    ...(data.weighting ? [{ name: weightColumn, format: 'F10.6' }] : []),
    ...columns.map(({ column, name }) => ({ name, format: formatOf(column) })),
  ]
  return `${[
    ...comment.flatMap(comments),
    '',
    'SET DECIMAL=DOT.',
    [
      `GET DATA /TYPE=TXT /FILE='${dataFile}' /ENCODING='UTF8'`,
      `  /ARRANGEMENT=DELIMITED /DELIMITERS=',' /QUALIFIER='"' /FIRSTCASE=2`,
      // No line begins with a name: one that is also a command, such as "comment", would be taken for it.
      `  /VARIABLES=${fields.map(({ name, format }) => `${name}\n    ${format}`).join(' ')}.`,
    ].join('\n'),
    "VARIABLE LABELS interview 'Number in this export; it says nothing'.",
    "VARIABLE LABELS month 'Month in which it ended, as YYYYMM'.",
    "VARIABLE LABELS disposition 'How it ended (AAPOR)'.",
    ...(data.weighting
      ? [`VARIABLE LABELS ${weightColumn} 'Weight; its mean is 1. To use it: WEIGHT BY ${weightColumn}.'.`]
      : []),
    valueLabels('month', reasons.slice(-1)),
    'MISSING VALUES month (LO THRU -94).',
    valueLabels('disposition', ended),
    ...columns.flatMap((named) => describe(named, language)),
    ...columns.map(({ column: { variable }, name }) => `VARIABLE LEVEL ${name} (${levels[variable.kind]}).`),
    ...responseSets(columns, language),
    'EXECUTE.',
  ].join('\n')}\n`
}

/** Numbers with SPSS syntax that names them. SPSS and PSPP read it. Reference: IBM SPSS Statistics Command Syntax Reference; PSPP manual. */
export const spss: ExportFormat = {
  name: 'spss',
  about: 'SPSS syntax with CSV of numeric codes; PSPP reads it too',
  files: [dataFile, 'interviews.sps'],
  *write(data) {
    const columns = columnsOf(data)
    const entries = entriesOf(columns, data.variables)
    const cells = columns.map(cellOf)
    const named = namesOf(columns)
    const ended = new Map(dispositions.map(({ code }, index) => [code, index + 1]))
    const header = ['interview', 'month', 'disposition', ...(data.weighting ? [weightColumn] : [])]
    yield {
      path: dataFile,
      chunks: csvFile([...header, ...named.map(({ name }) => name)], data.rows(), (row) => [
        ...[row.number, monthNumber(row.month), ended.get(row.disposition) ?? null],
        ...(data.weighting ? [row.weight] : []),
        ...entries(row).map((entry, index) => cells[index]?.(entry) ?? null),
      ]),
    }
    yield { path: 'interviews.sps', chunks: [syntax(data, named)] }
  },
}
