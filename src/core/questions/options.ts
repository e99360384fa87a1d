import type { Answer } from '../flow.ts'
import { type Chosen, choose } from '../understanding/choosing.ts'
import type { Option, Reading, View } from './question-type.ts'

export const answerOf = (option: Option): Answer =>
  option.item.missing ? { missing: option.item.missing } : { value: option.item.name }

export const invalid = (expected: string): Reading => ({ kind: 'invalid', expected })
export const answered = (value: string | number | string[]): Reading => ({ kind: 'answer', answer: { value } })

/** "How many?" with a choice for none takes 0 for it; then only the skip words mean "prefer not to say". */
export const skipKey = ({ options }: View): string | null => (options.some(({ key }) => key === '0') ? null : '0')

/** Whether the constraint holds for these choices. What records that there is no answer breaks none. */
export const fitsChoices = (view: View, chosen: Chosen['options']): boolean =>
  chosen.some(({ item }) => item.missing) || view.fits(chosen.map(({ item }) => item.name).join(' '))

const labelOf = (options: readonly Option[]): string => options.map(({ key, label }) => `${key} ${label}`).join(', ')

/** Reads a reply to a list: an answer where it is certain, else something to ask back about, else nothing. */
export function readChoice(
  reply: string,
  view: View,
  { several, expected }: { readonly several: boolean; readonly expected: string },
  answerFor: (chosen: Chosen['options']) => Answer | undefined,
): Reading {
  const { options, certain } = choose(reply, { options: view.options, vocabulary: view.vocabulary, several })
  if (options.length > 0 && !fitsChoices(view, options)) return invalid('constraint')
  const answer = options.length > 0 ? answerFor(options) : undefined
  if (!answer) return invalid(expected)
  return certain ? { kind: 'answer', answer } : { kind: 'near', answer, label: labelOf(options), expected }
}
