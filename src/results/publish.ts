import { z } from 'zod'
import type { Flow } from '../core/flow.ts'
import type { Round } from '../store/contacts.ts'
import type { Interviews } from '../store/interviews.ts'
import type { PublishedTables } from '../store/published-tables.ts'
import { audit } from './audit/audit.ts'
import { suppress } from './disclosure/suppress.ts'
import type { PublishedTable } from './published-table.ts'
import { createTables, isAnswerRow, questionOf, type TableRequest } from './tables.ts'

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
  readonly because: 'too_few' | 'leaks' | 'leaks_with_others'
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
  progress(done: number, all: number): void
}

const isSame = (a: TableRequest, b: TableRequest) =>
  a.question === b.question && [...a.dimensions].sort().join() === [...b.dimensions].sort().join()

/**
 * Publishes tables of a closed round: each is counted, what is too small is hidden, and an auditor who knows nothing of how that was done
 * attacks it, alone and together with every other table of the round. Only what withstands is published, and it is never changed again.
 * The round must be closed: then nothing can be learnt from how a table changes.
 */
export async function publish(
  flow: Flow,
  round: Round,
  requests: readonly TableRequest[],
  { interviews, tables, k, progress }: PublishTools,
): Promise<Publication> {
  const before = await publishedOf(tables, round)
  const isKnown = (request: TableRequest) =>
    before.some((table) => isSame({ question: questionOf(table.question), dimensions: table.dimensions }, request))
  const wanted = requests.filter((request) => !isKnown(request))
  const counting = createTables(flow, wanted)
  for await (const interview of interviews.released(flow.name))
    if (interview.round === round.round) counting.add(interview)

  const published: PublishedTable[] = []
  const refused: Refused[] = []
  const counted = counting.result()
  for (const [index, table] of counted.entries()) {
    progress(index, counted.length)
    const { question, dimensions } = table
    const sensitive = flow.questions.find(({ name }) => name === questionOf(question))?.block !== undefined
    const elsewhere = totalsIn([...before, ...published], question, dimensions)
    const hidden = await suppress(table, { k, sensitive, isAnswer: isAnswerRow, elsewhere })
    const because = hidden ? await leaksOf(hidden, [...before, ...published], k) : 'too_few'
    if (hidden && because === null) published.push(hidden)
    else refused.push({ question, dimensions, because: because ?? 'too_few' })
  }
  await tables.add(
    round,
    published.map((table) => ({ question: table.question, dimensions: table.dimensions, content: table })),
  )
  return { published, known: requests.length - wanted.length, refused }
}

/** Totals that tables of everybody show or hide already: those of the question, and those of the groups. */
function totalsIn(tables: readonly PublishedTable[], question: string, dimensions: readonly string[]) {
  const hiddenRows = (name: string | undefined) => {
    const all = tables.find((table) => table.question === name && table.dimensions.length === 0)
    return new Map((all?.rows ?? []).map((row, index) => [row, all?.cells[index]?.[0] === null]))
  }
  const [dimension] = dimensions
  return {
    rows: dimensions.length > 0 ? hiddenRows(question) : new Map<string, boolean>(),
    columns: dimensions.length === 1 ? hiddenRows(dimension) : new Map<string, boolean>(),
  }
}

/** Whether a table leaks by itself, or together with one of the others about the same question. */
async function leaksOf(
  table: PublishedTable,
  others: readonly PublishedTable[],
  k: number,
): Promise<Refused['because'] | null> {
  if ((await audit([table], k)).leaks.length > 0) return 'leaks'
  for (const other of others) {
    if (!sharesPeople(table, other)) continue
    if ((await audit([table, other], k)).leaks.length > 0) return 'leaks_with_others'
  }
  return null
}

/** Two tables can be set against each other where they speak of the same question, or one takes people apart by what the other asks. */
export const sharesPeople = (a: PublishedTable, b: PublishedTable): boolean =>
  questionOf(a.question) === questionOf(b.question) ||
  a.dimensions.includes(questionOf(b.question)) ||
  b.dimensions.includes(questionOf(a.question))
