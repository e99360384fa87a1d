import { parseArgs } from 'node:util'
import type { Config } from '../config.ts'
import { askedVersion } from '../offers.ts'
import { Problem } from '../problem.ts'
import { readQuestionnaires } from '../questionnaires.ts'
import { countFigures, type Figures } from '../results/figures.ts'
import type { Figure, QuestionFigures } from '../results/statistics/figure.ts'
import type { Interval } from '../results/statistics/intervals.ts'
import { textTable } from './text-table.ts'
import { withStore } from './with-store.ts'

export const resultsUsage = `heard results <flow> [--by QUESTION[,QUESTION[,QUESTION]]] [--round ROUND [--since ROUND]] [--json]
  Figures of the released interviews: x of n, 95 % intervals, every reason for a missing answer, bounds, response rates.
  For people inside: small groups are not suppressed.`

const percent = (share: number | null): string => (share === null ? '–' : `${(100 * share).toFixed(1)} %`)
const range = (interval: Interval | null): string =>
  interval === null ? '' : `${(100 * interval.low).toFixed(1)}–${(100 * interval.high).toFixed(1)}`

/** Marks after a figure; `legend` says what they mean. */
function marks({ presentation: { unreliable, complementWide, review, dhs } }: Figure): string {
  const reliable = unreliable === null ? '' : '!'
  return [
    reliable,
    complementWide ? '~' : '',
    review ? '?' : '',
    dhs === null ? '' : { asterisk: '*', parentheses: '()' }[dhs],
  ].join('')
}

const legend = [
  '95 % intervals are Wilson\'s. "bounds" are the shares if nobody, or everybody, who preferred not to say belonged here.',
  '! NCHS would not show it (too few, or too wide)   ~ its complement is imprecise   ? nobody or everybody: look at it   DHS: * fewer than 25 cases, () fewer than 50',
]

function table({ name, base, multiple, reached, figures, missing }: QuestionFigures, indent: string): string[] {
  const rows = figures.map((figure) => [
    ...[figure.value, `${figure.x}/${figure.n}`, percent(figure.share), range(figure.interval), range(figure.bounds)],
    marks(figure),
  ])
  const reasons = Object.entries(missing).map(([code, n]) => [`(${code})`, String(n), '', '', '', ''])
  const kind = multiple ? ', several answers possible' : ''
  const lines = textTable([['', 'x/n', 'share', '95 %', 'bounds', ''], ...rows, ...reasons]).split('\n')
  return [
    `${indent}${name}, base ${base} of ${reached} who were asked${kind}`,
    ...lines.map((line) => `${indent}  ${line}`),
  ]
}

function rates({ rates: { RR1, RR2, COOP1, REF1 }, outcomes }: Figures): string[] {
  const { complete, refusal, notEligible } = outcomes
  return [
    `AAPOR: ${complete} complete, ${refusal} refusals and break-offs, ${notEligible} not eligible; RR1 = RR3 = RR5 ${percent(RR1)}, RR2 ${percent(RR2)}, COOP1 ${percent(COOP1)}, REF1 ${percent(REF1)}.`,
    'People come by themselves: there is no list of whom we tried to reach, so these rates are of those who came.',
  ]
}

function readable(figures: Figures): string {
  const { flow, version, k, released, waiting, questions, by, changes } = figures
  const groups = (by?.groups ?? []).flatMap((group) => [
    '',
    `${by?.dimensions.map((name, index) => `${name} = ${group.values[index]}`).join(', ')}: ${group.interviews} interviews`,
    ...group.questions.flatMap((question) => ['', ...table(question, '  ')]),
  ])
  const changed = (changes ?? []).map(({ question, value, difference, low, high }) => [
    ...[`${question}: ${value}`, `${difference >= 0 ? '+' : ''}${(100 * difference).toFixed(1)}`, range({ low, high })],
  ])
  return [
    `${flow}, version ${version}: ${released} interviews released, ${waiting} wait until there are ${k}`,
    ...rates(figures),
    ...questions.flatMap((question) => ['', ...table(question, '')]),
    ...groups,
    ...(changed.length > 0 ? ['', textTable([['change in percentage points', '', '95 %'], ...changed])] : []),
    '',
    ...legend,
    'For people inside: nothing is suppressed here. Do not publish it.',
  ].join('\n')
}

/** `heard results`: reads the database of the running server, or starts the embedded one for the moment. */
export async function results(parameters: readonly string[], config: Config): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      by: { type: 'string', default: '' },
      round: { type: 'string' },
      since: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const [name] = positionals
  if (name === undefined || (values.since !== undefined && values.round === undefined))
    throw new Problem('usage', resultsUsage)
  await withStore(config, async (store) => {
    const wanted = await askedVersion(store, readQuestionnaires(), name)
    const { flow } = wanted.content
    const by = values.by.split(',').filter(Boolean)
    const request = { flow, version: wanted.version.slice(0, 12), k: config.releaseK, by }
    const figures = await countFigures(store.interviews, { ...request, round: values.round, since: values.since })
    console.log(values.json ? JSON.stringify(figures, null, 2) : readable(figures))
  })
}
