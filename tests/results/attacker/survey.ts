import type { Answer, Flow } from '../../../src/core/flow.ts'
import { smallFlow } from '../../support/flows.ts'

/** A question of a survey that was made up: what can be answered, and after which answer to an earlier question it is asked. */
export interface MadeUpQuestion {
  readonly name: string
  readonly values: readonly string[]
  readonly takesSeveral: boolean
  readonly isMarked: boolean
  readonly isSensitive: boolean
  readonly after: { readonly question: string; readonly value: string } | null
}

/** One way through a survey: what is recorded of each question, and whether it was gone to the end. */
export interface Respondent {
  readonly answers: Readonly<Record<string, Answer>>
  readonly isComplete: boolean
}

export interface Survey {
  readonly flow: Flow
  readonly questions: readonly MadeUpQuestion[]
  readonly people: readonly Respondent[]
  readonly k: number
}

const names = ['a', 'b', 'c', 'd', 'e']
const notReached: Answer = { missing: 'not_reached' }

/** How somebody goes on at a question: leaves, or leaves with everything sensitive taken back, or what is recorded. */
type Step = 'leave' | 'take back' | Answer

/** Every step that anybody can take at a question that is put. */
function stepsAt({ values, takesSeveral }: MadeUpQuestion): Step[] {
  const subsets = values.reduce<string[][]>((all, value) => all.flatMap((each) => [each, [...each, value]]), [[]])
  const given: Answer[] = takesSeveral
    ? subsets.filter(({ length }) => length > 0).map((value) => ({ value }))
    : values.map((value) => ({ value }))
  return ['leave', 'take back', { missing: 'refused' }, { missing: 'invalid' }, ...given]
}

const isFollowed = (answer: Answer | undefined, value: string): boolean =>
  answer !== undefined && 'value' in answer && [answer.value].flat().includes(value)

/** Sensitive questions, and those that are asked because of them. */
function sensitiveOf(questions: readonly MadeUpQuestion[]): Set<string> {
  const found = new Set<string>()
  for (const { name, isSensitive, after } of questions)
    if (isSensitive || (after && found.has(after.question))) found.add(name)
  return found
}

/** Walks through a survey with `choose`, which may be asked in every way that there is. Stepping over a sensitive group refuses all of it. */
export function* walks(
  questions: readonly MadeUpQuestion[],
  choose: <Item>(steps: readonly Item[]) => readonly Item[],
): Generator<Respondent> {
  const sensitive = sensitiveOf(questions)
  type Answers = Readonly<Record<string, Answer>>
  const left = (answers: Answers, takesBack: boolean): Respondent => ({
    isComplete: false,
    answers: Object.fromEntries(
      questions.map(({ name }) => [
        name,
        takesBack && sensitive.has(name) ? notReached : (answers[name] ?? notReached),
      ]),
    ),
  })
  function* from(place: number, answers: Answers): Generator<Respondent> {
    const question = questions[place]
    if (!question) {
      yield { isComplete: true, answers }
      return
    }
    const isDoor = question.isSensitive && !questions[place - 1]?.isSensitive
    for (const isEntered of isDoor ? choose([true, false]) : [true]) {
      if (isEntered) {
        yield* ask(question, place, answers)
        continue
      }
      const members = questions.filter(({ isSensitive }) => isSensitive)
      const refusals = Object.fromEntries(members.map(({ name }) => [name, { missing: 'refused' as const }]))
      yield* from(place + members.length, { ...answers, ...refusals })
    }
    // At the door, before it is known whether anything is put behind it.
    if (isDoor) for (const step of choose(['stay', 'leave'])) if (step === 'leave') yield left(answers, false)
  }
  function* ask(question: MadeUpQuestion, place: number, answers: Answers): Generator<Respondent> {
    const { name, after } = question
    if (after && !isFollowed(answers[after.question], after.value)) {
      yield* from(place + 1, { ...answers, [name]: { missing: 'not_applicable' } })
      return
    }
    for (const step of choose(stepsAt(question)))
      if (step === 'leave' || step === 'take back') yield left(answers, step === 'take back')
      else yield* from(place + 1, { ...answers, [name]: step })
  }
  yield* from(0, {})
}

/** A survey of a few questions and people, with ordinary non-response; the same for the same chance. */
export function madeUp(chance: () => number): Survey {
  const below = (count: number) => Math.floor(chance() * count)
  const count = 3 + below(2)
  const firstSensitive = chance() < 0.3 ? count - 1 - below(2) : count
  const marked = new Set([below(count), ...(chance() < 0.4 ? [below(count)] : [])])
  const questions: MadeUpQuestion[] = []
  for (let place = 0; place < count; place++) {
    const takesSeveral = !marked.has(place) && chance() < 0.2
    const before = place > 0 && chance() < 0.4 ? questions[below(place)] : undefined
    questions.push({
      ...{ name: names[place] ?? '', takesSeveral, isMarked: marked.has(place), isSensitive: place >= firstSensitive },
      values: ['x', 'y', 'z'].slice(0, takesSeveral ? 2 : 2 + below(2)),
      after: before ? { question: before.name, value: before.values[0] ?? '' } : null,
    })
  }
  const { flow } = smallFlow(
    questions.map(({ name, takesSeveral, isMarked, isSensitive, after, values }) => ({
      ...{ name, type: takesSeveral ? 'select_multiple' : 'select_one', list: `of${values.length}` },
      ...{ disaggregate: isMarked, ...(isSensitive && { block: 'private' }) },
      relevant: after ? [`selected(\${${after.question}}, '${after.value}')`] : [],
    })),
    { of2: { x: 'X', y: 'Y' }, of3: { x: 'X', y: 'Y', z: 'Z' } },
    {},
    firstSensitive < count ? { blocks: { private: { relevant: [] } } } : {},
  )
  const skew = 0.5 + chance() * 2.5
  /** One in fifty leaves, three in a hundred refuse, one in two hundred is not understood; the first answers are the most frequent. */
  const choose = <Item>(steps: readonly Item[]): Item[] => {
    const luck = chance()
    const answers = steps.slice(4)
    if (answers.length === 0) return steps.slice(luck < 0.97 ? 0 : 1).slice(0, 1)
    const place = [0.01, 0.02, 0.05, 0.055].findIndex((share) => luck < share)
    const chosen = place < 0 ? answers[Math.floor(chance() ** skew * answers.length)] : steps[place]
    return chosen === undefined ? [] : [chosen]
  }
  const people = Array.from({ length: 40 + below(260) }, () => walks(questions, choose).next().value as Respondent)
  return { flow, questions, people, k: [3, 5, 10][below(3)] ?? 10 }
}
