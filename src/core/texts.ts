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
  /** Everything below a key as JSON, to tell whether two translators say the same. */
  source(language: string, key: string): string
  /** Words with a number for each, such as `system:reply.numbers`. */
  values(language: string, key: string): Readonly<Record<string, number>>
}

const mostRemembered = 10_000

/** Keeps what was found for a text; begins anew when it is much, because some texts hold names. */
export function remembering<Result>(find: (asked: string) => Result): (asked: string) => Result {
  const known = new Map<string, Result>()
  return (asked) => {
    if (known.size >= mostRemembered) known.clear()
    if (!known.has(asked)) known.set(asked, find(asked))
    return known.get(asked) as Result
  }
}

const placeholder = /\{\{\s*(\w+)\s*\}\}/g

/**
 * Puts values into a text, each as it stands; a placeholder without a value stays. i18next would also look other texts up that an author names in
 * one, and these may name more: a text of a few lines could take minutes.
 */
const filledIn = (text: string, parameters: TextParameters): string =>
  text.replace(placeholder, (whole, name: string) =>
    Object.hasOwn(parameters, name) ? String(parameters[name]) : whole,
  )

/** Texts through i18next: plurals, and the fallback language where a text is missing. */
export function createTranslator(texts: Texts, fallbackLanguage: string): Translator {
  const i18n = createInstance({
    resources: texts as never,
    fallbackLng: fallbackLanguage,
    initAsync: false,
    ns: [...new Set(Object.values(texts).flatMap((namespaces) => Object.keys(namespaces)))],
    defaultNS: 'system',
  })
  i18n.init()
  // Texts do not change, and parameters have few values mostly: the same few sentences are asked for again and again.
  const text = remembering((asked) => {
    const [lng, keys, parameters] = JSON.parse(asked) as [string, string[], TextParameters]
    const { count } = parameters
    // Replies are plain text; each channel escapes for its own format.
    return filledIn(
      i18n.t(keys, { lng, ...(typeof count === 'number' && { count }), skipInterpolation: true }),
      parameters,
    )
  })
  const list = { fallbackLng: [], returnObjects: true, skipInterpolation: true } as const
  const words = remembering((asked) => {
    const [lng, key] = JSON.parse(asked) as [string, string]
    const found: unknown = i18n.t(key, { lng, ...list, defaultValue: [] })
    return Array.isArray(found) ? found.map(String) : []
  })
  const values = remembering((asked) => {
    const [lng, key] = JSON.parse(asked) as [string, string]
    const [namespace = '', path = ''] = key.split(':')
    // As it stands there: i18next's translation of 0 is no text, and so no number.
    const record: unknown = i18n.getResource(lng, namespace, path)
    if (typeof record !== 'object' || record === null) return {}
    return Object.fromEntries(Object.entries(record).map(([word, value]) => [word, Number(value)]))
  })
  const source = remembering((asked) => {
    const [lng, key] = JSON.parse(asked) as [string, string]
    return JSON.stringify(i18n.getResource(lng, ...(key.split(':') as [string, string])) ?? null)
  })
  return {
    text: (language, keys, parameters = {}) => text(JSON.stringify([language, keys, parameters])),
    has: (language, key) => i18n.exists(key, { lng: language, fallbackLng: [] }),
    words: (language, key) => words(JSON.stringify([language, key])),
    source: (language, key) => source(JSON.stringify([language, key])),
    values: (language, key) => values(JSON.stringify([language, key])),
  }
}
