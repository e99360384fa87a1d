import { parseArgs } from 'node:util'
import { closedRound } from '../closed-round.ts'
import type { Config } from '../config.ts'
import { releaseMinimum } from '../offers.ts'
import { Problem } from '../problem.ts'
import { readQuestionnaires } from '../questionnaires.ts'
import { audit } from '../results/audit/audit.ts'
import { publish, publishedOf, sharesPeople } from '../results/publish.ts'
import type { PublishedTable } from '../results/published-table.ts'
import { tabulated, usualTables } from '../results/tables.ts'
import { createProgress } from './progress.ts'
import { textTable } from './text-table.ts'
import { withStore } from './with-store.ts'

export const publishUsage = `heard publish <flow> [--by QUESTION[,QUESTION[,QUESTION]]]
  Publishes tables of a closed round: numbers that would tell about few are hidden, and an auditor attacks what is left.
  Without --by: every question for everybody, and by each question that is marked "disaggregate".`

export const auditUsage = `heard audit <flow>
  Attacks everything that is published of a round, each table alone and with every other one that it can be set against.`

const tooFew = '×'
const reasons = {
  too_few: 'there are too few people in it',
  leaks: 'what is shown would give away what is hidden',
  leaks_with_others: 'together with another published table it would give away what is hidden',
}

const nameOf = ({ question, dimensions }: Pick<PublishedTable, 'question' | 'dimensions'>) =>
  dimensions.length === 0 ? question : `${question} by ${dimensions.join(', ')}`

function printed(table: PublishedTable): string {
  const { rows, columns, cells, rowTotals, columnTotals, total } = table
  const shown = (number: number | null | undefined) =>
    number === null || number === undefined ? tooFew : String(number)
  const isOne = columns.length === 1
  const header = ['', ...(isOne ? [] : columns.map((column) => column.join(', '))), 'all']
  const lines = rows.map((row, index) => [
    row,
    ...(isOne ? [] : (cells[index] ?? []).map(shown)),
    shown(isOne ? cells[index]?.[0] : rowTotals[index]),
  ])
  const foot = ['all', ...(isOne ? [] : columnTotals.map(shown)), String(total)]
  return `${nameOf(table)}\n${textTable([header, ...lines, foot])}`
}

/** `heard publish`. */
export async function publishTables(parameters: readonly string[], config: Config): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { by: { type: 'string' } },
  })
  const [name] = positionals
  if (name === undefined) throw new Problem('usage', publishUsage)
  await withStore(config, async (store) => {
    const { content, round } = await closedRound(store, readQuestionnaires(), name)
    const { flow } = content
    const questions = tabulated(flow).map((question) => question.name)
    const dimensions = (values.by ?? '').split(',').filter(Boolean)
    const unknown = dimensions.find((dimension) => !questions.includes(dimension))
    if (unknown !== undefined || dimensions.length > 3)
      throw new Problem('usage', `--by: up to three of ${questions.join(', ')}`)
    const requests =
      values.by === undefined
        ? usualTables(flow)
        : questions.filter((question) => !dimensions.includes(question)).map((question) => ({ question, dimensions }))
    const k = releaseMinimum(await store.workspace.launches(), config.releaseK)(round)
    const progress = createProgress('hiding, and attacking')
    const { interviews, publishedTables: tables } = store
    const { published, known, refused } = await publish(flow, round, requests, {
      interviews,
      tables,
      k,
      progress: progress.show,
    })
    progress.end()
    for (const table of published) console.log(`\n${printed(table)}`)
    for (const table of refused) console.log(`\nNot published: ${nameOf(table)}: ${reasons[table.because]}.`)
    console.log(
      `\n${published.length} tables published, ${refused.length} not, ${known} were published before and stay as they are.`,
    )
    console.log(
      `${tooFew} is "too few to show safely": fewer than ${k}, or what would give another number away. Nothing says which.`,
    )
  })
}

/** `heard audit`: returns the exit code, 1 where something leaks. */
export async function auditTables([name]: readonly string[], config: Config): Promise<number> {
  if (name === undefined) throw new Problem('usage', auditUsage)
  let leaks = 0
  await withStore(config, async (store) => {
    const { round } = await closedRound(store, readQuestionnaires(), name)
    const k = releaseMinimum(await store.workspace.launches(), config.releaseK)(round)
    const tables = await publishedOf(store.publishedTables, round)
    const attacks = tables.flatMap((table, index) => [
      [table],
      ...tables
        .slice(index + 1)
        .filter((other) => sharesPeople(table, other))
        .map((other) => [table, other]),
    ])
    const progress = createProgress('attacking')
    let hidden = 0
    for (const [index, attacked] of attacks.entries()) {
      progress.show(index, attacks.length)
      const verdict = await audit(attacked, k)
      hidden += verdict.hidden
      leaks += verdict.leaks.length
      for (const { row, column, low, high } of verdict.leaks)
        console.log(
          `${attacked.map(nameOf).join(' with ')}: ${[row, column].filter(Boolean).join(', ')} is between ${low} and ${high}`,
        )
    }
    progress.end()
    console.log(
      `${tables.length} tables, ${attacks.length} attacks on ${hidden} hidden numbers: ${leaks === 0 ? 'none can' : `${leaks} can`} be narrowed down to less than ${k}.`,
    )
  })
  return leaks === 0 ? 0 : 1
}
