import { answerOf, readChoice } from './options.ts'
import type { AskingType } from './question-type.ts'

export const selectOne: AskingType = {
  name: 'select_one',
  properties: { required: ['list'], optional: ['choice_filter'] },
  way: 'ask',
  refusalKey: () => '0',
  choices: (view) => view.options,
  read: (reply, view) =>
    readChoice(reply, view, { several: false, expected: 'choice' }, ([option]) => option && answerOf(option)),
  samples: (view) => view.options.map((option) => option.key),
}
