import { afterAll, beforeAll, expect, test } from 'vitest'
import { tokenHash } from '../../src/privacy/chance.ts'
import type { Browser } from './browser.ts'
import { type RunningConsole, startConsole } from './harness.ts'

let console: RunningConsole
let administrator: Browser
beforeAll(async () => {
  console = await startConsole()
  administrator = await console.signedIn(['administrator'])
})
afterAll(() => console.end())

const make = async (fields: object = {}) => {
  await administrator.open('/console/tokens')
  const wanted = { name: 'Statistics office', scopes: ['tables:read', 'interviews:read'], days: '90' }
  return administrator.send('make', { ...wanted, ...fields })
}
const find = (token: string) => console.store.console.tokens.find(tokenHash(token))

test('a token is shown once, works until it is revoked, and both are noted', async () => {
  const shown = await make()
  const token = /<code id="token">([^<]+)</.exec(shown.html)?.[1] ?? ''
  expect(token).toMatch(/^[\w-]{43}$/)
  expect(await find(token)).toMatchObject({ name: 'Statistics office', scopes: ['tables:read', 'interviews:read'] })
  expect((await console.store.console.audit.read({}, 1))[0]).toMatchObject({
    ...{
      action: 'token.made',
      details: { name: 'Statistics office', scopes: ['tables:read', 'interviews:read'], days: '90' },
    },
  })

  const page = await administrator.open('/console/tokens')
  expect(page.text).toMatch(/Statistics office\s+Published tables, Interviews/)
  expect(page.html).not.toContain(token)
  const stored = await console.store.database.pool.query('SELECT api_token::text AS row FROM api_token')
  expect(JSON.stringify(stored.rows)).not.toContain(token)

  expect((await administrator.send('revoke')).text).toContain('The token works no more.')
  expect(await find(token)).toBeNull()
  expect((await console.store.console.audit.read({}, 1))[0]).toMatchObject({ action: 'token.revoked' })
  expect((await administrator.open('/console/tokens')).text).toContain('revoked')
})

test('a token ends by itself', async () => {
  const token = /<code id="token">([^<]+)</.exec((await make({ days: '30' })).html)?.[1] ?? ''
  expect(await find(token)).not.toBeNull()
  console.pass(30 * 24 * 60 + 1)
  expect(await find(token)).toBeNull()
  administrator = await console.signedIn(['administrator'])
  expect((await administrator.open('/console/tokens')).text).toContain('too old')
})

test.each([
  ['without a name', { name: ' ' }],
  ['that covers nothing', { scopes: [] }],
  ['that covers what there is not', { scopes: ['everything'] }],
  ['without an end', { days: [] }],
])('a token %s is not made', async (_case, fields) => {
  const before = await console.store.console.tokens.list()
  expect((await make(fields)).status).toBe(422)
  expect(await console.store.console.tokens.list()).toEqual(before)
})
