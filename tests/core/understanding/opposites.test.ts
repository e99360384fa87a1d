import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { optionsOf, readerOf } from '../../support/choosing.ts'
import { questionnaires } from '../../support/flows.ts'

// Pairs that mean the opposite, or something else that looks alike: saying one never records the other, nor is it asked back whether the
// other was meant.

const pairs = JSON.parse(readFileSync(new URL('opposites.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, readonly (readonly [string, string])[]>
>
test('every language has its pairs', () => {
  expect(Object.keys(pairs).toSorted()).toEqual(Object.keys(questionnaires.system).toSorted())
})

const least: Readonly<Record<string, number>> = { en: 60, bn: 40, sw: 40 }

/** The opposite is nothing that "everything" holds; keys that no number in the words names. */
const keys = { none: { key: '71' }, said: { key: '72' }, unrelated: { key: '73' } }

/** As people write: in other letters, with words that change nothing, with a mark at the end, and inside of a sentence. */
const written = (words: string, language: string) => [
  words,
  words.toUpperCase(),
  `${words}.`,
  ...({
    en: [`${words} please`, `I am ${words}`, `it is ${words} here`],
    bn: [`${words} ভাই`, `আমি ${words}`, `আসলে ${words}`],
    sw: [`${words} tafadhali`, `mimi ${words}`, `kweli ${words} hapa`],
  }[language] ?? []),
]

describe.each(Object.entries(pairs))('%s', (language, list) => {
  test('there are enough', () => {
    expect(list.length).toBeGreaterThanOrEqual(least[language] ?? 40)
    expect(new Set(list.map((pair) => pair.join(' / '))).size).toBe(list.length)
  })

  const both = list.flatMap(([one, other]) => [
    { said: one, opposite: other },
    { said: other, opposite: one },
  ])

  describe.each([false, true])('where several answers may be given: %s', (several) => {
    test.each(both)('"$said" where there is only "$opposite"', ({ said, opposite }) => {
      const shown = {
        name: '',
        language,
        several,
        options: optionsOf({ none: opposite, unrelated: 'Xylophone' }, keys),
      }
      const read = readerOf(shown)
      const found = written(said, language).flatMap((reply) => Object.values(read(reply)).flat())
      expect(found.filter(({ item }) => item.name === 'none')).toEqual([])
    })

    test.each(both)('"$said" where there is "$opposite" too', ({ said, opposite }) => {
      const shown = {
        name: '',
        language,
        several,
        options: optionsOf({ none: opposite, said, unrelated: 'Xylophone' }, keys),
      }
      const read = readerOf(shown)
      expect(read(said).recorded.map(({ item }) => item.name)).toEqual(['said'])
      const found = written(said, language).flatMap((reply) => Object.values(read(reply)).flat())
      expect(found.filter(({ item }) => item.name === 'none')).toEqual([])
    })
  })
})
