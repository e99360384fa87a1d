import { type Answer, type Flow, type MissingCode, missingCodes, type Question } from '../core/flow.ts'
import { questionTypeOf } from '../core/questions/index.ts'
import { breakOffFinder } from './break-off.ts'
import { unweighted, type WeightSums } from './statistics/weight-sums.ts'

/** One value of a question, and those who gave it. */
interface Row extends WeightSums {
  readonly value: string
}

/**
 * The counts of one question. Every interview is counted once: in `base` (it has an answer that says something), or under one
 * of the reasons for which there is none. The rows of a question with several answers may add up to more than the base.
 */
export interface QuestionTally {
  readonly name: string
  readonly base: WeightSums
  readonly rows: readonly Row[]
  readonly missing: Readonly<Record<MissingCode, number>>
  /** Of those who did not come to it: to how many it was put, and they never replied. */
  readonly brokeOff: number
}

/** What is counted of an interview. */
export interface Answers {
  readonly answers: Readonly<Record<string, Answer>>
}

/** The values that a question offers, also those that nobody gave; null where any number or text is possible. */
export function offeredValues(flow: Flow, { list }: Question): string[] | null {
  const items = list === undefined ? undefined : flow.lists[list]?.items
  return items ? items.filter((item) => !item.missing).map((item) => item.name) : null
}

/** The questions whose answers are counted: all but sentences that are only told. */
export const countedQuestions = (flow: Flow): readonly Question[] =>
  flow.questions.filter((question) => questionTypeOf(question).way !== 'tell')

/** Whether one person may give several answers: the rows then add up to more than the people. */
export const takesSeveral = (question: Question): boolean => {
  const type = questionTypeOf(question)
  return type.way === 'ask' && type.takesSeveral === true
}

function plus(sums: WeightSums, weight: number): WeightSums {
  return { people: sums.people + 1, sum: sums.sum + weight, squares: sums.squares + weight ** 2 }
}

/** Counts questions while interviews stream past, so that memory does not grow with their number. */
export function createTally(flow: Flow) {
  const nobody = unweighted(0)
  const questions = countedQuestions(flow)
  const breakOffQuestion = breakOffFinder(flow)
  const counters = questions.map((question) => ({
    name: question.name,
    base: nobody,
    values: new Map<string, WeightSums>((offeredValues(flow, question) ?? []).map((value) => [value, nobody])),
    missing: Object.fromEntries(missingCodes.map((code) => [code, 0])) as Record<MissingCode, number>,
    brokeOff: 0,
  }))

  return {
    add({ answers }: Answers, weight = 1): void {
      const end = breakOffQuestion(answers)
      for (const counter of counters) {
        // A question that this version of the flow did not have was not put to the person.
        const answer = answers[counter.name] ?? { missing: 'not_applicable' }
        if ('missing' in answer) {
          counter.missing[answer.missing]++
          if (counter.name === end) counter.brokeOff++
          continue
        }
        counter.base = plus(counter.base, weight)
        for (const value of [answer.value].flat().map(String))
          counter.values.set(value, plus(counter.values.get(value) ?? nobody, weight))
      }
    },
    result: (): QuestionTally[] =>
      counters.map(({ name, base, values, missing, brokeOff }) => ({
        ...{ name, base, brokeOff },
        rows: [...values].map(([value, sums]) => ({ value, ...sums })),
        missing: { ...missing },
      })),
  }
}
