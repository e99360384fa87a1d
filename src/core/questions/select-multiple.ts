import { answerOf, fitsChoices, readChoice, skipKey } from './options.ts'
import type { AskingType } from './question-type.ts'

export const selectMultiple: AskingType = {
  name: 'select_multiple',
  properties: { required: ['list'], optional: ['choice_filter', 'constraint'] },
  way: 'ask',
  takesSeveral: true,
  refusalKey: skipKey,
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
    const single = view.options.filter((option) => fitsChoices(view, [option])).map(({ key }) => key)
    // As many together as its constraint allows.
    for (let count = combinable.length; count > 1; count--) {
      const several = combinable.slice(0, count)
      if (fitsChoices(view, several)) return [...single, several.map(({ key }) => key).join(' ')]
    }
    return single
  },
}
