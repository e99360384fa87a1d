import type { ExportAnswer, ExportData, ExportMissing, ExportRow, Variable } from './export-data.ts'

/** A column of an export with one line for each interview. */
export interface Column {
  readonly name: string
  readonly variable: Variable
  /** Of a question with several answers: the choice that the column is about. */
  readonly choice: string | null
  /** By language. */
  readonly labels: Readonly<Record<string, string>>
}

/** One column for each variable; where several answers are possible one for each choice, named `question.choice`. */
export function columnsOf({ variables }: Pick<ExportData, 'variables'>): Column[] {
  return variables.flatMap((variable): Column[] => {
    const { name, kind, labels, categories } = variable
    if (kind !== 'several') return [{ name, variable, choice: null, labels }]
    return categories.map((category) => ({
      name: `${name}.${category.value}`,
      variable,
      choice: category.value,
      labels: Object.fromEntries(
        Object.entries(labels).map(([language, label]) => [language, `${label} ${category.labels[language]}`]),
      ),
    }))
  })
}

/** What stands in a column: whether a choice was taken, a value, or the reason why there is none. */
export type Entry = { readonly value: string | number | boolean } | { readonly missing: ExportMissing }

function entryOf(answer: ExportAnswer, { choice }: Column): Entry {
  if ('missing' in answer) return answer
  const { value } = answer
  if (choice !== null) return { value: typeof value === 'object' ? value.includes(choice) : value === choice }
  return { value: typeof value === 'object' ? value.join(' ') : value }
}

/** The entries of an interview, in the order of the columns. */
export function entriesOf(columns: readonly Column[], variables: readonly Variable[]): (row: ExportRow) => Entry[] {
  const places = columns.map(({ variable }) => variables.indexOf(variable))
  return ({ answers }) =>
    columns.map((column, index) => entryOf(answers[places[index] ?? 0] ?? { missing: 'not_applicable' }, column))
}
