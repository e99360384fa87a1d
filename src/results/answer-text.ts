import type { Answer } from '../core/flow.ts'

/** How it is written why there is no answer: no choice and no number looks like that. */
export const reasonRow = (code: string): string => `(${code})`

/** Whether a value says why there is no answer, rather than being one. */
export const isReason = (value: string): boolean => value.startsWith('(')

type Given = Extract<Answer, { readonly value: unknown }>['value']

/** An answer as text, or why there is none. A question that this version of the flow did not have was not put to the person. */
export const answerText = (answer: Answer | undefined, text: (value: Given) => string = String): string =>
  answer && 'value' in answer ? text(answer.value) : reasonRow(answer?.missing ?? 'not_applicable')
