/** Other ways of writing a type: XLSForm's own older ones, and those of the tools that read it. */
const typeAliases: readonly [RegExp, string][] = [
  [/^(?:add )?select[ _]one(?: prompt using|[ _]from)?\b(?!_)/i, 'select_one'],
  [/^(?:add )?select[ _](?:multiple|all that apply)(?: prompt using|[ _]from)?\b(?!_)/i, 'select_multiple'],
  [/^select1\b/i, 'select_one'],
  [/^(begin|end)[ _](group|repeat|loop)\b/i, '$1_$2'],
  [/^string\b/i, 'text'],
  [/^int\b/i, 'integer'],
  [/^phone number\b/i, 'phone_number'],
  [/^add (\w+) prompt\b/i, '$1'],
  [/^q (\w+)\b/i, '$1'],
]

/** The cell "type" of a row, taken apart. */
export interface RowType {
  readonly typeName: string
  /** What stands behind it: the name of a list, `or_other`. */
  readonly rest: readonly string[]
}

export function typeOf(written: string): RowType {
  const normal = typeAliases.reduce(
    (text, [pattern, name]) => text.replace(pattern, name),
    written.trim().replace(/\s+/g, ' '),
  )
  const [word = '', ...rest] = normal.split(' ')
  return { typeName: word.toLowerCase(), rest }
}

export const isRepeat = (side: string, typeName: string) => typeName === `${side}_repeat` || typeName === `${side}_loop`
