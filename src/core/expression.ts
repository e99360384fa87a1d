import { functions, type Results, refusedFunctions, truths } from './expression-functions.ts'
import { adviceFor, ExpressionError, type Token, tokenise } from './expression-tokens.ts'
import { type Evaluate, type Scope, toBoolean, toNumber, toText, type Value } from './expression-values.ts'
import { readPattern } from './regular-expression.ts'

/**
 * XLSForm's expression language, as far as questionnaires use it: `${name}`, `.`, strings, numbers, comparisons, and/or,
 * arithmetic and the functions of `expression-functions.ts`. Reference: https://xlsform.org/en/#relevant and XPath 1.0.
 */
export interface Expression {
  readonly source: string
  /** Names of the questions that it refers to by `${name}`. */
  readonly questions: readonly string[]
  /** Bare names: columns of the choice that a `choice_filter` looks at. */
  readonly columns: readonly string[]
  /** Everything that it can come to, as its literals say, whatever is answered; null where that is any number or text. */
  readonly results: Results
  /** What its author must mend, although it can be evaluated: `regex()` that cannot be used never holds. */
  readonly faults: readonly string[]
  /** How long its regular expressions take for each character that they look at. */
  readonly patternSize: number
  /** What it is made of, for those who ask what is still open when some of the answers are known. */
  readonly tree: Part
  evaluate(scope: Scope): Value
  /** XPath's truth: a non-empty string and a number other than 0 are true. */
  holds(scope: Scope): boolean
}

type Operator = (left: Value, right: Value) => Value

/** A part of an expression that was read. */
export interface Part {
  /** An operator, a function, or how a value or a name is written. */
  readonly label: string
  readonly parts: readonly Part[]
  /** The question whose answer it is. */
  readonly question?: string
  /** It is a column, or `.`: what it is depends on what is being looked at. */
  readonly open?: true
  readonly evaluate: Evaluate
  readonly results: Results
  /** Its value, where it is written as such. */
  readonly literal?: Value
}

/** Parentheses and signs in each other: more is no condition that somebody can read. */
const deepest = 100
/** Words and signs: what is longer is told in parts, each with a name. */
const mostTokens = 2000

function equal(left: Value, right: Value): boolean {
  if (typeof left === 'boolean' || typeof right === 'boolean') return toBoolean(left) === toBoolean(right)
  if (typeof left === 'number' || typeof right === 'number') return toNumber(left) === toNumber(right)
  return left === right
}

/** Binary operators by how loosely they bind, loosest first. */
const levels: readonly Readonly<Record<string, Operator>>[] = [
  { or: (a, b) => toBoolean(a) || toBoolean(b) },
  { and: (a, b) => toBoolean(a) && toBoolean(b) },
  { '=': equal, '!=': (a, b) => !equal(a, b) },
  {
    '<': (a, b) => toNumber(a) < toNumber(b),
    '<=': (a, b) => toNumber(a) <= toNumber(b),
    '>': (a, b) => toNumber(a) > toNumber(b),
    '>=': (a, b) => toNumber(a) >= toNumber(b),
  },
  { '+': (a, b) => toNumber(a) + toNumber(b), '-': (a, b) => toNumber(a) - toNumber(b) },
  {
    '*': (a, b) => toNumber(a) * toNumber(b),
    div: (a, b) => toNumber(a) / toNumber(b),
    mod: (a, b) => toNumber(a) % toNumber(b),
  },
]

/** Levels before this one join what is so or not. */
const comparing = 2
/** Levels from here on compute numbers; those before say whether something is so. */
const arithmetic = 4

/** Reads an expression. Throws `ExpressionError`. */
export function parseExpression(source: string): Expression {
  try {
    return parsed(source)
  } catch (error) {
    const advice = error instanceof ExpressionError ? adviceFor(source) : undefined
    throw advice === undefined ? error : new ExpressionError(`${advice} (${(error as Error).message})`)
  }
}

