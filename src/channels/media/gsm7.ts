import { createRequire } from 'node:module'

/** Code units of UTF-16, and the one or two septets that each takes. `require`, because loaders disagree about what its default import is. */
const { default: table }: { default: Readonly<Record<string, readonly number[]>> } = createRequire(import.meta.url)(
  'sms-segments-calculator/dist/libs/UnicodeToGSM.js',
)

/**
 * Length of a text in the GSM 7-bit default alphabet (3GPP TS 23.038), where characters of the extension table count
 * twice; null where a character is not in it, so that the text travels as UCS-2. The table is the library's; its own counting
 * takes a millisecond per text, too long for paging.
 */
export function septets(text: string): number | null {
  let length = 0
  for (let index = 0; index < text.length; index++) {
    const code = table[text.charCodeAt(index)]
    if (code === undefined) return null
    length += code.length
  }
  return length
}
