import type { Value } from '../expression-values.ts'
import type { Answer, ListItem, Question } from '../flow.ts'
import type { Choice } from '../reply.ts'
import type { Vocabulary } from '../understanding/vocabulary.ts'

/** A list item as the person sees it. */
export interface Option extends Choice {
  readonly item: ListItem
  /** Further words for it, understood but never shown. */
  readonly aliases?: readonly string[]
}

/** A question in the middle of a conversation: what a type needs to show it and to understand the reply. */
export interface View {
  readonly question: Question
  /** The items of its list that pass the `choice_filter`, with labels in the person's language. */
  readonly options: readonly Option[]
  /** The person's language, as a BCP 47 tag. */
  readonly language: string
  /** What is asked, in the person's language. */
  readonly label: string
  /** The words that replies are made of, for the person's language. */
  readonly vocabulary: Vocabulary
  /** ISO date of the present message. */
  readonly today: string
  /** Whether the question's `constraint` holds for this answer; true where it has none. */
  fits(answer: Value): boolean
  /** Takes telephone numbers, names of places on the net and the like out of free text. */
  redact(text: string): string
}

/**
 * What a reply turned out to be. `near`: it may mean `answer`, shown as `label`, but the person must say so. `expected` names the text under
 * `system:invalid` that says what is expected.
 */
export type Reading =
  /** `hasOtherWords`: words stand beside it that were not understood, so that what else the message may be goes before it. */
  | { readonly kind: 'answer'; readonly answer: Answer; readonly hasOtherWords?: boolean }
  | { readonly kind: 'near'; readonly answer: Answer; readonly label: string; readonly expected: string }
  | { readonly kind: 'invalid'; readonly expected: string }

/**
 * Which properties of a flow file a question of this type takes, beyond those that every question has. A type that keeps what
 * people write in their own words takes `free_text_because`.
 */
export type Property = 'list' | 'constraint' | 'choice_filter' | 'calculation' | 'free_text_because' | 'classes'

interface Common {
  /** XLSForm's name. */
  readonly name: string
  readonly properties: { readonly required: readonly Property[]; readonly optional: readonly Property[] }
}

/** A type that waits for a reply. */
export interface AskingType extends Common {
  readonly way: 'ask'
  /** Whatever is written can be the answer. */
  readonly takesAnyText?: true
  /** Several answers may be given at once; shares are then of people, and do not add up. */
  readonly takesSeveral?: true
  /** What an answer is, where it is neither a choice nor somebody's own words. */
  readonly measures?: 'integer' | 'decimal' | 'day'
  /** The key that stands for "prefer not to say"; null where 0 may be an answer, then only the skip words do. */
  refusalKey(view: View): string | null
  choices(view: View): readonly Choice[]
  read(reply: string, view: View): Reading
  /** Replies that must be understood, one for each way the routing may depend on; used to walk through a flow. */
  samples(view: View): readonly string[]
}

/** A type that is passed without a reply: `tell` is shown together with the next question, `compute` takes its value from its `calculation`. */
export interface PassingType extends Common {
  readonly way: 'tell' | 'compute'
}

/** Everything that the program knows about one XLSForm question type, in one file. */
export type QuestionType = AskingType | PassingType

/** An answer as expressions see it. */
export function expressionValue(answer: Answer | undefined): Value {
  if (!answer || 'missing' in answer) return ''
  return Array.isArray(answer.value) ? answer.value.join(' ') : answer.value
}
