import { type Answer, type Flow, type MissingCode, missingCodes, type Question } from '../core/flow.ts'
import { questionTypeOf } from '../core/questions/index.ts'
import { breakOffFinder } from './break-off.ts'
import type { WeightSums } from './statistics/weight-sums.ts'

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

/** What one person counts; `cell` is the number of the weighting cell that they are in. */
export interface PersonWeight {
  readonly weight: number
  readonly cell: number | null
}

/** Sums in the making: one object for each value, however many people there are. */
class Counter implements WeightSums {
  people = 0
  sum = 0
  squares = 0
  readonly cells = new Map<number, number>()

  add({ weight, cell }: PersonWeight): void {
    this.people++
    this.sum += weight
    this.squares += weight ** 2
    if (cell !== null) this.cells.set(cell, (this.cells.get(cell) ?? 0) + 1)
  }

  result(): WeightSums {
    const { people, sum, squares, cells } = this
    return { people, sum, squares, ...(cells.size > 0 && { cells }) }
  }
}

const equally: PersonWeight = { weight: 1, cell: null }

/** Counts questions while interviews stream past, so that memory does not grow with their number. */
export function createTally(flow: Flow) {
  const questions = countedQuestions(flow)
  const breakOffQuestion = breakOffFinder(flow)
  const counters = questions.map((question) => ({
    name: question.name,
    base: new Counter(),
    values: new Map((offeredValues(flow, question) ?? []).map((value) => [value, new Counter()])),
    missing: Object.fromEntries(missingCodes.map((code) => [code, 0])) as Record<MissingCode, number>,
    brokeOff: 0,
  }))

  return {
    add({ answers }: Answers, weight = equally): void {
      const end = breakOffQuestion(answers)
      for (const counter of counters) {
        // A question that this version of the flow did not have was not put to the person.
        const answer = answers[counter.name] ?? { missing: 'not_applicable' }
        if ('missing' in answer) {
          counter.missing[answer.missing]++
          if (counter.name === end) counter.brokeOff++
          continue
        }
        counter.base.add(weight)
        for (const value of [answer.value].flat().map(String)) {
          const own = counter.values.get(value) ?? new Counter()
          own.add(weight)
          counter.values.set(value, own)
        }
      }
    },
    result: (): QuestionTally[] =>
      counters.map(({ name, base, values, missing, brokeOff }) => ({
        ...{ name, base: base.result(), brokeOff },
        rows: [...values].map(([value, sums]) => ({ value, ...sums.result() })),
        missing: { ...missing },
      })),
  }
}
