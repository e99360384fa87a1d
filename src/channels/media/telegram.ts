import { type Choice, exitKey, type Reply } from '../../core/reply.ts'
import type { Medium } from './medium.ts'
import { choiceLine, paginate } from './pages.ts'

/** `text` of the Bot API's sendMessage: 1-4096 characters. */
const longestMessage = 4096

/** A key shows nothing of what it means where what is tapped must not give the answer away; there it also takes one to leave. */
const keyboardFor = ({ discreet, end }: Reply, choices: readonly Choice[]): string[] => [
  ...choices.map((choice) => (discreet ? choice.key : choiceLine(choice))),
  ...(discreet && !end ? [exitKey] : []),
]

/** Telegram: the choices stand in the message and on a keyboard whose keys are sent back as text. */
export const telegram: Medium = {
  name: 'telegram',
  keepsSession: false,
  staysOnHandset: true,
  canErase: true,

  pages: (reply, more) =>
    paginate(reply, more, (text) => text.length <= longestMessage).map(({ text, choices, end }) => ({
      text,
      buttons: keyboardFor(reply, choices),
      end,
    })),

  unit: 'telegram_message',
  units: () => 1,

  measure: ({ text }) => `${text.length}/${longestMessage}`,
}
