import { answerOf, readChoice } from './options.ts'
import type { AskingType } from './question-type.ts'

export const selectMultiple: AskingType = {
  name: 'select_multiple',
  properties: { required: ['list'], optional: ['choice_filter'] },
  way: 'ask',
  takesSeveral: true,
  refusalKey: () => '0',
  choices: (view) => view.options,
  read: (reply, view) =>
    readChoice(reply, view, { several: true, expected: 'choices' }, (options) => {
      const [first] = options
      // "None of these" or "don't know" together with something else contradicts itself.
      const alone = options.some(({ item }) => item.exclusive || item.missing)
      if (!first || (alone && options.length > 1)) return undefined
      return first.item.missing ? answerOf(first) : { value: options.map(({ item }) => item.name) }
    }),
  samples(view) {
    const combinable = view.options.filter(({ item }) => !item.exclusive && !item.missing)
    const several = combinable.length > 1 ? [combinable.map(({ key }) => key).join(' ')] : []
    return [...view.options.map(({ key }) => key), ...several]
  },
}
