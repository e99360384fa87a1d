/** An expression that cannot be read. The message says what stands where and what to write instead. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
}

export interface Token {
  readonly kind: 'number' | 'string' | 'question' | 'name' | 'symbol' | 'end'
  readonly text: string
  readonly at: number
}

const tokenPattern =
  /\s*(?:(?<number>\d+(?:\.\d*)?|\.\d+)|'(?<single>[^']*)'|"(?<double>[^"]*)"|\$\{\s*(?<question>[\p{L}_][\p{L}\p{M}\p{N}_-]*)\s*\}|(?<name>(?:jr:)?[\p{L}_][\p{L}\p{M}\p{N}_]*(?:-[\p{L}_][\p{L}\p{M}\p{N}_]*)*)|(?<symbol><=|>=|!=|[=<>+*(),.-]))/uy

/** What people write who know other languages, and how it is written here. */
const misspellings: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [/==/, 'write = instead of =='],
  [/<>/, 'write != instead of <>'],
  [/=[<>]/, 'write <= or >= instead of =< or =>'],
  [/&&|&/, 'write and instead of &&'],
  [/\|\||\|/, 'write or instead of ||'],
  [/!(?!=)/, 'write not(…) instead of !'],
  [/%/, 'write mod instead of %'],
  [/\.\.\/|\/\w/, 'write ${question} instead of a path with /'],
  [/\//, 'write div instead of /'],
  [/\$\{[^}]*$|\$\{[^}]*\$\{/, 'a } is missing after the name of a question: write ${question}'],
  [/\$(?!\{)/, 'write ${question} instead of $question'],
  [/\$\{\s*\}/, 'write the name of a question between ${ and }'],
  [/[’‘“”`´]/, 'write quotes as \' or "'],
]

/** Operators and functions are written in small letters. */
function inSmallLetters(source: string): string | undefined {
  const word = /(?<![\w$-])(?:or|and|not|div|mod|selected|if|count-selected|today)(?![\w-])/gi
  const wrong = [...source.matchAll(word)].map(([found]) => found).find((found) => found !== found.toLowerCase())
  return wrong === undefined ? undefined : `write ${wrong.toLowerCase()} instead of ${wrong}`
}

/** What to write instead, where it is one of the usual slips; undefined where it is none. */
export function adviceFor(source: string): string | undefined {
  const bare = source.replace(/'[^']*'|"[^"]*"/g, "''").replace(/\$\{[^${}]+\}/g, '${q}')
  return misspellings.find(([pattern]) => pattern.test(bare))?.[1] ?? inSmallLetters(bare)
}

/** Takes an expression apart. Throws `ExpressionError`. */
export function tokenise(source: string): Token[] {
  const tokens: Token[] = []
  const text = source.trimEnd()
  tokenPattern.lastIndex = 0
  while (tokenPattern.lastIndex < text.length) {
    const at = tokenPattern.lastIndex
    const groups = tokenPattern.exec(text)?.groups
    if (!groups) throw new ExpressionError(`cannot read "${text.slice(at, at + 20).trim()}" at character ${at + 1}`)
    const { number, single, double, question, name, symbol } = groups
    if (number !== undefined) tokens.push({ kind: 'number', text: number, at })
    else if (single !== undefined || double !== undefined)
      tokens.push({ kind: 'string', text: single ?? double ?? '', at })
    else if (question !== undefined) tokens.push({ kind: 'question', text: question, at })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, at })
    else tokens.push({ kind: 'symbol', text: symbol ?? '', at })
  }
  return [...tokens, { kind: 'end', text: 'the end', at: text.length }]
}
