import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { listsOf, ownLists, readerOf, type ShownList } from '../support/choosing.ts'
import { contentOf } from '../support/flows.ts'

// What people in Bangladesh, Kenya and Malawi may write to the questions of the questionnaires, and what it is taken for: the choice;
// `?` and the choice where it is asked back; nothing where the question is asked again.

const table = JSON.parse(readFileSync(new URL('everyday.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, Readonly<Record<string, string>>>
>

/** The list of "health-services: reason, bn" or, of the program itself, "consent, bn". */
function listOf(key: string): ShownList {
  const [, flow, question, language = ''] = /^(?:(.+): )?(\w+), (\w+)$/.exec(key) ?? []
  const lists = flow === undefined ? ownLists(language) : listsOf(contentOf(flow), language)
  const found = lists.find(({ name }) => name === (flow === undefined ? question : `${flow}: ${question}`))
  if (!found) throw new Error(`There is no question "${key}".`)
  return found
}

const total = Object.values(table).flatMap((replies) => Object.values(replies))

test('two of three such replies are answers', () => {
  expect(total.length).toBeGreaterThan(900)
  expect(total.filter(Boolean).length / total.length).toBeGreaterThan(2 / 3)
})

describe.each(Object.entries(table))('%s', (key, replies) => {
  const read = readerOf(listOf(key))
  test.each(Object.entries(replies))('%j', (reply, meant) => {
    const { recorded, suggested } = read(reply)
    const names = [...recorded, ...suggested].map(({ item }) => item.name).join(' ')
    expect(`${suggested.length > 0 ? '?' : ''}${names}`).toBe(meant)
  })
})
