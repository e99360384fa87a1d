import { expect, test } from 'vitest'
import type { Answer } from '../../../src/core/flow.ts'
import { publish } from '../../../src/results/publish.ts'
import type { PublishedTable } from '../../../src/results/published-table.ts'
import type { Said } from '../../../src/results/said.ts'
import { usualTables } from '../../../src/results/tables.ts'
import { chances } from '../../support/answering.ts'
import { interviewOf } from '../../support/interviews.ts'
import { recovered } from './attacker.ts'
import { madeUp, type Respondent, type Survey, walks } from './survey.ts'

// Random surveys, published as rounds are, and attacked by somebody who knows every way through the questionnaire. `npm run test:recovery` tries 1,000.
const surveys = Number(process.env.SURVEYS ?? 8)
const firstSeed = Number(process.env.FIRST_SEED ?? 1)
const everyStep = <Item>(steps: readonly Item[]) => steps

/** The value that a table gives somebody: of "a: x" whether x was chosen. */
function valueIn({ answers, isComplete }: Respondent, variable: string): string {
  if (variable === '#outcome') return isComplete ? 'completed' : 'break_off'
  const [question = '', choice] = variable.split(': ')
  const answer = answers[question] as Answer
  if ('missing' in answer) return `(${answer.missing})`
  if (choice === undefined) return String(answer.value)
  return [answer.value].flat().includes(choice) ? 'chosen' : 'not_chosen'
}

const withoutAnswer = ['(refused)', '(dont_know)', '(invalid)', '(not_reached)']
const isValue = (value: string, shown: string) =>
  value === shown || (shown === '(no_answer)' && withoutAnswer.includes(value))

/** Values of surveys that were made up never begin with a parenthesis. */
const textOf = (said: Said) => ('reason' in said ? `(${said.reason})` : said.value)

/** Every number that a page shows, or says to be hidden, and whom it counts. */
function* numbersIn(tables: readonly PublishedTable[]) {
  type Counts = (respondent: Respondent) => boolean
  for (const { question, dimensions, cells, rowTotals, columnTotals, total, ...form } of tables) {
    const rows = form.rows.map(textOf)
    const columns = form.columns.map((column) => column.map(textOf))
    const inRow = (row: string) => (each: Respondent) => isValue(valueIn(each, question), row)
    const inColumn = (column: readonly string[]) => (each: Respondent) =>
      column.every((value, place) => isValue(valueIn(each, dimensions[place] ?? ''), value))
    const name = [question, ...dimensions].join(' by ')
    yield { name: `everybody in ${name}`, value: total, is: (() => true) as Counts }
    yield {
      ...{ name: `nobody elsewhere in ${name}`, value: 0 },
      is: ((each) => !columns.some((column) => inColumn(column)(each))) as Counts,
    }
    for (const [r, row] of rows.entries()) {
      for (const [c, column] of columns.entries())
        yield {
          ...{ name: `${name}: ${row}, ${column}`, value: cells[r]?.[c] ?? null },
          is: ((each) => inRow(row)(each) && inColumn(column)(each)) as Counts,
        }
      if (dimensions.length > 0)
        yield { name: `${name}: ${row}`, value: rowTotals[r] ?? null, is: inRow(row) as Counts }
    }
    if (dimensions.length > 0)
      for (const [c, column] of columns.entries())
        yield { name: `${name}: ${column}`, value: columnTotals[c] ?? null, is: inColumn(column) as Counts }
  }
}

async function attacked({ flow, questions, people, k }: Survey) {
  async function* released() {
    for (const { answers, isComplete } of people)
      yield { ...interviewOf(answers), disposition: isComplete ? 'completed' : 'break_off' }
  }
  const { published, refused } = await publish(flow, { flow: flow.name, round: '1' }, usualTables(flow), {
    ...{ interviews: { released }, tables: { list: async () => [], add: async () => {} }, k, progress: () => {} },
  })
  const respondents = [...walks(questions, everyStep)]
  const all = [...numbersIn(published)].map(({ name, value, is }) => ({
    ...{ name, value },
    counts: respondents.flatMap((each, place) => (is(each) ? [place] : [])),
  }))
  const shown = new Set(all.flatMap(({ value, counts }) => (value === null ? [] : counts.join())))
  // That nobody can be there is known before anything is published; and what stands in two places is one number.
  const hidden = all.filter(({ value, counts }) => value === null && counts.length > 0 && !shown.has(counts.join()))
  const numbers = [
    ...all.filter(({ value }) => value !== null),
    ...new Map(hidden.map((number) => [number.counts.join(), number])).values(),
  ]
  return {
    ...{ published: published.length, refused: refused.length },
    hidden: numbers.filter(({ value }) => value === null).length,
    found: await recovered(respondents.length, numbers),
  }
}

test(`of ${surveys} random surveys nothing that is hidden can be recovered`, {
  timeout: 60_000 * surveys,
}, async () => {
  const leaks: string[] = []
  const sums = { published: 0, refused: 0, hidden: 0 }
  for (let seed = firstSeed; seed < firstSeed + surveys; seed++) {
    const result = await attacked(madeUp(chances(seed)))
    for (const what of ['published', 'refused', 'hidden'] as const) sums[what] += result[what]
    leaks.push(...result.found.map(({ name, value }) => `survey ${seed}: ${name} = ${value}`))
  }
  const { published, refused, hidden } = sums
  const tables = `${published} tables published and ${refused} not`
  if (process.env.SURVEYS)
    console.log(`${surveys} surveys, ${tables}, ${hidden} hidden numbers, ${leaks.length} recovered`)
  expect(leaks).toEqual([])
})
