import type { Answer } from '../../core/flow.ts'
import { createTranslator } from '../../core/texts.ts'
import type { Interviews, ReleasedInterview } from '../../store/interviews.ts'
import { createAnonymity, keysToSuppress } from '../anonymity.ts'
import { type ExportAnswer, type ExportData, type ExportRow, type RoundFacts, suppressed } from './export-data.ts'
import { describeVariables, type ExportChoices, selectVariables } from './variables.ts'
import { createExportWeights } from './weights.ts'

interface PrepareTools {
  readonly interviews: Pick<Interviews, 'released'>
  /** A new array in an order of chance. */
  shuffled<Item>(items: readonly Item[]): Item[]
  /** Called with how many interviews were read, over all passes. */
  progress(done: number): void
}

/** Interviews that change places with each other. Their ids are random already, so even without it their order says nothing. */
const shuffledTogether = 10_000
const readBetweenReports = 5000
/** Different values that are remembered of a variable. */
const mostObserved = 1000

const isoDay = /^\d{4}-\d{2}-\d{2}$/
const withoutDay = (value: string | number | readonly string[]) =>
  typeof value === 'string' && isoDay.test(value) ? value.slice(0, 7) : value

const daysToThursday = 3
/** The month of a day, a week (that of its Thursday) or a month; null where the release kept none, because too few shared one. */
function monthOf(period: string | null): string | null {
  if (!period?.endsWith('/P1W')) return period?.slice(0, 7) ?? null
  const thursday = new Date(period.slice(0, 10))
  thursday.setUTCDate(thursday.getUTCDate() + daysToThursday)
  return thursday.toISOString().slice(0, 7)
}

/** An answer as it is exported. */
const exported = (answer: Answer | undefined, isHidden: boolean): ExportAnswer => {
  if (isHidden) return { missing: suppressed }
  // A question that this version of the flow did not have was not put to the person.
  return answer && 'value' in answer
    ? { value: withoutDay(answer.value) }
    : { missing: answer?.missing ?? 'not_applicable' }
}

/**
 * Makes the interviews of a closed round ready to be exported: one pass to find the classes that are too small, one to see which values are left,
 * and one for each time that `rows` is read. Nothing but a few thousand interviews is in memory at a time.
 */
export async function prepareExport(
  facts: RoundFacts,
  choices: ExportChoices,
  { interviews, shuffled, progress }: PrepareTools,
): Promise<ExportData> {
  const { content, round, k, organisation } = facts
  const { flow } = content
  const selection = selectVariables(flow, choices)
  const { questions, tellsAbout } = selection
  let read = 0

  async function* ofRound(): AsyncGenerator<ReleasedInterview> {
    for await (const interview of interviews.released(flow.name)) {
      if (++read % readBetweenReports === 0) progress(read)
      if (interview.round === round.round) yield interview
    }
  }

  const counting = createAnonymity(selection.dimensions, selection.sensitive, k)
  const months = new Map<string, number>()
  let withoutMonth = 0
  for await (const { answers, period } of ofRound()) {
    counting.add(answers)
    const month = monthOf(period)
    if (month === null) withoutMonth++
    else months.set(month, (months.get(month) ?? 0) + 1)
  }
  const { report, suppressedIn } = counting.result()
  const fewIn = keysToSuppress(months, k)
  const shownMonth = ({ period }: ReleasedInterview) => {
    const month = monthOf(period)
    return month === null || fewIn.has(month) ? suppressed : month
  }

  function answersOf({ answers }: ReleasedInterview): ExportAnswer[] {
    const hidden = suppressedIn(answers)
    return questions.map(({ name }) =>
      exported(answers[name], tellsAbout.get(name)?.some((dimension) => hidden.has(dimension)) ?? false),
    )
  }

  const observed = questions.map(() => new Set<string | number>())
  const isOpen = questions.map(({ list, calculation }) => list === undefined && calculation === undefined)
  const weights = createExportWeights(
    flow,
    facts.population,
    questions.map(({ name }) => name),
  )
  for await (const interview of ofRound()) {
    const answers = answersOf(interview)
    weights.add(answers)
    for (const [index, answer] of answers.entries()) {
      const values = observed[index]
      if (isOpen[index] || !values || values.size > mostObserved || !('value' in answer)) continue
      for (const value of typeof answer.value === 'object' ? answer.value : [answer.value]) values.add(value)
    }
  }
  const { weighting, weightOf } = weights.result()
  const variables = describeVariables(content, selection, observed, organisation)

  async function* rows(): AsyncGenerator<ExportRow> {
    let number = 0
    const take = (waiting: readonly ReleasedInterview[]): ExportRow[] =>
      shuffled(waiting).map((interview) => {
        const answers = answersOf(interview)
        const { disposition } = interview
        return { number: ++number, month: shownMonth(interview), disposition, weight: weightOf(answers), answers }
      })
    let waiting: ReleasedInterview[] = []
    for await (const interview of ofRound()) {
      waiting.push(interview)
      if (waiting.length < shuffledTogether) continue
      yield* take(waiting)
      waiting = []
    }
    yield* take(waiting)
  }

  const [language = 'en'] = flow.languages
  const title = createTranslator(content.texts, language).text(language, `${flow.name}:title`)
  return {
    ...facts,
    ...{ title, language, variables, leftOut: selection.leftOut, sensitive: selection.sensitive, anonymity: report },
    weighting,
    monthsSuppressed: [...months].reduce((sum, [month, size]) => sum + (fewIn.has(month) ? size : 0), withoutMonth),
    rows,
  }
}
