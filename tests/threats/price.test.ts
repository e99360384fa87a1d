import { describe, expect, test } from 'vitest'
import { questionnaires } from '../support/flows.ts'
import { newPerson } from '../support/person.ts'
import { expectWithin } from '../support/time-bound.ts'
import { scale } from './size.ts'

// What one message costs. Somebody sends what is dear to read, as often as they may; the others must notice nothing of it.

/** Each flow ten times under other names, so that a hundred are open. */
const hundredFlows = Array.from({ length: 10 }, (_, copy) =>
  questionnaires.versions.map((version) => {
    const { flow } = version.content
    const keywords = Object.entries(flow.keywords).map(([language, words]) => [
      language,
      words.map((word) => `${word}${'abcdefghij'[copy]}`),
    ])
    const name = `${flow.name}${copy}`
    const own = { ...flow, name, keywords: Object.fromEntries(keywords) }
    return { ...version, version: `${version.version}${copy}`, flow: name, content: { ...version.content, flow: own } }
  }),
).flat()

const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index))
/** Each by itself in the long form; here one of each kind. */
const tried = scale > 1 ? printable : [...'aI1!.*(\\']
const others = ['é', '\u0301', '\u200d', 'কি', '১', '١', '①', '👍', '👩‍⚕️', '。', '一', 'א', '\n', '\u00a0', '½', '’']

/** What may be read from every place again and again: one character many times, between letters, with spaces, with another behind it. */
const patterns: Readonly<Record<string, (character: string, length: number) => string>> = {
  'many of them': (character, length) => character.repeat(length),
  'many between two letters': (character, length) => `a${character.repeat(length - 2)}a`,
  'many with spaces': (character, length) => `${character} `.repeat(length / 2),
  'many with letters': (character, length) => `a${character}`.repeat(length / 2),
  'a line each': (character, length) => `${character}\n`.repeat(length / 2),
}

/** The longest that is read word by word, and the longest that Telegram passes on. */
const lengths = [499, 4096]

/** Milliseconds of this thread's processor; the least of several, because the first one compiles and one may meet the collector. */
async function price(does: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let time = 0; time < 5; time++) {
    const before = process.threadCpuUsage()
    await does()
    const { user, system } = process.threadCpuUsage(before)
    least = Math.min(least, (user + system) / 1000)
  }
  return least
}

async function dearest(versions: typeof hundredFlows, opens: string | null): Promise<[number, string]> {
  const { phone } = newPerson({ questionnaires: { ...questionnaires, versions } as never })
  // The first messages pay for compiling what reads them.
  for (let message = 0; message < 200; message++) await phone.does({ kind: 'says', text: `${message} 👩‍⚕️ কি কি I am` })
  let most: [number, string] = [0, '']
  for (const [name, pattern] of Object.entries(patterns)) {
    for (const character of [...tried, ...others]) {
      for (const length of lengths) {
        const text = pattern(character, length).slice(0, length)
        if (opens) await phone.does({ kind: 'says', text: opens })
        const cost = await price(() => phone.does({ kind: 'says', text }))
        if (cost > most[0]) most = [cost, `${name}: ${JSON.stringify(character)}, ${length} characters`]
      }
    }
  }
  return most
}

describe('a message costs less than five milliseconds of processor, whatever is in it', () => {
  test('where a hundred flows are open', { timeout: 120_000 }, async () => {
    expect(hundredFlows).toHaveLength(100)
    const [cost, which] = await dearest(hundredFlows, null)
    expectWithin(cost, 5, which)
  })

  test('and as an answer to a question', { timeout: 120_000 }, async () => {
    const [cost, which] = await dearest(hundredFlows, 'HEALTHa')
    expectWithin(cost, 5, which)
  })
})
