import { parseArgs } from 'node:util'
import { closedRound } from '../closed-round.ts'
import type { Config } from '../config.ts'
import type { Flow } from '../core/flow.ts'
import { recordedPopulation } from '../margins-file.ts'
import { releaseMinimum } from '../offers.ts'
import { Problem } from '../problem.ts'
import { readQuestionnaires } from '../questionnaires.ts'
import { audit } from '../results/audit/audit.ts'
import { publish, publishedOf } from '../results/publish.ts'
import type { PublishedScores } from '../results/published-scores.ts'
import type { PublishedTable } from '../results/published-table.ts'
import { scorecardTables } from '../results/report/scorecard.ts'
import { tablesForWeighting } from '../results/report/weighted.ts'
import { saidText } from '../results/said.ts'
import { knowledgeOf } from '../results/structural-zeros.ts'
import { type TableRequest, tablesBy, usualTables, variablesOf, without } from '../results/tables.ts'
import type { Population } from '../results/weigh.ts'
import { scoreTools } from '../scored-by.ts'
import { createProgress, withCounting } from './progress.ts'
import { textTable } from './text-table.ts'
import { withStore } from './with-store.ts'

export const publishUsage = `heard publish <flow> [--round ROUND] [--by QUESTION[,QUESTION[,QUESTION]]]
  Publishes tables of a closed round: numbers that would tell about few are hidden, and an auditor attacks what is left.
  Without --by: every question for everybody, and by each question that is marked "disaggregate". Without --round: the present one.`

export const auditUsage = `heard audit <flow> [--round ROUND]
  Attacks everything that is published of a round, all tables together, with what everybody knows of the questionnaire.`

const tooFew = '×'
const reasons = {
  too_few: 'there are too few people in it',
  leaks: 'with the other tables, or the scores, it would give away what is hidden',
}

const inParts =
  'The auditor could not look at all that people can be at once, only at some tables at a time: too many questions take people apart, conditions look at numbers, texts or the day, or answers do not follow this version of the questionnaire. Several tables may still give a hidden number away together. The results page says so.'

const nameOf = ({ question, dimensions }: Pick<PublishedTable, 'question' | 'dimensions'>) =>
  dimensions.length === 0 ? question : `${question} by ${dimensions.join(', ')}`

function printed(table: PublishedTable): string {
  const { rows, columns, cells, rowTotals, columnTotals, total } = table
  const shown = (number: number | null | undefined) =>
    number === null || number === undefined ? tooFew : String(number)
  const isOne = columns.length === 1
  const header = ['', ...(isOne ? [] : columns.map((column) => column.map(saidText).join(', '))), 'all']
  const lines = rows.map((row, index) => [
    saidText(row),
    ...(isOne ? [] : (cells[index] ?? []).map(shown)),
    shown(isOne ? cells[index]?.[0] : rowTotals[index]),
  ])
  const foot = ['all', ...(isOne ? [] : columnTotals.map(shown)), String(total)]
  const numbers = Object.entries(table.summary ?? {}).map(([name, found]) => [
    ...[
      name,
      found ? String(found.value) : tooFew,
      found?.interval ? `${found.interval.low} to ${found.interval.high}` : '',
    ],
  ])
  return [nameOf(table), textTable([header, ...lines, foot]), ...(table.summary ? [textTable(numbers)] : [])].join('\n')
}

/** Mean scores, from 0 to 100, of everybody who scored a service point, and by focus group. */
function printedScores({ indicators }: PublishedScores): string {
  const lines = indicators.flatMap(({ indicator, scores }) =>
    scores.map(({ point, group, score }) => [
      indicator,
      saidText(point),
      group ? saidText(group) : 'all',
      String(score),
    ]),
  )
  const least = Math.min(...indicators.map((each) => each.least))
  if (lines.length === 0)
    return 'No score can be shown: too few people scored, or tables that tell about them were published before.'
  return [`Scores, 0 to 100, of at least ${least} people each`, textTable(lines)].join('\n')
}

/** Without a wish: what is usual, and what a scorecard and weighted figures need besides. */
function tablesOfRound(flow: Flow, population: Population | null): TableRequest[] {
  const usual = usualTables(flow)
  const known = [...usual, ...without(scorecardTables(flow), usual)]
  return population ? [...known, ...without(tablesForWeighting(flow, population), known)] : known
}

/** `heard publish`. */
export async function publishTables(parameters: readonly string[], config: Config): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { by: { type: 'string' }, round: { type: 'string' } },
  })
  const [name] = positionals
  if (name === undefined) throw new Problem('usage', publishUsage)
  await withStore(config, async (store) => {
    const questionnaires = readQuestionnaires()
    const { content, round } = await closedRound(store, questionnaires, name, values.round)
    const { flow } = content
    const population = recordedPopulation(await store.roundMargins.find(round))
    const questions = [...new Set(variablesOf(flow).map(({ question }) => question.name))]
    const dimensions = (values.by ?? '').split(',').filter(Boolean)
    const unknown = dimensions.find((dimension) => !questions.includes(dimension))
    if (unknown !== undefined || dimensions.length > 3)
      throw new Problem('usage', `--by: up to three of ${questions.join(', ')}`)
    const requests = values.by === undefined ? tablesOfRound(flow, population) : tablesBy(flow, dimensions)
    const k = releaseMinimum(await store.workspace.launches(), config.releaseK)(round)
    const progress = createProgress('hiding, and attacking')
    const { published, known, refused, scores } = await publish(flow, round, requests, {
      interviews: withCounting(store.interviews),
      tables: store.publishedTables,
      scored: await scoreTools(store, questionnaires, flow, config),
      k,
      progress: progress.show,
    })
    progress.end()
    if (scores) console.log(`\n${printedScores(scores)}`)
    for (const table of published) console.log(`\n${printed(table)}`)
    for (const table of refused) console.log(`\nNot published: ${nameOf(table)}: ${reasons[table.because]}.`)
    console.log(
      `\n${published.length} tables published, ${refused.length} not, ${known} were published before and stay as they are.`,
    )
    if (published.some(({ auditedInParts }) => auditedInParts)) console.log(inParts)
    console.log(
      `${tooFew} is "too few to show safely": fewer than ${k}, or what would give another number away. Nothing says which.`,
    )
  })
}

/** `heard audit`: returns the exit code, 1 where something leaks. */
export async function auditTables(parameters: readonly string[], config: Config): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { round: { type: 'string' } },
  })
  const [name] = positionals
  if (name === undefined) throw new Problem('usage', auditUsage)
  let found = 0
  await withStore(config, async (store) => {
    const { content, round } = await closedRound(store, readQuestionnaires(), name, values.round)
    const k = releaseMinimum(await store.workspace.launches(), config.releaseK)(round)
    const tables = await publishedOf(store.publishedTables, round)
    const progress = createProgress('attacking')
    const { hidden, leaks, isComplete } = await audit(tables, k, {
      knowledge: knowledgeOf(content.flow, tables),
      progress: progress.show,
    })
    progress.end()
    for (const { table, row, column, low, high, clues } of leaks) {
      console.log(
        `\n${nameOf(table)}: ${[row, column].filter(Boolean).join(', ')} is between ${Math.ceil(low - 1e-6)} and ${Math.floor(high + 1e-6)}`,
      )
      console.log(`  because of ${clues.join('; ')}`)
    }
    found = leaks.length
    if (!isComplete) console.log(inParts)
    console.log(
      `${tables.length} tables attacked together, ${hidden} hidden numbers: ${found === 0 ? 'none can' : `${found} can`} be narrowed down to less than ${k}.`,
    )
  })
  return found === 0 ? 0 : 1
}
