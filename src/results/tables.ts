import { parseExpression } from '../core/expression.ts'
import { type Answer, type Flow, missingCodes, type Question } from '../core/flow.ts'
import { answerText, coarsened, isReason, reasonRow, reasonsByGroup } from './answer-text.ts'
import { everyCombination } from './combinations.ts'
import { chosen, notChosen } from './knowledge.ts'
import type { CountedTable } from './published-table.ts'
import { takesSeveral } from './tally.ts'

/** A table that is to be counted: how many have each value of a variable, taken apart by others. */
export interface TableRequest {
  readonly question: string
  readonly dimensions: readonly string[]
}

/**
 * What tables are about: a question with a list, a calculated value, or, where several answers may be given, one choice of them, which is
 * chosen or not. Everybody has one value of each variable, or one reason for having none.
 */
export interface Variable {
  readonly name: string
  readonly question: Question
  /** null: the question itself; otherwise one choice of several. */
  readonly choice: string | null
  /** Without the reasons why there is none. */
  readonly values: readonly string[]
}

/** The reasons for having no value, as rows. */
export const reasons: readonly string[] = missingCodes.map(reasonRow)

/** Rows that are answers; the others say why there is none. */
export const isAnswerRow = (row: string): boolean => !isReason(row)

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
  [a.question, ...a.dimensions].sort().join('\n') === [b.question, ...b.dimensions].sort().join('\n')

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
  const requests = [...tablesBy(flow, []), ...marked.flatMap(({ name }) => tablesBy(flow, [name]))]
  return requests.filter((request, index) => without([request], requests.slice(0, index)).length > 0)
}

/** Which value of a variable an answer is. */
export const valueIn = ({ choice }: Variable, answer: Answer | undefined): string =>
  answerText(answer, (value) => {
    if (choice === null) return String(value)
    return [value].flat().includes(choice) ? chosen : notChosen
  })

interface Counter {
  readonly variable: Variable
  readonly dimensions: readonly Variable[]
  readonly columns: Map<string, { readonly values: readonly string[]; readonly counts: Map<string, number> }>
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
      const known = new Map<Variable, string>()
      const own = (variable: Variable) => {
        const value = known.get(variable) ?? valueIn(variable, answers[variable.question.name])
        known.set(variable, value)
        return value
      }
      for (const { variable, dimensions, columns } of counters) {
        const values = dimensions.map(own).map(coarsened)
        const key = values.join('\n')
        const column = columns.get(key) ?? { values, counts: new Map<string, number>() }
        const row = dimensions.length === 0 ? own(variable) : coarsened(own(variable))
        column.counts.set(row, (column.counts.get(row) ?? 0) + 1)
        columns.set(key, column)
      }
    },
    result: (): CountedTable[] =>
      counters.map(({ variable, dimensions, columns }) => {
        const sorted = [...columns.values()].sort((a, b) => (a.values.join('\n') < b.values.join('\n') ? -1 : 1))
        // Answers to an earlier version of the questionnaire count too.
        const given = sorted.flatMap(({ counts }) => [...counts.keys()]).filter(isAnswerRow)
        const missing = dimensions.length === 0 ? reasons : reasonsByGroup.map(reasonRow)
        const rows = [...new Set([...variable.values, ...given.sort()]), ...missing]
        return {
          ...{ question: variable.name, dimensions: dimensions.map(({ name }) => name), rows },
          columns: sorted.map(({ values }) => values),
          counts: rows.map((row) => sorted.map(({ counts }) => counts.get(row) ?? 0)),
        }
      }),
  }
}
