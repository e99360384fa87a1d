import { sensitiveQuestions } from '../core/dependence.ts'
import type { Flow } from '../core/flow.ts'
import type { Round } from '../store/contacts.ts'
import type { Interviews } from '../store/interviews.ts'
import type { PublishedScoresStore } from '../store/published-scores.ts'
import type { PublishedTables } from '../store/published-tables.ts'
import { createNumbers } from './number-tables.ts'
import { outcomeTable, outcomeVariable } from './outcome-table.ts'
import { protectTogether, type Refused } from './protect-together.ts'
import { type PublishedScores, readScores, type Scoring } from './published-scores.ts'
import { answeredIn, type PublishedTable } from './published-table.ts'
import { createScores, tablesBeside } from './scoring.ts'
import type { Progress } from './solver/linear-programme.ts'
import { readTable } from './stored-table.ts'
import { knowledgeOf } from './structural-zeros.ts'
import { createTables, type TableRequest, variablesOf, without } from './tables.ts'

/** Everything that is published of a round. */
export async function publishedOf(tables: Pick<PublishedTables, 'list'>, round: Round): Promise<PublishedTable[]> {
  return (await tables.list(round)).map(({ content }) => readTable(content))
}

/** The mean scores that are published of a round; null where none are. */
export const scoresOf = async (scores: Pick<PublishedScoresStore, 'find'>, round: Round) =>
  readScores(await scores.find(round))

export interface Publication {
  readonly published: readonly PublishedTable[]
  /** How many of the tables that were asked for had been published before, and stay as they are. */
  readonly known: number
  readonly refused: readonly Refused[]
  /** Of a flow in which something is scored. */
  readonly scores: PublishedScores | null
}

/** How the answers of a flow become scores. */
export interface ScoreTools {
  readonly scoring: Scoring
  /** So many people must have given a score before a mean of it is shown; of a sensitive question `k`, where that is more. */
  readonly least: number
  readonly store: PublishedScoresStore
}

interface PublishTools {
  readonly interviews: Pick<Interviews, 'released'>
  /** undefined or null: nothing is scored. */
  readonly scored?: ScoreTools | null
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
 * changed again. The round must be closed: then nothing can be learnt from how a table changes. Where something is scored, the means are published first,
 * and tables only as far as nothing follows from both.
 */
export async function publish(
  flow: Flow,
  round: Round,
  requests: readonly TableRequest[],
  { interviews, tables, k, progress, scored = null }: PublishTools,
): Promise<Publication> {
  const before = await publishedOf(tables, round)
  const wanted = without(requests, before)
  const asksForOutcomes = !before.some(({ question }) => question === outcomeVariable)
  const isSensitive = (question: string) => sensitiveQuestions(flow).has(question)
  const counting = createTables(flow, wanted)
  const numbers = createNumbers(flow, wanted)
  const scores =
    scored &&
    createScores(flow, scored.scoring, (name) => (isSensitive(name) ? Math.max(k, scored.least) : scored.least))
  const outcomes = new Map<string, number>()
  for await (const interview of interviews.released(flow.name))
    if (interview.round === round.round) {
      counting.add(interview)
      numbers.add(interview)
      outcomes.set(interview.disposition, (outcomes.get(interview.disposition) ?? 0) + 1)
      scores?.add(interview)
    }
  const publishedScores = scored && scores && ((await scoresOf(scored.store, round)) ?? scores.result(before))
  const beside = scored && publishedScores && tablesBeside(flow, scored.scoring, publishedScores)

  const sensitive = variablesAbout(flow, sensitiveQuestions(flow))
  const indicators = variablesAbout(flow, new Set(flow.indicators.flatMap(({ questions }) => questions)))
  const ofNumbers = numbers.result(k)
  const all = [
    ...counting.result(),
    ...ofNumbers.map(({ table }) => table),
    ...(asksForOutcomes ? [outcomeTable(outcomes)] : []),
  ]
  const counted = all.filter((table) => beside?.mayBeCounted(table) ?? true)
  const {
    published: withstood,
    refused,
    isComplete,
  } = await protectTogether(counted, before, {
    ...{ k, knowledge: knowledgeOf(flow, [...before, ...counted]), progress },
    isSensitive: (name) => sensitive.has(name) || isSensitive(name),
    isIndicator: (name) => indicators.has(name),
  })
  const safe = withstood.filter((table) => !beside || !scores || beside.mayBePublished(table, scores))
  // A summary tells how many it is of: it stands only beside a base that is shown.
  const published = safe.map((table) => {
    const own = ofNumbers.find(({ table: { question } }) => question === table.question)
    const summary = own && answeredIn(table) !== null ? { summary: own.summary } : {}
    return { ...table, ...summary, ...(!isComplete && { auditedInParts: true as const }) }
  })
  // Scores go first: tables alone would keep them from being published later.
  if (scored && publishedScores) await scored.store.add(round, publishedScores)
  await tables.add(
    round,
    published.map((table) => ({ question: table.question, dimensions: table.dimensions, content: table })),
  )
  const besideScores = [...without(all, counted), ...without(withstood, safe)].map(
    ({ question, dimensions }): Refused => ({ question, dimensions, because: 'leaks' }),
  )
  return {
    ...{ published, known: requests.length - wanted.length, scores: publishedScores },
    refused: [...refused, ...besideScores],
  }
}
