import { commonPasswords } from './common-passwords.ts'

/** NIST SP 800-63B-4 and OWASP ASVS 5.0 (6.2): long enough, no rules of composition, none that others would try first. */
const [shortest, longest] = [12, 128]
/** Shorter parts of a name are in many good passwords. */
const shortestName = 4

const folded = (text: string) => text.normalize('NFKC').toLowerCase()
const lettersOf = (text: string) => folded(text).replace(/[^\p{L}\p{N}]/gu, '')

/** One part again and again, or a run of neighbours such as 123456789012. */
function isMonotonous(text: string): boolean {
  const repeated = /^(.{1,4})\1+.{0,3}$/su.test(text)
  const steps = new Set(
    [...text].slice(1).map((character, index) => (character.codePointAt(0) ?? 0) - (text.codePointAt(index) ?? 0)),
  )
  return repeated || steps.size === 1
}

/** Why a password cannot be taken, as a text key; null where it can. `personal`: name, address and what else is known of the person. */
export function passwordFault(password: string, personal: readonly string[]): string | null {
  const length = [...password].length
  if (length < shortest) return 'error.password_short'
  if (length > longest) return 'error.password_long'
  const own = personal
    .flatMap((text) => folded(text).split(/[^\p{L}\p{N}]+/u))
    .filter((part) => part.length >= shortestName)
  const letters = lettersOf(password)
  // What is left when the own name is taken out must still be long enough to be a secret.
  const rest = own.reduce((text, part) => text.replaceAll(part, ''), letters)
  if (rest.length < shortest - shortestName && rest.length < letters.length) return 'error.password_personal'
  return commonPasswords.has(letters) || isMonotonous(folded(password)) ? 'error.password_common' : null
}
