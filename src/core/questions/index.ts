import { calculate } from './calculate.ts'
import { date } from './date.ts'
import { note } from './note.ts'
import { decimal, integer } from './number.ts'
import type { QuestionType } from './question-type.ts'
import { selectMultiple } from './select-multiple.ts'
import { selectOne } from './select-one.ts'
import { text } from './text.ts'

/** Every question type that flows may use. Adding one: its file, its line here, its cases in tests/core/questions. */
export const questionTypes: readonly QuestionType[] = [
  selectOne,
  selectMultiple,
  integer,
  decimal,
  date,
  text,
  note,
  calculate,
]

const byName = new Map(questionTypes.map((type) => [type.name, type]))

export const findQuestionType = (name: string): QuestionType | undefined => byName.get(name)

/** The type of a question of a validated flow. */
export function questionTypeOf(question: { readonly type: string }): QuestionType {
  const type = byName.get(question.type)
  if (!type) throw new Error(`The question type "${question.type}" passed validation but is not registered.`)
  return type
}
