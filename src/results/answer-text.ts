import { type Answer, type MissingCode, missingCodes } from '../core/flow.ts'

/** How it is written why there is no answer: no choice and no number looks like that. */
export const reasonRow = (code: string): string => `(${code})`

/** Whether a value says why there is no answer, rather than being one. */
export const isReason = (value: string): boolean => value.startsWith('(')

/** A reason as tables by group tell it: all that say nothing about the group are one there. */
export type Reason = MissingCode | 'no_answer'

/**
 * In tables by group these are one reason: a handful of people who left or refused would otherwise hide what hundreds answered. That a question was not
 * put to somebody stays apart, because it follows from other answers.
 */
const mergedCodes = missingCodes.filter((code) => code !== 'not_applicable')
export const reasonsByGroup: readonly Reason[] = ['no_answer', 'not_applicable']
const noAnswer = reasonRow('no_answer')
const merged: ReadonlySet<string> = new Set(mergedCodes.map(reasonRow))

/** A value as tables by group show it. */
export const coarsened = (value: string): string => (merged.has(value) ? noAnswer : value)

/** What a value of a table by group may be in detail. */
export const refinements = (value: string): readonly string[] => (value === noAnswer ? [...merged] : [value])

type Given = Extract<Answer, { readonly value: unknown }>['value']

/** An answer as text, or why there is none. A question that this version of the flow did not have was not put to the person. */
export const answerText = (answer: Answer | undefined, text: (value: Given) => string = String): string =>
  answer && 'value' in answer ? text(answer.value) : reasonRow(answer?.missing ?? 'not_applicable')
