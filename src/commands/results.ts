import { parseArgs } from 'node:util'
import type { Config } from '../config.ts'
import { Problem } from '../problem.ts'
import { readQuestionnaires, versionNamed } from '../questionnaires.ts'
import { countFigures, type Figures } from '../results/figures.ts'
import type { QuestionTally } from '../results/tally.ts'
import { withStore } from './with-store.ts'

export const resultsUsage = `heard results <flow> [--by QUESTION] [--json]
  Counts of the released interviews, with denominators and every missing-value code apart.`

const percent = (n: number, base: number): string => (base === 0 ? '' : `${((100 * n) / base).toFixed(1)} %`)

function table({ name, base, rows, missing }: QuestionTally, indent: string): string[] {
  const lines = rows.map(({ value, n }) => [value, `${n}/${base}`, percent(n, base)])
  const reasons = Object.entries(missing).map(([code, n]) => [`(${code})`, String(n), ''])
  const all = [...lines, ...reasons]
  const width = Math.max(...all.map(([label = '']) => label.length))
  return [
    `${indent}${name}, base ${base}`,
    ...all.map(([label = '', count = '', share = '']) =>
      `${indent}  ${label.padEnd(width)}  ${count.padStart(9)}  ${share.padStart(7)}`.trimEnd(),
    ),
  ]
}

function readable({ flow, version, k, released, waiting, questions, by }: Figures): string {
  const groups = (by?.groups ?? []).flatMap((group) => [
    '',
    `${by?.name} = ${group.value}: ${group.interviews} interviews`,
    ...group.questions.flatMap((question) => ['', ...table(question, '  ')]),
  ])
  return [
    `${flow}, version ${version}: ${released} interviews released, ${waiting} wait until there are ${k}`,
    ...questions.flatMap((question) => ['', ...table(question, '')]),
    ...groups,
  ].join('\n')
}

/** `heard results`: reads the database of the running server, or starts the embedded one for the moment. */
export async function results(parameters: readonly string[], config: Config): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { by: { type: 'string' }, json: { type: 'boolean', default: false } },
  })
  const [name] = positionals
  if (name === undefined) throw new Problem('usage', resultsUsage)
  const wanted = versionNamed(readQuestionnaires(), name)

  await withStore(config, async (store) => {
    const { flow } = wanted.content
    const request = { flow, version: wanted.version.slice(0, 12), k: config.releaseK, by: values.by }
    const figures = await countFigures(store.interviews, request)
    console.log(values.json ? JSON.stringify(figures, null, 2) : readable(figures))
  })
}
