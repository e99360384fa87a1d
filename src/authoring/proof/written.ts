import type { Question } from '../../core/flow.ts'
import { questionTypeOf } from '../../core/questions/index.ts'
import { leaves, textAt } from '../system-texts.ts'
import type { Subject } from './subject.ts'

/** A text that people read, in one language, and the question where its author finds it. */
export interface WrittenText {
  readonly question: string
  readonly language: string
  readonly text: string
}

/** What is written for a question itself: its label, its hint, what is said of a wrong answer. */
export function ownTexts({ content: { flow, texts } }: Subject, question: Question): WrittenText[] {
  return flow.languages.flatMap((language) => {
    const own = textAt(texts[language]?.[question.namespace], ['questions', question.name])
    if (own === undefined) return []
    return leaves(own).map((path) => ({ question: question.name, language, text: String(textAt(own, path)) }))
  })
}

/** One text of a question in one language; undefined where it has none. */
export const partOf = (
  { content: { texts } }: Subject,
  { namespace, name }: Question,
  language: string,
  part: 'label' | 'hint' | 'constraint_message',
): string | undefined => textAt(texts[language]?.[namespace], ['questions', name, part]) as string | undefined

/** The questions that people answer. */
export const asked = ({ content: { flow } }: Subject): Question[] =>
  flow.questions.filter((question) => questionTypeOf(question).way === 'ask')

export const takesSeveral = (question: Question | undefined): boolean => {
  const type = question && questionTypeOf(question)
  return type?.way === 'ask' && type.takesSeveral === true
}

export const measuresNumbers = (question: Question): boolean => {
  const type = questionTypeOf(question)
  return type.way === 'ask' && (type.measures === 'integer' || type.measures === 'decimal')
}
