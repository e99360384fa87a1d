import { answerOf, invalid, readOption } from './options.ts'
import type { AskingType } from './question-type.ts'

export const selectOne: AskingType = {
  name: 'select_one',
  properties: { required: ['list'], optional: ['choice_filter'] },
  way: 'ask',
  refusalKey: () => '0',
  choices: (view) => view.options,
  read(reply, view) {
    const option = readOption(reply, view.options)
    return option ? { kind: 'answer', answer: answerOf(option) } : invalid('choice')
  },
  samples: (view) => view.options.map((option) => option.key),
}
