import type { Option } from './questions/question-type.ts'
import type { Translator } from './texts.ts'

/**
 * Languages to choose from, numbered, each shown by its own name. It may also be called as other languages and scripts call
 * it (`names` in its `system.json`): who reads "বাংলা" on a phone without Bangla keys writes "bangla".
 */
export const languageOptions = (translator: Translator, codes: readonly string[]): Option[] =>
  codes.map((code, index) => ({
    key: String(index + 1),
    label: translator.text(code, 'system:name'),
    item: { name: code },
    aliases: [code, ...translator.words(code, 'system:names')],
  }))
