import type { Answer } from '../flow.ts'
import { fold, matchWords, tidy } from '../input.ts'
import type { Option, Reading } from './question-type.ts'

/** The key that a reply may be: "1", "1.", "(1)", "#1", "১" → "1". */
export const bareKey = (reply: string): string => tidy(reply).replace(/^[\s#([{"'“‘]+|[\s\p{P}]+$/gu, '')

/**
 * The option that a reply means: its key, its words (in any case, with a small misspelling), or both together ("1 Yes").
 * Undefined where none or several fit.
 */
export function readOption(reply: string, options: readonly Option[]): Option | undefined {
  const text = bareKey(reply)
  const byKey = options.find((option) => option.key === text)
  if (byKey) return byKey
  const wordsOf = (option: Option) => [option.label, option.item.name.replaceAll('_', ' '), ...(option.aliases ?? [])]
  const both = /^(\d+)[\s.):-]+(.+)$/u.exec(text)
  if (both) {
    const numbered = options.filter((option) => option.key === both[1])
    const confirmed = matchWords(both[2] ?? '', numbered, wordsOf)
    if (confirmed) return confirmed
  }
  return matchWords(reply, options, wordsOf)
}

/** Between answers, the surest first: labels may hold spaces, and digits; and "১ও৩" holds nothing else. */
const separators = [
  /\s*[,;/+&*、،]\s*/u,
  /[\s,;/+&*.、،]+/u,
  /[\s,;/+&*.、،]+|(?<=\d)(?=[\p{L}\p{M}])|(?<=[\p{L}\p{M}])(?=\d)/u,
] as const

/** Takes a reply apart where people put several answers: spaces, commas, "and" in their language. */
export function readOptions(
  reply: string,
  options: readonly Option[],
  conjunctions: readonly string[],
): Option[] | undefined {
  const single = readOption(reply, options)
  if (single) return [single]
  const joins = new Set(conjunctions.map(fold))
  const parts = (separator: RegExp) =>
    tidy(reply)
      .split(separator)
      .filter((part) => part && !joins.has(fold(part)))
  for (const separator of separators) {
    const found = parts(separator).map((part) => readOption(part, options))
    if (found.length > 0 && found.every((option) => option !== undefined))
      return options.filter((option) => found.includes(option))
  }
  return undefined
}

export const answerOf = (option: Option): Answer =>
  option.item.missing ? { missing: option.item.missing } : { value: option.item.name }

export const invalid = (expected: string): Reading => ({ kind: 'invalid', expected })
export const answered = (value: string | number | string[]): Reading => ({ kind: 'answer', answer: { value } })
