import { afterEach, describe, expect, test, vi } from 'vitest'
import { directionOf } from '../../src/core/direction.ts'

const languages = {
  rtl: ['ar', 'ar-EG', 'ur', 'fa', 'he', 'ps', 'sd', 'dv', 'ckb', 'rhg', 'az-Arab', 'ff-Adlm'],
  ltr: ['en', 'bn', 'sw', 'fr', 'ur-Latn', 'sd-Deva', 'x-unknown', '', 'no language'],
} as const
const cases = Object.entries(languages).flatMap(([direction, codes]) => codes.map((code) => [code, direction] as const))

afterEach(() => {
  vi.unstubAllGlobals()
})

test.each(cases)('%j is written %s', (code, direction) => expect(directionOf(code)).toBe(direction))

/** A platform on which languages can say less of themselves. */
function platformWith(members: readonly string[]) {
  const { Locale } = Intl
  class OlderLocale {
    constructor(code: string) {
      const locale = new Locale(code)
      const own = { textInfo: { direction: directionIn(code) }, getTextInfo: () => ({ direction: directionIn(code) }) }
      Object.assign(this, Object.fromEntries(members.map((name) => [name, own[name as keyof typeof own]])))
      Object.assign(this, { maximize: () => locale.maximize() })
    }
  }
  vi.stubGlobal('Intl', { ...Intl, Locale: OlderLocale })
}
const directionIn = (code: string) => cases.find(([each]) => each === code)?.[1]

describe.each([[['textInfo']], [['getTextInfo']], [[]]])('where a language has %j', (members) => {
  test.each(cases)('%j is written %s', (code, direction) => {
    platformWith(members)
    expect(directionOf(code)).toBe(direction)
  })
})
