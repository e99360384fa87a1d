import type { Medium } from './medium.ts'
import { choiceLine, paginate } from './pages.ts'

/** `text` of the Bot API's sendMessage: 1-4096 characters. */
const longestMessage = 4096

/** Telegram: the choices stand in the message and on a keyboard whose keys are sent back as text. */
export const telegram: Medium = {
  name: 'telegram',
  keepsSession: false,

  pages: (reply, more) =>
    paginate(reply, more, (text) => text.length <= longestMessage).map(({ text, choices, end }) => ({
      text,
      buttons: choices.map((choice) => (reply.discreet ? choice.key : choiceLine(choice))),
      end,
    })),

  measure: ({ text }) => `${text.length}/${longestMessage}`,
}
