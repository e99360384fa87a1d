import { createInstance } from 'i18next'
import type { Texts } from './flow.ts'

/** Values put into `{{placeholders}}`. */
export type TextParameters = Readonly<Record<string, string | number>>

export interface Translator {
  /** The text of the first of `keys` that exists in `language`, or in the fallback language. Keys are `namespace:path.to.text`. */
  text(language: string, keys: string | readonly string[], parameters?: TextParameters): string
  has(language: string, key: string): boolean
  /** A list of words, such as `system:words.exit`. */
  words(language: string, key: string): readonly string[]
}

/** Texts through i18next: interpolation, plurals, and the fallback language where a text is missing. */
export function createTranslator(texts: Texts, fallbackLanguage: string): Translator {
  const i18n = createInstance({
    resources: texts as never,
    fallbackLng: fallbackLanguage,
    initAsync: false,
    ns: [...new Set(Object.values(texts).flatMap((namespaces) => Object.keys(namespaces)))],
    defaultNS: 'system',
    // Replies are plain text; each channel escapes for its own format.
    interpolation: { escapeValue: false },
  })
  i18n.init()
  return {
    text: (language, keys, parameters = {}) => i18n.t(keys as string[], { lng: language, ...parameters }),
    has: (language, key) => i18n.exists(key, { lng: language, fallbackLng: [] }),
    words: (language, key) => {
      const list: unknown = i18n.t(key, { lng: language, fallbackLng: [], returnObjects: true, defaultValue: [] })
      return Array.isArray(list) ? list.map(String) : []
    },
  }
}
