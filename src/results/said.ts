import { type Answer, type MissingCode, missingCodes } from '../core/flow.ts'

/** A reason as tables by group tell it: all that say nothing about the group are one there. */
export type Reason = MissingCode | 'no_answer'

/** What is known of somebody: a value, or the reason why there is none. Any text may be a value, so no text can say which of the two it is. */
export type Said = { readonly value: string } | { readonly reason: Reason }

export const valued = (value: string): Said => ({ value })
export const because = (reason: Reason): Said => ({ reason })

export const isReason = (said: Said): said is { readonly reason: Reason } => 'reason' in said

declare const keyed: unique symbol
/** What maps and sets know values by. It is only compared, and printed for people inside; nothing is ever read out of it. */
export type Key = string & { readonly [keyed]: true }

/** Two values have the same key if and only if they are the same: values stand in quotes, reasons do not. */
export const saidKey = (said: Said): Key => (isReason(said) ? `(${said.reason})` : JSON.stringify(said.value)) as Key

/** The same for several, in their order. */
export const groupKey = (group: readonly Said[]): Key => group.map(saidKey).join(',') as Key

/** The same for names of variables. */
export const namesKey = (names: readonly string[]): Key => JSON.stringify(names) as Key

export const isSame = (one: Said, other: Said): boolean => saidKey(one) === saidKey(other)
export const isSameGroup = (one: readonly Said[], other: readonly Said[]): boolean => groupKey(one) === groupKey(other)

/** In an order that is always the same; values first. */
export const compareSaid = (one: readonly Said[], other: readonly Said[]): number => {
  const [a, b] = [groupKey(one), groupKey(other)]
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** For people to read: a reason in parentheses. It cannot be read back, because a value may look like that. */
export const saidText = (said: Said): string => (isReason(said) ? reasonText(said.reason) : said.value)
export const reasonText = (reason: string): string => `(${reason})`

/**
 * In tables by group these are one reason: a handful of people who left or refused would otherwise hide what hundreds answered. That a question was not
 * put to somebody stays apart, because it follows from other answers.
 */
const mergedCodes = missingCodes.filter((code) => code !== 'not_applicable')
export const reasonsByGroup: readonly Said[] = [because('no_answer'), because('not_applicable')]
const noAnswer = because('no_answer')
const merged = mergedCodes.map(because)

/** A value as tables by group show it. */
export const coarsened = (said: Said): Said => (isReason(said) && said.reason !== 'not_applicable' ? noAnswer : said)

/** What a value of a table by group may be in detail. */
export const refinements = (said: Said): readonly Said[] =>
  isReason(said) && said.reason === 'no_answer' ? merged : [said]

type Given = Extract<Answer, { readonly value: unknown }>['value']

/** An answer, its value as text. A question that this version of the flow did not have was not put to the person. */
export const saidIn = (answer: Answer | undefined, text: (value: Given) => string = String): Said =>
  answer && 'value' in answer ? valued(text(answer.value)) : because(answer?.missing ?? 'not_applicable')
