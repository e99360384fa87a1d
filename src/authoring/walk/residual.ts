import type { Part } from '../../core/expression.ts'
import { type Scope, toBoolean, toNumber, type Value } from '../../core/expression-values.ts'

/** What is left of an expression when some answers are known: its value, or what is still open, written in one form. */
type Residual = { readonly value: Value } | { readonly open: string }

/** The answer to a question as expressions see it; undefined: it was not come to yet. */
export type Known = (question: string) => Value | undefined

/** What a part looks at, found once. */
interface Looks {
  readonly questions: ReadonlySet<string>
  /** It looks at the answer itself (`.`) or at a column, which are never known beforehand. */
  readonly open: boolean
}

const looked = new WeakMap<Part, Looks>()

function looksOf(part: Part): Looks {
  const known = looked.get(part)
  if (known) return known
  const inner = part.parts.map(looksOf)
  const own = part.question === undefined ? [] : [part.question]
  const found: Looks = {
    questions: new Set([...own, ...inner.flatMap(({ questions }) => [...questions])]),
    open: part.open === true || inner.some(({ open }) => open),
  }
  looked.set(part, found)
  return found
}

const written = (value: Value): string => (typeof value === 'number' ? `#${value}` : JSON.stringify(value))
const textOf = (residual: Residual): string => ('value' in residual ? written(residual.value) : residual.open)
const truthOf = (residual: Residual): Residual =>
  'value' in residual ? { value: toBoolean(residual.value) } : { open: `boolean(${residual.open})` }

/**
 * Two sets of answers with the same residual are told apart by nothing that is answered later. `scope` says what the known answers and the day
 * are.
 */
function residualOf(part: Part, scope: Scope, known: Known): Residual {
  const { questions, open } = looksOf(part)
  if (!open && [...questions].every((name) => known(name) !== undefined)) return { value: part.evaluate(scope) }
  const reduce = (each: Part) => residualOf(each, scope, known)
  const [first, second, third] = part.parts
  switch (part.label) {
    case 'and':
    case 'or': {
      if (!first || !second) break
      const sides = [truthOf(reduce(first)), truthOf(reduce(second))]
      const decides = part.label === 'or'
      if (sides.some((side) => 'value' in side && side.value === decides)) return { value: decides }
      const left = sides.filter((side) => 'open' in side)
      const [only] = left
      return left.length === 1 && only ? only : { open: `(${left.map(textOf).join(` ${part.label} `)})` }
    }
    case 'if': {
      const condition = first ? reduce(first) : undefined
      if (!condition || 'open' in condition) break
      const branch = toBoolean(condition.value) ? second : third
      return branch ? reduce(branch) : { value: '' }
    }
    case '+': {
      const terms = sumOf(part).map(reduce)
      const numbers = terms.flatMap((term) => ('value' in term ? [toNumber(term.value)] : []))
      if (numbers.some(Number.isNaN)) return { value: Number.NaN }
      // Whole numbers come to the same in any order.
      if (!numbers.every(Number.isSafeInteger)) break
      const sum = numbers.reduce((total, number) => total + number, 0)
      return { open: `(${[sum, ...terms.filter((term) => 'open' in term).map(textOf)].join(' + ')})` }
    }
  }
  return { open: `${part.label}(${part.parts.map((each) => textOf(reduce(each))).join(', ')})` }
}

/** The terms of a sum, however it is put in brackets. */
function sumOf(part: Part): Part[] {
  const terms: Part[] = []
  const waiting = [part]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.label === '+' && next.parts.length === 2) waiting.push(...[...next.parts].reverse())
    else terms.push(next)
  }
  return terms
}

/** One form for what is left of a condition: whether it holds, or what is still open. */
export const conditionLeft = (part: Part, scope: Scope, known: Known): string =>
  textOf(truthOf(residualOf(part, scope, known)))

/** One form for what is left of a calculation, or of what is looked at for each answer. */
export const valueLeft = (part: Part, scope: Scope, known: Known): string => textOf(residualOf(part, scope, known))

export const looksAt = (part: Part, question: string): boolean => looksOf(part).questions.has(question)
