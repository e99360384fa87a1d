import { type Answer, type Flow, missingCodes, type Question } from '../core/flow.ts'
import type { CountedTable } from './published-table.ts'
import { takesSeveral } from './tally.ts'

/** A table that is to be counted. */
export interface TableRequest {
  readonly question: string
  readonly dimensions: readonly string[]
}

const chosen = 'chosen'
const notChosen = 'not_chosen'
const reasonRow = (code: string) => `(${code})`
/** Rows that are answers; the others say why there is none. */
export const isAnswerRow = (row: string): boolean => !row.startsWith('(')

/** Where several answers may be given, each choice is a table of its own: chosen or not. Then everybody is in one row. */
const choiceTable = (question: string, choice: string) => `${question}: ${choice}`

const itemsOf = (flow: Flow, { list }: Question): string[] =>
  list === undefined ? [] : (flow.lists[list]?.items ?? []).filter((item) => !item.missing).map(({ name }) => name)

/** Questions that can be counted in tables: those with a list of choices. */
export const tabulated = (flow: Flow): readonly Question[] => flow.questions.filter(({ list }) => list !== undefined)

/** The tables of a round: every question for everybody, and by each question that is marked for it. */
export function usualTables(flow: Flow): TableRequest[] {
  const questions = tabulated(flow)
  const dimensions = questions.filter(({ disaggregate }) => disaggregate).map(({ name }) => name)
  const ofEverybody = questions.map(({ name }) => ({ question: name, dimensions: [] }))
  const ofGroups = questions.flatMap(({ name }) =>
    dimensions
      .filter((dimension) => dimension !== name)
      .map((dimension) => ({ question: name, dimensions: [dimension] })),
  )
  return [...ofEverybody, ...ofGroups]
}

/** The question that a published table is about. */
export const questionOf = (table: string): string => table.split(': ')[0] ?? table

interface Counter {
  readonly question: Question
  readonly dimensions: readonly string[]
  /** null: the question itself; otherwise one choice of several. */
  readonly choice: string | null
  readonly columns: Map<string, { readonly values: readonly string[]; readonly counts: Map<string, number> }>
}

function rowOf(answer: Answer | undefined, choice: string | null): string {
  if (!answer || 'missing' in answer) return reasonRow(answer?.missing ?? 'not_applicable')
  if (choice === null) return String(answer.value)
  return [answer.value].flat().includes(choice) ? chosen : notChosen
}

const groupOf = (answer: Answer | undefined): string =>
  !answer || 'missing' in answer
    ? reasonRow(answer?.missing ?? 'not_applicable')
    : [answer.value].flat().sort().join(' ')

/** Counts tables while interviews stream past. Groups in which nobody is have no column. */
export function createTables(flow: Flow, requests: readonly TableRequest[]) {
  const counters = requests.flatMap(({ question: name, dimensions }): Counter[] => {
    const question = flow.questions.find((each) => each.name === name)
    if (!question) return []
    const choices = takesSeveral(question) ? itemsOf(flow, question) : [null]
    return choices.map((choice) => ({ question, dimensions, choice, columns: new Map() }))
  })
  return {
    add({ answers }: { readonly answers: Readonly<Record<string, Answer>> }): void {
      for (const { question, dimensions, choice, columns } of counters) {
        const values = dimensions.map((dimension) => groupOf(answers[dimension]))
        const key = JSON.stringify(values)
        const column = columns.get(key) ?? { values, counts: new Map<string, number>() }
        const row = rowOf(answers[question.name], choice)
        column.counts.set(row, (column.counts.get(row) ?? 0) + 1)
        columns.set(key, column)
      }
    },
    result: (): CountedTable[] =>
      counters.map(({ question, dimensions, choice, columns }) => {
        const answers = choice === null ? itemsOf(flow, question) : [chosen, notChosen]
        const rows = [...answers, ...missingCodes.map(reasonRow)]
        const sorted = [...columns.values()].sort((a, b) => (a.values.join('\n') < b.values.join('\n') ? -1 : 1))
        return {
          question: choice === null ? question.name : choiceTable(question.name, choice),
          ...{ dimensions, rows },
          columns: sorted.map(({ values }) => values),
          counts: rows.map((row) => sorted.map(({ counts }) => counts.get(row) ?? 0)),
        }
      }),
  }
}
