import { z } from 'zod'
import type { Flow } from '../core/flow.ts'
import type { Round } from '../store/contacts.ts'
import type { Interviews } from '../store/interviews.ts'
import type { PublishedTables } from '../store/published-tables.ts'
import { audit, type Leak } from './audit/audit.ts'
import { createSuppression } from './disclosure/suppress.ts'
import type { Progress } from './linear-programme.ts'
import { keyOf, placesOf, type TableForm } from './numbers.ts'
import type { CountedTable, PublishedTable } from './published-table.ts'
import { knowledgeOf } from './structural-zeros.ts'
import { createTables, isAnswerRow, type TableRequest, variablesOf, without } from './tables.ts'

const number = z.int().min(0).nullable()
/** A published table as it is stored. */
export const tableSchema = z.strictObject({
  question: z.string(),
  dimensions: z.array(z.string()),
  rows: z.array(z.string()),
  columns: z.array(z.array(z.string())),
  cells: z.array(z.array(number)),
  rowTotals: z.array(number),
  columnTotals: z.array(number),
  total: z.int().min(0),
})

/** Everything that is published of a round. */
export async function publishedOf(tables: Pick<PublishedTables, 'list'>, round: Round): Promise<PublishedTable[]> {
  return (await tables.list(round)).map(({ content }) => tableSchema.parse(content))
}

/** A table that was not published, and why. */
interface Refused extends TableRequest {
  readonly because: 'too_few' | 'leaks'
}

export interface Publication {
  readonly published: readonly PublishedTable[]
  /** How many of the tables that were asked for had been published before, and stay as they are. */
  readonly known: number
  readonly refused: readonly Refused[]
}

interface PublishTools {
  readonly interviews: Pick<Interviews, 'released'>
  readonly tables: PublishedTables
  readonly k: number
  /** Told of how many tables numbers are hidden, and then, attack after attack, how many of these withstand. */
  readonly progress: Progress
}

/** How often more is hidden after the auditor found something, before a table is given up. */
const mostRounds = 30

/**
 * Publishes tables of a closed round: each is counted, what is too small is hidden, and an auditor who knows nothing of how that was done
 * attacks all of them together with everything that was published of the round before. Only what withstands is published, and it is never
 * changed again. The round must be closed: then nothing can be learnt from how a table changes.
 */
export async function publish(
  flow: Flow,
  round: Round,
  requests: readonly TableRequest[],
  { interviews, tables, k, progress }: PublishTools,
): Promise<Publication> {
  const before = await publishedOf(tables, round)
  const wanted = without(requests, before)
  const counting = createTables(flow, wanted)
  for await (const interview of interviews.released(flow.name))
    if (interview.round === round.round) counting.add(interview)

  const knowledge = knowledgeOf(flow)
  const sensitive = new Set(variablesOf(flow).flatMap(({ name, question }) => (question.block ? name : [])))
  const isSensitive = (name: string) => sensitive.has(name)
  const suppression = createSuppression({ k, knowledge, isSensitive, isAnswer: isAnswerRow }, before)
  const refused: Refused[] = []
  const refuse = ({ question, dimensions }: TableForm, because: Refused['because']) =>
    refused.push({ question, dimensions, because })
  let kept: CountedTable[] = []
  const counted = counting.result()
  for (const [index, table] of counted.entries()) {
    progress(index, counted.length)
    if (await suppression.add(table)) kept.push(table)
    else refuse(table, 'too_few')
  }

  const options = { knowledge, progress }
  const shown = () => kept.map(suppression.shown)
  const knownLeaks = new Set((await audit(before, k, options)).leaks.map(({ key }) => key))
  const attack = async () =>
    (await audit([...before, ...shown()], k, options)).leaks.filter(({ key }) => !knownLeaks.has(key))
  let leaks = await attack()
  for (let tries = 0; leaks.length > 0 && tries < mostRounds; tries++) {
    if (!(await suppression.hideFrom(leaks))) break
    leaks = await attack()
  }
  while (leaks.length > 0) {
    const worst = kept.findLast((table) => isPartOf(table, leaks)) ?? kept.at(-1)
    if (!worst) break
    refuse(worst, 'leaks')
    kept = kept.filter((table) => table !== worst)
    leaks = await attack()
  }
  const published = shown()
  await tables.add(
    round,
    published.map((table) => ({ question: table.question, dimensions: table.dimensions, content: table })),
  )
  return { published, known: requests.length - wanted.length, refused }

  function isPartOf(table: TableForm, found: readonly Leak[]): boolean {
    const keys = new Set(found.flatMap(({ key, clues }) => [key, ...clues]))
    return placesOf(table).some(({ conditions }) => keys.has(keyOf(conditions, knowledge)))
  }
}
