import { createTranslator } from '../../core/texts.ts'
import { contentHash } from '../../privacy/chance.ts'
import { answeredIn, countAt } from '../published-table.ts'
import { publishedIndicators } from '../report/indicators.ts'
import { shownShare } from '../report/question-report.ts'
import { isReason, type Said, saidText } from '../said.ts'
import type { Interval } from '../statistics/intervals.ts'
import { variableNamed } from '../tables.ts'
import { type CellValue, csvLine } from './cells.ts'
import type { ExportData, ExportFormat } from './export-data.ts'
import { questionLabels } from './labels.ts'

/** Our own data structure; its dimensions are those of the structure for the Sustainable Development Goals, as far as they are known. */
const structure = 'HEARD:CITIZEN_DATA(2.0)'
/** Citizen-generated data. Never N (national) or G (global): these say that data are official. */
const reportingType = 'CITIZEN'
const all = '_T'

const dimensionColumns = ['SEX', 'AGE', 'DISABILITY_STATUS', 'CUST_BREAKDOWN'] as const
type DimensionColumn = (typeof dimensionColumns)[number]

const header = [
  ...['STRUCTURE', 'STRUCTURE_ID', 'ACTION', 'FREQ', 'REPORTING_TYPE', 'ROUND', 'SERIES', ...dimensionColumns],
  ...['UNIT_MEASURE', 'TIME_PERIOD', 'OBS_VALUE', 'OBS_STATUS', 'CONF_STATUS'],
  ...['LOWER_BOUND', 'UPPER_BOUND', 'SAMPLE_SIZE', 'COMMENT_OBS'],
]

/** An identifier of SDMX: capital letters, digits and _. */
const code = (...parts: readonly string[]) =>
  parts
    .join('_')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_|_$/g, '')

/** An answer of a question, or a reason for giving none: a choice may have the same name as a reason, so these stand behind an @. */
const valueCode = (parts: readonly string[], said: Said): string =>
  isReason(said) ? `${code(...parts)}@${code(said.reason)}` : code(...parts, said.value)

/** A round as it is called where that makes a code that no other round has, and otherwise told apart by what its name comes to. */
function roundCode({ round }: ExportData['round']): string {
  const own = code(round)
  return own === round ? own : `${own || 'R'}@${contentHash(round).slice(0, 8).toUpperCase()}`
}

/** Groups that the structure for the SDGs has a code for. */
const known: readonly (readonly [RegExp, DimensionColumn, string])[] = [
  [/^woman$/, 'SEX', 'F'],
  [/^man$/, 'SEX', 'M'],
  [/^age_(\d+)_(\d+)$/, 'AGE', 'Y$1T$2'],
  [/^age_(\d+)_plus$/, 'AGE', 'Y_GE$1'],
  [/^under_(\d+)$/, 'AGE', 'Y_LT$1'],
  [/^with_difficulty$/, 'DISABILITY_STATUS', 'PD'],
  [/^without_difficulty$/, 'DISABILITY_STATUS', 'PWD'],
]

/** Where a group stands: in a dimension of the SDGs, or with a code of its own. Nobody is put under a sex that they did not give. */
function breakdown(dimensions: readonly string[], group: readonly Said[]): Record<DimensionColumn, string> {
  const codes: Record<DimensionColumn, string> = { SEX: all, AGE: all, DISABILITY_STATUS: all, CUST_BREAKDOWN: all }
  for (const [index, said] of group.entries()) {
    const dimension = dimensions[index] ?? ''
    const value = saidText(said)
    const found = isReason(said)
      ? undefined
      : known.find(([pattern, column]) => pattern.test(value) && codes[column] === all)
    if (found) codes[found[1]] = value.replace(found[0], found[2])
    else
      codes.CUST_BREAKDOWN =
        codes.CUST_BREAKDOWN === all
          ? valueCode([dimension], said)
          : `${codes.CUST_BREAKDOWN}@${valueCode([dimension], said)}`
  }
  return codes
}

interface Observation {
  readonly series: string
  readonly dimensions: readonly string[]
  readonly values: readonly Said[]
  /** Persons, or per cent. */
  readonly unit: 'PS' | 'PT'
  /** null: too few to show safely. */
  readonly value: number | null
  readonly interval: Interval | null
  readonly base: number | null
  readonly comment: string
}

/** Per cent to four digits after the point: as many as a share of a million has. */
const percent = (share: number) => Number((100 * share).toFixed(4))

