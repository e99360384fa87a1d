import type { Medium } from './medium.ts'
import { paginate } from './pages.ts'

/** The most that a WhatsApp message through Twilio holds. */
const longestMessage = 1600

export const whatsapp: Medium = {
  name: 'whatsapp',
  keepsSession: false,
  staysOnHandset: true,
  canErase: false,

  pages: (reply, more) =>
    paginate(reply, more, (text) => text.length <= longestMessage).map(({ text, end }) => ({ text, buttons: [], end })),

  unit: 'whatsapp_message',
  units: () => 1,

  measure: ({ text }) => `${text.length}/${longestMessage}`,
}
