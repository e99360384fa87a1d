import { hasBrokenPlace, questionsInText } from '../../core/answers-in-texts.ts'
import { parseExpression } from '../../core/expression.ts'
import { ExpressionError } from '../../core/expression-tokens.ts'
import { expressionText } from './names.ts'

/** What is known of a form before its expressions are read. */
export interface Names {
  /** The row on which each question stands, by its name here. */
  readonly rows: ReadonlyMap<string, number>
  /** Rows that are no questions here, by the name that they would have, and why. */
  readonly leftOut: ReadonlyMap<string, string>
  /** The list from which each question takes its answers. */
  readonly lists: ReadonlyMap<string, string>
  /** For each list the choices that have another name here. */
  readonly renamed: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** Where an expression stands. */
interface Place {
  readonly row: number
  /** The question on the row; `.` and its own list are about it. */
  readonly own?: string | undefined
  /** Bare names are columns. */
  readonly filters?: boolean
  /** It is about the answer itself. */
  readonly looksAtAnswer?: boolean
}

const quoted = /'([^']*)'|"([^"]*)"/g

/** Choices by the names that they have here, wherever an expression compares with them. */
function withChoices(source: string, { renamed, lists }: Names, own: string | undefined): string {
  const asked = [...questionsInText(source), ...(own === undefined ? [] : [own])]
  const names = new Map(asked.flatMap((name) => [...(renamed.get(lists.get(name) ?? '') ?? [])]))
  if (names.size === 0) return source
  return source.replace(quoted, (whole, one?: string, other?: string) => {
    const name = names.get(one ?? other ?? '')
    return name === undefined ? whole : `'${name}'`
  })
}

/** What is wrong with names in it; undefined where nothing is. */
function faultOfNames(source: string, names: Names, { row, own, filters = false, looksAtAnswer = false }: Place) {
  const { questions, columns, tree } = parseExpression(source)
  for (const name of questions) {
    const at = names.rows.get(name)
    const why = names.leftOut.get(name)
    if (name === own && looksAtAnswer) return `write . for the answer itself, not \${${name}}, as in ". > 17"`
    if (why !== undefined) return `"${name}" is no question here: ${why}`
    if (at === undefined) return `there is no question "${name}" in this form; look for a spelling mistake`
    if (at >= row) return `"${name}" is asked later; a condition can only look back`
  }
  const [stray] = filters ? [] : columns
  if (stray !== undefined)
    return names.rows.has(stray)
      ? `write \${${stray}} for the answer to "${stray}"`
      : `"${stray}" is no value; write \${${stray}} for an answer, or '${stray}' for a text`
  return looksAtAnswer && tree.label === '.' ? 'this always holds; write a comparison, as in ". > 17"' : undefined
}

/** An expression of a form as it is written here, or what is wrong with it. */
export function readExpression(
  written: string,
  names: Names,
  place: Place,
): { readonly source: string } | { readonly fault: string } {
  const source = withChoices(expressionText(written), names, place.own)
  try {
    const fault = parseExpression(source).faults[0] ?? faultOfNames(source, names, place)
    return fault === undefined ? { source } : { fault }
  } catch (error) {
    if (error instanceof ExpressionError) return { fault: error.message }
    throw error
  }
}

/** `jr:choice-name(${town}, '${town}')` → `town`: its answer is shown by the label of the choice here in any case. */
export const choiceShownBy = (written: string): string | undefined =>
  /^jr:choice-name\(\s*\$\{([^{}\s]+)\}\s*,\s*(['"])\s*\$\{\1\}\s*\2\s*\)$/.exec(expressionText(written).trim())?.[1]

/** A text as it is written here: questions by their names here. What is wrong with it is told to `report`. */
export function readText(
  written: string,
  names: Names,
  shownBy: ReadonlyMap<string, string>,
  row: number,
  report: (message: string) => void,
): string {
  if (!written.includes('${')) return written
  const text = written.replace(/\$\{[^${}]*\}/g, (place) => {
    const [name = ''] = questionsInText(expressionText(place))
    return `\${${shownBy.get(name) ?? name}}`
  })
  if (hasBrokenPlace(text)) report('a } is missing after the name of a question: write ${question}')
  for (const name of questionsInText(text)) {
    const at = names.rows.get(name)
    const why = names.leftOut.get(name)
    if (why !== undefined) report(`"${name}" is no question here: ${why}`)
    else if (at === undefined) report(`there is no question "${name}" in this form; look for a spelling mistake`)
    else if (at >= row) report(`"${name}" is asked later; a text can only repeat earlier answers`)
  }
  return text
}
