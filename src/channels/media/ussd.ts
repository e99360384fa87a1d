import { septets } from './gsm7.ts'
import type { Medium } from './medium.ts'
import { paginate } from './pages.ts'

/** A USSD string is 160 octets (3GPP TS 23.090); UCS-2 takes two octets for each character. */
const longestUcs2 = 80

/**
 * USSD: short pages. `limit` is the number of GSM-7 characters that the operator passes on, which differs from operator to
 * operator (160 is safe, 182 the standard's maximum); other scripts get half of it, and never more than 80.
 */
export function ussd(limit: number): Medium {
  const used = (text: string) => septets(text) ?? text.length
  const available = (text: string) => (septets(text) === null ? Math.min(longestUcs2, Math.floor(limit / 2)) : limit)
  return {
    name: 'ussd',
    keepsSession: true,
    staysOnHandset: false,
    canErase: false,

    pages: (reply, more) =>
      paginate(reply, more, (text) => used(text) <= available(text)).map(({ text, end }) => ({
        text,
        buttons: [],
        end,
      })),

    unit: 'ussd_screen',
    units: () => 1,

    measure: ({ text }) => `${used(text)}/${available(text)}`,
  }
}
