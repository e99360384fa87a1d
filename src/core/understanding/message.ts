import { unaccented } from './characters.ts'

/** As long as the longest message that a provider passes on; what is longer is cut off before anything looks at it. */
const longestMessage = 1600

const isQuoted = (line: string): boolean => /^\s*>/u.test(line)
/** The line that mail and message programs put above a signature. */
const isDivider = (line: string): boolean => /^\s*(?:--|__|==|—)[-_=\s]*$/u.test(line)

/** Whether a line begins with one of the phrases, perhaps after a divider on the same line. */
function beginsSignature(line: string, signatures: readonly string[]): boolean {
  const start = unaccented(line.slice(0, 80)).replace(/^[\s\-_—]+/u, '')
  return signatures.some((phrase) => start.startsWith(phrase))
}

/**
 * What a person wrote in a message, without the lines that a phone adds: quoted lines (`> How many?`) and a signature
 * (`--`, "Sent from my phone"). `signatures`: how lines of signatures begin, in small letters. Where nothing else is left, it stays as it is.
 */
export function contentOf(message: string, signatures: readonly string[]): string {
  const lines = message.slice(0, longestMessage).split(/\r\n|\r|\n/u)
  const own = lines.filter((line) => !isQuoted(line))
  const end = own.findIndex(
    (line, index) =>
      (isDivider(line) || beginsSignature(line, signatures)) && own.slice(0, index).some((before) => before.trim()),
  )
  const content = (end < 0 ? own : own.slice(0, end)).join('\n').trim()
  return content === '' ? lines.join('\n') : content
}
