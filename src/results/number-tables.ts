import { tellsAbout } from '../core/dependence.ts'
import { type Answer, type Flow, missingCodes, type Question } from '../core/flow.ts'
import { questionTypeOf } from '../core/questions/index.ts'
import { type NumberSummary, protectedSummary } from './number-summary.ts'
import type { TableForm } from './numbers.ts'
import type { CountedTable } from './published-table.ts'
import { because, isReason, type Key, type Said, saidIn, saidKey, valued } from './said.ts'
import { type NumberCounts, numberAt, peopleIn, sortedCounts } from './statistics/numbers.ts'
import type { TableRequest, Variable } from './table-request.ts'

/** Every number that can be given, as one class. */
export const anyNumber = 'any_number'

/** Classes that are made, not declared. */
const mostClasses = 4
const digitsOfBounds = 2

/** Whether a question is answered with a number. */
export const measuresNumbers = (question: Question): boolean => {
  const type = questionTypeOf(question)
  return type.way === 'ask' && (type.measures === 'integer' || type.measures === 'decimal')
}

/** The questions that are answered with a number. */
const numberQuestions = (flow: Flow): readonly Question[] => flow.questions.filter(measuresNumbers)

/** Their tables: of everybody, never by group, so that nothing follows from the difference of two means. */
export const numberRequests = (flow: Flow): TableRequest[] =>
  numberQuestions(flow).map(({ name }) => ({ question: name, dimensions: [] }))

/** The questions that are answered with a number as variables, with the classes that their tables have; none where there is no table. */
export const numberVariables = (flow: Flow, tables: readonly TableForm[]): Variable[] =>
  numberQuestions(flow).map((question) => {
    const rows = tables.find((table) => table.question === question.name)?.rows ?? []
    return {
      ...{ name: question.name, question, choice: null },
      values: rows.flatMap((row) => (isReason(row) ? [] : row.value)),
    }
  })

/** What the classes between these bounds are called: `<18`, `18–24`, `≥55`. A bound belongs to the class above it. */
export function classNames(bounds: readonly number[], isWhole: boolean): string[] {
  if (bounds.length === 0) return [anyNumber]
  const upTo = (bound: number) => (isWhole ? String(Math.ceil(bound) - 1) : `<${bound}`)
  const names = bounds.map((bound, index) => {
    const next = bounds[index + 1]
    if (next === undefined) return `≥${bound}`
    return isWhole && Math.ceil(next) - 1 === bound ? String(bound) : `${bound}–${upTo(next)}`
  })
  return [`<${bounds[0]}`, ...names]
}

const classOf = (value: number, bounds: readonly number[]): number => bounds.filter((bound) => bound <= value).length

/** Bounds near the quartiles, of two digits each, so that at least `k` people are in every class; fewer classes where that needs it. */
export function quantileBounds(counts: NumberCounts, k: number): number[] {
  const n = peopleIn(counts)
  const below = (bound: number) => counts.reduce((sum, [value, people]) => (value < bound ? sum + people : sum), 0)
  const bounds: number[] = []
  let before = 0
  for (let part = 1; part < mostClasses; part++) {
    const bound = Number(numberAt(counts, Math.ceil((n * part) / mostClasses)).toPrecision(digitsOfBounds))
    const under = below(bound)
    if (under - before < k || n - under < k) continue
    bounds.push(bound)
    before = under
  }
  return bounds
}

/** Counts numbers while interviews stream past: of each question how many gave which, and why others gave none. */
export function createNumbers(flow: Flow, requests: readonly TableRequest[]) {
  const questions = numberQuestions(flow).filter(({ name }) =>
    requests.some(({ question, dimensions }) => question === name && dimensions.length === 0),
  )
  const counters = questions.map((question) => ({
    question,
    values: new Map<number, number>(),
    reasons: new Map<Key, number>(),
  }))

  /**
   * The author's classes, or such as make themselves. None where other answers follow from the number: tables of these, set against classes with other
   * bounds, would tell of the few who lie between.
   */
  function boundsOf({ name, classes }: Question, counts: NumberCounts, k: number): readonly number[] {
    if (tellsAbout(flow, [name]).size > 1) return []
    return classes ?? quantileBounds(counts, k)
  }

  return {
    add({ answers }: { readonly answers: Readonly<Record<string, Answer>> }): void {
      for (const { question, values, reasons } of counters) {
        const answer = answers[question.name]
        if (answer && 'value' in answer) {
          const value = Number(answer.value)
          values.set(value, (values.get(value) ?? 0) + 1)
        } else {
          const key = saidKey(saidIn(answer))
          reasons.set(key, (reasons.get(key) ?? 0) + 1)
        }
      }
    },
    /** The tables before anything is hidden, and what may stand beside each if its base is shown. */
    result: (k: number): { readonly table: CountedTable; readonly summary: NumberSummary }[] =>
      counters.map(({ question, values, reasons }) => {
        const counts = sortedCounts(values)
        const bounds = boundsOf(question, counts, k)
        const type = questionTypeOf(question)
        const names = classNames(bounds, type.way === 'ask' && type.measures === 'integer')
        const missing = missingCodes.map(because)
        const people = names.map((_, place) =>
          counts.reduce((sum, [value, number]) => (classOf(value, bounds) === place ? sum + number : sum), 0),
        )
        const rows: Said[] = [...names.map(valued), ...missing]
        return {
          table: {
            ...{ question: question.name, dimensions: [], rows, columns: [[]] },
            counts: [...people, ...missing.map((reason) => reasons.get(saidKey(reason)) ?? 0)].map((count) => [count]),
          },
          summary: protectedSummary(counts, k),
        }
      }),
  }
}
