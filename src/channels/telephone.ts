import type { Address } from './channel.ts'

/**
 * An international telephone number as E.164. Accepts separators, `00` for the plus sign, and a plus sign that became a space
 * or was lost because a form did not escape it. null for what is no such number: a short code, a sender's name, or a national
 * number, which names nobody without its country.
 */
export function toE164(written: string): string | null {
  const digits = written.replace(/[\s().-]/g, '').replace(/^00/, '+')
  if (/^\+[1-9]\d{6,14}$/.test(digits)) return digits
  return /^[1-9]\d{8,14}$/.test(digits) ? `+${digits}` : null
}

/** The address of whoever sent a message; null where that is no person's number, or one of our own. */
export function senderAddress(from: string, own: readonly string[]): Address | null {
  const value = toE164(from)
  return value === null || own.some((number) => toE164(number) === value) ? null : { scheme: 'tel', value }
}
