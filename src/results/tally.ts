import { type Answer, type Flow, type MissingCode, missingCodes, type Question } from '../core/flow.ts'
import { questionTypeOf } from '../core/questions/index.ts'

/** One value of a question, and how many gave it. */
interface Row {
  readonly value: string
  readonly n: number
}

/**
 * The counts of one question. Every interview is counted once: in `base` (it has an answer that says something), or under one
 * of the reasons for which there is none. The rows of a question with several answers may add up to more than the base.
 */
export interface QuestionTally {
  readonly name: string
  readonly base: number
  readonly rows: readonly Row[]
  readonly missing: Readonly<Record<MissingCode, number>>
}

/** What is counted of an interview. */
export interface Answers {
  readonly answers: Readonly<Record<string, Answer>>
}

/** The values that a question offers, also those that nobody gave; null where any number or text is possible. */
function offeredValues(flow: Flow, question: Question): string[] | null {
  const list = question.list === undefined ? undefined : flow.lists[question.list]
  return list ? list.items.filter((item) => !item.missing).map((item) => item.name) : null
}

/** Counts questions while interviews stream past, so that memory does not grow with their number. */
export function createTally(flow: Flow, questions: readonly Question[]) {
  const counters = questions.map((question) => ({
    question,
    base: 0,
    values: new Map<string, number>((offeredValues(flow, question) ?? []).map((value) => [value, 0])),
    missing: Object.fromEntries(missingCodes.map((code) => [code, 0])) as Record<MissingCode, number>,
  }))

  return {
    add({ answers }: Answers): void {
      for (const counter of counters) {
        // A question that this version of the flow did not have was not put to the person.
        const answer = answers[counter.question.name] ?? { missing: 'not_applicable' }
        if ('missing' in answer) {
          counter.missing[answer.missing]++
          continue
        }
        counter.base++
        for (const value of [answer.value].flat().map(String)) {
          counter.values.set(value, (counter.values.get(value) ?? 0) + 1)
        }
      }
    },
    result: (): QuestionTally[] =>
      counters.map(({ question, base, values, missing }) => ({
        name: question.name,
        base,
        rows: [...values].map(([value, n]) => ({ value, n })),
        missing: { ...missing },
      })),
  }
}

/** The questions whose answers are counted: all but sentences that are only told. */
export const countedQuestions = (flow: Flow): readonly Question[] =>
  flow.questions.filter((question) => questionTypeOf(question).way !== 'tell')

/** Whether one person may give several answers: the rows then add up to more than the people. */
export const takesSeveral = (question: Question): boolean => {
  const type = questionTypeOf(question)
  return type.way === 'ask' && type.takesSeveral === true
}