function* observations({ content, published, language }: ExportData): Generator<Observation> {
  const { flow, texts } = content
  const translator = createTranslator(texts, language)
  for (const table of published) {
    const { question, dimensions, rows, columns } = table
    for (const [place, row] of rows.entries())
      for (const [index, values] of columns.entries()) {
        const value = table.cells[place]?.[index] ?? null
        yield {
          series: valueCode([flow.name, question], row),
          dimensions,
          values,
          unit: 'PS',
          value,
          interval: null,
          base: null,
          comment: '',
        }
      }
    for (const values of columns) {
      const base = answeredIn(table, values)
      // Of those who were not asked there is nothing to say.
      for (const row of base === 0 ? [] : rows.filter((each) => !isReason(each))) {
        const { share, interval } = shownShare(countAt(table, row, values), base)
        yield {
          series: valueCode([flow.name, question], row),
          dimensions,
          values,
          unit: 'PT',
          value: share,
          interval,
          base,
          comment: '',
        }
      }
    }
  }
  for (const { indicator, share, ...rest } of publishedIndicators(flow, published)) {
    // Nobody was asked: that is no hidden number.
    if (rest.base === 0) continue
    const { name, namespace, sdg, comparable } = indicator
    const why = translator.text(language, `${namespace}:indicators.${name}.comparability`)
    const about = sdg === undefined ? '' : `About SDG ${sdg}, ${comparable ? 'comparable' : 'not comparable'}. `
    yield { ...rest, series: code(flow.name, 'indicator', name), unit: 'PT', value: share, comment: `${about}${why}` }
  }
}

/** The year that a round is about: the one in its name, or that of its first day. */
const yearOf = ({ round, launch, today }: ExportData) =>
  /(?:19|20)\d\d/.exec(round.round)?.[0] ?? (launch?.opensOn ?? today).slice(0, 4)

function line(
  { series, dimensions, values, unit, value, interval, base, comment }: Observation,
  { round, year }: { readonly round: string; readonly year: string },
): string {
  const codes = breakdown(dimensions, values)
  const isHidden = value === null
  const scaled = unit === 'PT' && value !== null ? percent(value) : value
  const cells: CellValue[] = [
    ...[
      'dataflow',
      structure,
      'I',
      'A',
      reportingType,
      round,
      series,
      ...dimensionColumns.map((column) => codes[column]),
    ],
    ...[unit, year, scaled, isHidden ? 'Q' : 'A', isHidden ? 'C' : 'F'],
    ...[interval && percent(interval.low), interval && percent(interval.high), base, comment],
  ]
  return csvLine(cells)
}

function* observationFile(data: ExportData): Generator<string> {
  yield csvLine(header)
  const when = { round: roundCode(data.round), year: yearOf(data) }
  for (const observation of observations(data)) yield line(observation, when)
}

/** What the codes mean that are ours. */
function* codeFile(data: ExportData): Generator<string> {
  const { published, round } = data
  const { flow } = data.content
  yield csvLine(['CONCEPT', 'CODE', 'LABEL'])
  const fixed = [
    ['REPORTING_TYPE', reportingType, 'Citizen-generated data: not official statistics'],
    ['FREQ', 'A', 'Annual: the year that the round is about'],
    ['ROUND', roundCode(round), `Round ${round.round} of ${round.flow}`],
    ['UNIT_MEASURE', 'PS', 'Persons'],
    ['UNIT_MEASURE', 'PT', 'Per cent'],
    ['OBS_STATUS', 'A', 'Normal'],
    ['OBS_STATUS', 'Q', 'Missing value, suppressed'],
    ['CONF_STATUS', 'F', 'Free'],
    ['CONF_STATUS', 'C', 'Confidential: too few to show safely'],
    ['SEX', all, 'Not taken apart by sex; people of third gender are in CUST_BREAKDOWN'],
  ]
  for (const cells of fixed) yield csvLine(cells)
  const labelOf = questionLabels(data)
  const groups = new Map<string, string>()
  const series = new Map<string, string>()
  for (const { question, dimensions, rows, columns } of published) {
    for (const values of columns)
      groups.set(
        breakdown(dimensions, values).CUST_BREAKDOWN,
        values.map((value, index) => `${dimensions[index]}: ${saidText(value)}`).join('; '),
      )
    const label = labelOf(variableNamed(flow, question)?.question.name ?? question)
    for (const row of rows)
      series.set(
        valueCode([flow.name, question], row),
        `${label} ${question}: ${isReason(row) ? 'no answer ' : ''}${saidText(row)}`,
      )
  }
  groups.delete(all)
  for (const { name } of flow.indicators) series.set(code(flow.name, 'indicator', name), `Indicator ${name}`)
  for (const [id, label] of groups) yield csvLine(['CUST_BREAKDOWN', id, label])
  for (const [id, label] of series) yield csvLine(['SERIES', id, label])
}

/** Published tables and indicators, never interviews. Reference: SDMX-CSV 2.0; code lists CL_OBS_STATUS and CL_CONF_STATUS of the SDMX cross-domain code lists. */
export const sdmxCsv: ExportFormat = {
  name: 'sdmx-csv',
  about: 'SDMX-CSV 2.0: what is published, hidden numbers marked as such, never labelled as official',
  files: ['observations.csv', 'codes.csv'],
  *write(data) {
    yield { path: 'observations.csv', chunks: observationFile(data) }
    yield { path: 'codes.csv', chunks: codeFile(data) }
  },
}
