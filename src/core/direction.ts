export type Direction = 'ltr' | 'rtl'

/** Scripts that are written from right to left, as ISO 15924 calls them: where the platform cannot say itself. */
const rightToLeft: ReadonlySet<string> = new Set([
  ...['Adlm', 'Arab', 'Aran', 'Hebr', 'Mand', 'Mend', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa', 'Yezi'],
])

/** Newer platforms have the method, older ones the property, and some neither; TypeScript knows none of them. */
interface TextInfo {
  readonly textInfo?: { readonly direction?: string }
  getTextInfo?(): { readonly direction?: string }
}

/** In which direction a language is written (a BCP 47 code); from left to right where nobody knows. */
export function directionOf(language: string): Direction {
  try {
    const locale: Intl.Locale & TextInfo = new Intl.Locale(language)
    const known = locale.getTextInfo?.().direction ?? locale.textInfo?.direction
    if (known !== undefined) return known === 'rtl' ? 'rtl' : 'ltr'
    return rightToLeft.has(locale.maximize().script ?? '') ? 'rtl' : 'ltr'
  } catch {
    // No code of a language.
    return 'ltr'
  }
}
