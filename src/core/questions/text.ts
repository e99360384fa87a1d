import { tidy } from '../understanding/characters.ts'
import { answered, invalid } from './options.ts'
import type { AskingType } from './question-type.ts'

/** As long as the longest message that a provider passes on. */
const longest = 1600
const controls = /\p{Cc}+/gu

export const text: AskingType = {
  name: 'text',
  properties: { required: [], optional: ['constraint', 'free_text_because'] },
  way: 'ask',
  takesAnyText: true,
  refusalKey: () => '0',
  choices: () => [],
  read(reply, view) {
    // What is kept keeps the person's own script and spelling.
    const kept = reply.normalize('NFC').replace(controls, ' ').trim().slice(0, longest)
    if (!tidy(kept)) return invalid('text')
    return view.fits(kept) ? answered(view.redact(kept)) : invalid('constraint')
  },
  samples: (view) => ['Nothing to add'].filter((sample) => view.fits(sample)),
}
