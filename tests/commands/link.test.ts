import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { link } from '../../src/commands/link.ts'
import { loadConfig } from '../../src/config.ts'
import { tokenHash } from '../../src/privacy/chance.ts'
import { openTestStore, type TestStore } from '../store/test-store.ts'

const secret = 'a master secret that is used in tests only'
let store: TestStore
beforeAll(async () => {
  store = await openTestStore({ secrets: { current: secret, previous: [] } })
  const person = { name: 'Amina', roles: ['administrator'], language: 'en', passwordHash: 'x' } as const
  await store.console.accounts.create({ ...person, email: 'amina@example.org' })
  const left = await store.console.accounts.create({ ...person, email: 'left@example.org' })
  await store.console.accounts.change(left?.id ?? '', { disabled: true })
})
afterAll(() => store.end())
afterEach(() => vi.restoreAllMocks())

const config = () =>
  loadConfig({ HEARD_SECRET: secret, DATABASE_URL: store.url, PUBLIC_URL: 'https://heard.example.org' })

test('prints a link that opens the account, and notes it', async () => {
  const print = vi.spyOn(console, 'log').mockImplementation(() => {})
  await link(['Amina@example.org'], config())
  const printed = String(print.mock.calls[0]?.[0])
  expect(printed).toMatch(/^https:\/\/heard\.example\.org\/console\/link\/[\w-]{43}$/)
  const found = await store.console.links.find(tokenHash(printed.split('/').at(-1) ?? ''))
  expect(found).toMatchObject({ purpose: 'new_password', account: { name: 'Amina' } })
  expect(await store.console.audit.read({}, 1)).toMatchObject([{ action: 'account.link_made', accountId: null }])
})

test.each([[[]], [['nobody@example.org']], [['left@example.org']]])('refuses %j', async (parameters) => {
  await expect(link(parameters, config())).rejects.toMatchObject({ code: 'usage' })
})
