import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestStore, type TestStore } from './test-store.ts'

let store: TestStore
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store.end())

const version = (flow: string, name: string, content: unknown = {}) => ({ flow, version: name, content })

it('gives content back as it was launched', async () => {
  const content = {
    title: 'সেবা',
    nothing: null,
    list: [1, 0.1, -0, 1e21, 'x'],
    deep: { empty: '', yes: true, none: [] },
  }
  await store.flowVersions.launch([version('a', 'a1', content)])
  expect(await store.flowVersions.load('a1')).toEqual({
    flow: 'a',
    version: 'a1',
    content: { ...content, list: [1, 0.1, 0, 1e21, 'x'] },
  })
})

it('does not know what was not launched', async () => {
  expect(await store.flowVersions.load('unheard')).toBeNull()
  expect(await store.flowVersions.number('unheard')).toBeNull()
})

it('leaves a known version as it is', async () => {
  await store.flowVersions.launch([version('b', 'b1', { first: true })])
  await store.flowVersions.launch([version('b', 'b1', { first: false })])
  expect(await store.flowVersions.load('b1')).toMatchObject({ content: { first: true } })
})

it('numbers the versions of each flow without gaps, whoever launches at the same time', async () => {
  const names = Array.from({ length: 5 }, (_, index) => `c${index}`)
  await Promise.all(
    [...names, ...names].map((name) => store.flowVersions.launch([version('c', name), version('d', `d-${name}`)])),
  )
  const numbers = await Promise.all(names.map((name) => store.flowVersions.number(name)))
  expect(numbers.sort()).toEqual([1, 2, 3, 4, 5])
})
