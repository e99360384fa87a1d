import { createHash, createHmac, randomBytes, randomInt, randomUUID, timingSafeEqual } from 'node:crypto'

/** A secret of 256 bits, for people who configured none. */
export const randomSecret = (): string => randomBytes(32).toString('base64url')

/** Compares in constant time, whatever the lengths. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

/** A new array in an order that nobody can foresee or repeat (Fisher-Yates with the system's secure random numbers). */
export function shuffled<T>(items: readonly T[]): T[] {
  const result = [...items]
  for (let last = result.length - 1; last > 0; last--) {
    const other = randomInt(last + 1)
    ;[result[last], result[other]] = [result[other] as T, result[last] as T]
  }
  return result
}

/** Hex of SHA-256: names content (a flow version) by what it says. Not for anything personal: see `Keyring.hash`. */
export const contentHash = (content: string): string => createHash('sha256').update(content).digest('hex')

/** What is stored of a random token of ours (`randomSecret`): it has 256 bits, so no salt and no slow hash are needed. */
export const tokenHash = (token: string): Uint8Array => createHash('sha256').update(token).digest()

/** A second secret that follows from a token and does not lead back to it: what a form of a session carries. */
export const derivedToken = (token: string, purpose: string): string =>
  createHmac('sha256', token).update(purpose).digest('base64url')

/** A random UUID (version 4): an id that tells nothing of when or in which order rows came. */
export const randomId = (): string => randomUUID()

/** So many random bytes, which no compression makes fewer. */
export const randomBytesOf = (count: number): Buffer => randomBytes(count)
