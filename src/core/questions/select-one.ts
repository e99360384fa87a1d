import { answerOf, fitsChoices, readChoice, skipKey } from './options.ts'
import type { AskingType } from './question-type.ts'

export const selectOne: AskingType = {
  name: 'select_one',
  properties: { required: ['list'], optional: ['choice_filter', 'constraint'] },
  way: 'ask',
  refusalKey: skipKey,
  choices: (view) => view.options,
  read: (reply, view) =>
    readChoice(reply, view, { several: false, expected: 'choice' }, ([option]) => option && answerOf(option)),
  samples: (view) => view.options.filter((option) => fitsChoices(view, [option])).map(({ key }) => key),
}
