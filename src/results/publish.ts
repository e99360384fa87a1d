import { sensitiveQuestions } from '../core/dependence.ts'
import type { Flow } from '../core/flow.ts'
import type { Round } from '../store/contacts.ts'
import type { Interviews } from '../store/interviews.ts'
import type { PublishedTables } from '../store/published-tables.ts'
import { createNumbers } from './number-tables.ts'
import { outcomeTable, outcomeVariable } from './outcome-table.ts'
import { protectTogether, type Refused } from './protect-together.ts'
import { answeredIn, type PublishedTable } from './published-table.ts'
import type { Progress } from './solver/linear-programme.ts'
import { readTable } from './stored-table.ts'
import { knowledgeOf } from './structural-zeros.ts'
import { createTables, type TableRequest, variablesOf, without } from './tables.ts'

/** Everything that is published of a round. */
export async function publishedOf(tables: Pick<PublishedTables, 'list'>, round: Round): Promise<PublishedTable[]> {
  return (await tables.list(round)).map(({ content }) => readTable(content))
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

/** The names of the variables of these questions. */
const variablesAbout = (flow: Flow, questions: ReadonlySet<string>): ReadonlySet<string> =>
  new Set(variablesOf(flow).flatMap(({ name, question }) => (questions.has(question.name) ? name : [])))

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
  const asksForOutcomes = !before.some(({ question }) => question === outcomeVariable)
  const counting = createTables(flow, wanted)
  const numbers = createNumbers(flow, wanted)
  const outcomes = new Map<string, number>()
  for await (const interview of interviews.released(flow.name))
    if (interview.round === round.round) {
      counting.add(interview)
      numbers.add(interview)
      outcomes.set(interview.disposition, (outcomes.get(interview.disposition) ?? 0) + 1)
    }

  const sensitive = variablesAbout(flow, sensitiveQuestions(flow))
  const indicators = variablesAbout(flow, new Set(flow.indicators.flatMap(({ questions }) => questions)))
  const ofNumbers = numbers.result(k)
  const counted = [
    ...counting.result(),
    ...ofNumbers.map(({ table }) => table),
    ...(asksForOutcomes ? [outcomeTable(outcomes)] : []),
  ]
  const {
    published: safe,
    refused,
    isComplete,
  } = await protectTogether(counted, before, {
    ...{ k, knowledge: knowledgeOf(flow, [...before, ...counted]), progress },
    isSensitive: (name) => sensitive.has(name) || sensitiveQuestions(flow).has(name),
    isIndicator: (name) => indicators.has(name),
  })
  // A summary tells how many it is of: it stands only beside a base that is shown.
  const published = safe.map((table) => {
    const own = ofNumbers.find(({ table: { question } }) => question === table.question)
    const summary = own && answeredIn(table) !== null ? { summary: own.summary } : {}
    return { ...table, ...summary, ...(!isComplete && { auditedInParts: true as const }) }
  })
  await tables.add(
    round,
    published.map((table) => ({ question: table.question, dimensions: table.dimensions, content: table })),
  )
  return { published, known: requests.length - wanted.length, refused }
}
