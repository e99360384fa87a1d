import { parseExpression } from '../core/expression.ts'
import { type Answer, type Flow, missingCodes, type Question } from '../core/flow.ts'
import { everyCombination } from './combinations.ts'
import { chosen, notChosen } from './knowledge.ts'
import { numberRequests } from './number-tables.ts'
import type { CountedTable } from './published-table.ts'
import {
  because,
  coarsened,
  compareSaid,
  groupKey,
  isReason,
  type Key,
  namesKey,
  reasonsByGroup,
  type Said,
  saidIn,
  saidKey,
  valued,
} from './said.ts'
import type { TableRequest, Variable } from './table-request.ts'
import { takesSeveral } from './tally.ts'

export type { TableRequest, Variable }

/** The reasons for having no value, as rows. */
const reasons: readonly Said[] = missingCodes.map(because)

/** One choice of several, as a variable is called. */
export const choiceName = (question: string, choice: string) => `${question}: ${choice}`

/** What a calculation can come to, as answers are kept; null where that is any number or text. */
function calculatedValues({ calculation }: Question): string[] | null {
  const results = calculation === undefined ? null : parseExpression(calculation).results
  return results && [...new Set(results.filter((result) => result !== '' && !Number.isNaN(result)).map(String))]
}

function variablesOfQuestion(flow: Flow, question: Question): Variable[] {
  const list = question.list === undefined ? undefined : flow.lists[question.list]
  const offered = (list?.items ?? []).filter((item) => !item.missing).map(({ name }) => name)
  if (list && takesSeveral(question))
    return offered.map((choice) => ({
      ...{ name: choiceName(question.name, choice), question, choice, values: [chosen, notChosen] },
    }))
  const values = list ? offered : calculatedValues(question)
  return values === null ? [] : [{ name: question.name, question, choice: null, values }]
}

/** Everything that tables of a flow can be about, in the order of its questions. */
export const variablesOf = (flow: Flow): Variable[] =>
  flow.questions.flatMap((question) => variablesOfQuestion(flow, question))

/** The variable of this name, as published tables use it; undefined where the flow does not have it (any more). */
export const variableNamed = (flow: Flow, name: string): Variable | undefined =>
  variablesOf(flow).find((variable) => variable.name === name)

/** Tables are the same however they are turned. */
const isSameTable = (a: TableRequest, b: TableRequest): boolean =>
  namesKey([a.question, ...a.dimensions].sort()) === namesKey([b.question, ...b.dimensions].sort())

/** Those of these tables that are not among the others. */
export const without = (requests: readonly TableRequest[], others: readonly TableRequest[]): TableRequest[] =>
  requests.filter((request) => !others.some((other) => isSameTable(request, other)))

/** These variables by each combination of the questions; of one with several answers each choice is a dimension of its own. */
export function tablesBy(flow: Flow, questions: readonly string[]): TableRequest[] {
  const variables = variablesOf(flow)
  const combined = everyCombination(
    questions.map((name) => variables.filter(({ question }) => question.name === name).map((each) => each.name)),
  )
  return variables
    .filter(({ question }) => !questions.includes(question.name))
    .flatMap(({ name }) => combined.map((dimensions) => ({ question: name, dimensions })))
}

/** The tables of a round: every variable for everybody, and by each that is marked for it; two of these are in one table together, not in two. */
export function usualTables(flow: Flow): TableRequest[] {
  const marked = flow.questions.filter(({ disaggregate }) => disaggregate)
  const requests = [
    ...tablesBy(flow, []),
    ...numberRequests(flow),
    ...marked.flatMap(({ name }) => tablesBy(flow, [name])),
  ]
  return requests.filter((request, index) => without([request], requests.slice(0, index)).length > 0)
}

/** Which value of a variable an answer is. */
export const valueIn = ({ choice }: Variable, answer: Answer | undefined): Said =>
  saidIn(answer, (value) => {
    if (choice === null) return String(value)
    return [value].flat().includes(choice) ? chosen : notChosen
  })

interface Column {
  readonly values: readonly Said[]
  readonly counts: Map<Key, { readonly row: Said; number: number }>
}

interface Counter {
  readonly variable: Variable
  readonly dimensions: readonly Variable[]
  readonly columns: Map<Key, Column>
}

/** Counts tables while interviews stream past. Groups in which nobody is have no column. */
export function createTables(flow: Flow, requests: readonly TableRequest[]) {
  const variables = new Map(variablesOf(flow).map((variable) => [variable.name, variable]))
  const counters = requests.flatMap(({ question, dimensions }): Counter[] => {
    const [variable, ...by] = [question, ...dimensions].map((name) => variables.get(name))
    return variable && by.every((each) => each !== undefined) ? [{ variable, dimensions: by, columns: new Map() }] : []
  })
  return {
    add({ answers }: { readonly answers: Readonly<Record<string, Answer>> }): void {
      const known = new Map<Variable, Said>()
      const own = (variable: Variable) => {
        const value = known.get(variable) ?? valueIn(variable, answers[variable.question.name])
        known.set(variable, value)
        return value
      }
      for (const { variable, dimensions, columns } of counters) {
        const values = dimensions.map(own).map(coarsened)
        const key = groupKey(values)
        const column = columns.get(key) ?? { values, counts: new Map() }
        const row = dimensions.length === 0 ? own(variable) : coarsened(own(variable))
        const count = column.counts.get(saidKey(row)) ?? { row, number: 0 }
        count.number++
        column.counts.set(saidKey(row), count)
        columns.set(key, column)
      }
    },
    result: (): CountedTable[] =>
      counters.map(({ variable, dimensions, columns }) => {
        const sorted = [...columns.values()].sort((a, b) => compareSaid(a.values, b.values))
        const offered = variable.values.map(valued)
        // Answers to an earlier version of the questionnaire count too.
        const given = sorted
          .flatMap(({ counts }) => [...counts.values()].map(({ row }) => row))
          .filter((row) => !isReason(row))
          .sort((a, b) => compareSaid([a], [b]))
        const answers = new Map([...offered, ...given].map((row) => [saidKey(row), row]))
        const rows = [...answers.values(), ...(dimensions.length === 0 ? reasons : reasonsByGroup)]
        return {
          ...{ question: variable.name, dimensions: dimensions.map(({ name }) => name), rows },
          columns: sorted.map(({ values }) => values),
          counts: rows.map((row) => sorted.map(({ counts }) => counts.get(saidKey(row))?.number ?? 0)),
        }
      }),
  }
}