function parsed(source: string): Expression {
  const tokens = tokenise(source)
  if (tokens.length > mostTokens)
    throw new ExpressionError(
      `this has more than ${mostTokens} words and signs; write a calculation for each part of it`,
    )
  const questions = new Set<string>()
  const columns = new Set<string>()
  const faults: string[] = []
  let patternSize = 0
  let position = 0
  let depth = 0

  const peek = () => tokens[position] as Token
  const take = () => tokens[position++] as Token
  const expect = (symbol: string) => {
    const token = take()
    if (token.text !== symbol || token.kind !== 'symbol')
      throw new ExpressionError(`expected "${symbol}" at character ${token.at + 1}, found "${token.text}"`)
  }

  function binary(level: number): Part {
    const operators = levels[level]
    if (!operators) return unary()
    let left = binary(level + 1)
    for (;;) {
      const token = peek()
      const operator =
        (token.kind === 'symbol' || token.kind === 'name') && Object.hasOwn(operators, token.text)
          ? operators[token.text]
          : undefined
      if (!operator) return left
      take()
      const [first, second] = [left, binary(level + 1)]
      if (level < comparing) checkTruth(token.text, first, second)
      left = {
        ...{ label: token.text, parts: [first, second] },
        evaluate: (scope) => operator(first.evaluate(scope), second.evaluate(scope)),
        results: level < arithmetic ? truths : null,
      }
    }
  }

  /** `${a} = 'x' or 'y'` always holds: a text that is written out is always true. */
  function checkTruth(operator: string, ...sides: readonly Part[]): void {
    const text = sides.find(({ literal }) => typeof literal === 'string')?.literal
    if (text !== undefined)
      faults.push(
        `'${text}' alone is no condition: write the whole comparison again after "${operator}", as in \${a} = 'x' ${operator} \${a} = '${text}'`,
      )
  }

  function unary(): Part {
    if (++depth > deepest)
      throw new ExpressionError(`more than ${deepest} parentheses stand in each other; write a calculation for a part`)
    const part = signed()
    depth--
    return part
  }

  function signed(): Part {
    if (peek().kind !== 'symbol' || peek().text !== '-') return primary()
    take()
    const part = unary()
    const { evaluate, results } = part
    return {
      ...{ label: '-', parts: [part] },
      evaluate: (scope) => -toNumber(evaluate(scope)),
      results: results?.map((result) => -toNumber(result)) ?? null,
    }
  }

  /** `regex(value, 'pattern')`: the pattern is compiled here, once, so it has to be written out. */
  function regex(parts: readonly Part[]): Part {
    const [value, pattern] = parts
    const isText = typeof pattern?.literal === 'string'
    const { size, fault, test } = readPattern(isText ? String(pattern.literal) : '')
    patternSize += size
    if (!isText) faults.push("the pattern of regex() must be written out in quotes, as in regex(., '^[A-Z]{2}')")
    else if (fault !== null) faults.push(fault)
    const evaluate: Evaluate = (scope) => isText && test(toText(value?.evaluate(scope) ?? ''))
    return { label: 'regex', parts, evaluate, results: truths }
  }

  function call(name: Token): Part {
    const known = name.text === 'regex' ? { least: 2, most: 2 } : functions[name.text]
    if (!known) {
      const refused = refusedFunctions[name.text]
      if (refused !== undefined) throw new ExpressionError(`${name.text}() cannot be used here: ${refused}`)
      const names = [...Object.keys(functions), 'regex'].join(', ')
      throw new ExpressionError(`there is no function "${name.text}" (character ${name.at + 1}); use one of ${names}`)
    }
    expect('(')
    const parameters: Part[] = []
    if (peek().text !== ')' || peek().kind !== 'symbol') {
      parameters.push(binary(0))
      while (peek().kind === 'symbol' && peek().text === ',') {
        take()
        parameters.push(binary(0))
      }
    }
    expect(')')
    const { least, most } = known
    if (parameters.length < least || parameters.length > most) {
      const count = least === most ? `${least}` : `${least} to ${most}`
      throw new ExpressionError(`${name.text}() takes ${count} values, not ${parameters.length}`)
    }
    if (!('evaluate' in known)) return regex(parameters)
    const parts = parameters.map(({ evaluate }) => evaluate)
    return {
      ...{ label: name.text, parts: parameters },
      evaluate: (scope) => known.evaluate(parts, scope),
      results: known.results(parameters.map(({ results }) => results)),
    }
  }

  const leaf = (label: string, evaluate: Evaluate): Part => ({ label, parts: [], evaluate, results: null })
  const literal = (value: Value): Part => ({
    label: JSON.stringify(value),
    parts: [],
    evaluate: () => value,
    results: [value],
    literal: value,
  })

  function primary(): Part {
    const token = take()
    if (token.kind === 'number') return literal(Number(token.text))
    if (token.kind === 'string') return literal(token.text)
    if (token.kind === 'question') {
      questions.add(token.text)
      return { ...leaf(`\${${token.text}}`, (scope) => scope.question(token.text)), question: token.text }
    }
    if (token.kind === 'name') {
      if (peek().kind === 'symbol' && peek().text === '(') return call(token)
      columns.add(token.text)
      return { ...leaf(token.text, (scope) => scope.column(token.text)), open: true }
    }
    if (token.kind === 'symbol' && token.text === '.') return { ...leaf('.', (scope) => scope.self), open: true }
    if (token.kind === 'symbol' && token.text === '(') {
      const inner = binary(0)
      expect(')')
      return inner
    }
    throw new ExpressionError(`a value is missing at character ${token.at + 1}, before "${token.text}"`)
  }

  const tree = binary(0)
  const { evaluate, results } = tree
  if (peek().kind !== 'end')
    throw new ExpressionError(
      `did not expect "${peek().text}" at character ${peek().at + 1}; is "and" or "or" missing?`,
    )
  return {
    source,
    questions: [...questions],
    columns: [...columns],
    ...{ tree, evaluate, results, faults, patternSize },
    holds: (scope) => toBoolean(evaluate(scope)),
  }
}
