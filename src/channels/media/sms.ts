import { SegmentedMessage } from 'sms-segments-calculator'
import { septets } from './gsm7.ts'
import type { Medium } from './medium.ts'
import { paginate } from './pages.ts'

/** The most that SMS providers take as one message; its segments are joined again by the phone. */
const longestMessage = 1600

/** Characters in one segment alone, and in each of several, which lose some to the header that joins them (3GPP TS 23.040). */
const capacity = { 'GSM-7': { alone: 160, joined: 153 }, 'UCS-2': { alone: 70, joined: 67 } } as const

/** SMS: everything in one message, whatever the number of segments, because every message is paid for. */
export const sms: Medium = {
  name: 'sms',
  keepsSession: false,
  staysOnHandset: true,
  canErase: false,

  pages: (reply, more) =>
    paginate(reply, more, (text) => text.length <= longestMessage).map(({ text, end }) => ({ text, buttons: [], end })),

  unit: 'sms_segment',
  units: ({ text }) => new SegmentedMessage(text).segmentsCount,

  measure({ text }) {
    const { encodingName, segmentsCount } = new SegmentedMessage(text)
    const { alone, joined } = capacity[encodingName]
    const limit = segmentsCount > 1 ? segmentsCount * joined : alone
    const segments = segmentsCount === 1 ? '1 segment' : `${segmentsCount} segments`
    return `${septets(text) ?? text.length}/${limit} · ${segments} (${encodingName})`
  },
}
