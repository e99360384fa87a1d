import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Browser } from './browser.ts'
import { startFakeIssuer } from './fake-issuer.ts'
import { type RunningConsole, startConsole } from './harness.ts'

let issuer: Awaited<ReturnType<typeof startFakeIssuer>>
let console: RunningConsole
beforeAll(async () => {
  issuer = await startFakeIssuer()
  console = await startConsole({}, [], undefined, issuer.settings)
})
afterAll(async () => {
  await console.end()
  await issuer.end()
})

/** Where the console sends a browser that wants to sign in; not followed. */
async function authorizeAddress(browser: Browser): Promise<string> {
  await browser.open('/console/sign-in')
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const response = await fetch(`${console.root}/console/sign-in/openid`, { redirect: 'manual', headers: { cookie } })
  expect(response.status).toBe(303)
  return response.headers.get('location') ?? ''
}
const backTo = (address: URL) => `${address.pathname}${address.search}`
const verified = (email: string) => ({ email, email_verified: true })

describe('signing in through the OpenID Connect provider', () => {
  test('opens the account of the e-mail address that it vouches for', async () => {
    const { email, id } = await console.account(['analyst'])
    const browser = console.browser()
    expect((await browser.open('/console/sign-in')).text).toContain("Sign in with your organisation's account")
    const address = issuer.signsIn(await authorizeAddress(browser), verified(email.toUpperCase()))
    const home = await browser.open(backTo(address))
    expect(home.path).toMatch(/^\/console\/?$/)
    expect(home.text).toContain('Sign out')
    const [entry] = await console.store.console.audit.read({ accountId: id }, 1)
    expect(entry).toMatchObject({ action: 'session.opened', details: { way: 'openid' } })
  })

  test.each([
    ['nobody here has', () => verified('stranger@example.org')],
    ['the provider has not verified', (email: string) => ({ email, email_verified: false })],
    ['is missing', () => ({})],
  ])('refuses an address that %s', async (_, claims) => {
    const { email } = await console.account(['analyst'])
    const browser = console.browser()
    const page = await browser.open(backTo(issuer.signsIn(await authorizeAddress(browser), claims(email))))
    expect([page.path, page.text]).toEqual([
      '/console/sign-in',
      expect.stringContaining('That account is not known here'),
    ])
  })

  test.each<[string, (address: URL) => URL, boolean, object?, boolean?]>([
    ['of another browser', (address: URL) => address, true],
    ['with another state', (address: URL) => new URL(address.href.replace(/state=[^&]{8}/, 'state=AAAAAAAA')), false],
    ['with another code', (address: URL) => new URL(address.href.replace('code+', 'code+9')), false],
    [
      'from another issuer',
      (address: URL) => new URL(address.href.replace(/iss=[^&]*/, 'iss=https://evil.example')),
      false,
    ],
    ['with another nonce', (address: URL) => address, false, { nonce: 'other' }],
    ['for another client', (address: URL) => address, false, { aud: 'other' }],
    ['that is over', (address: URL) => address, false, { exp: 1 }],
    ['signed with another key', (address: URL) => address, false, {}, true],
  ])('refuses an answer %s', async (_, forge, elsewhere, claims = {}, forged = false) => {
    const { email } = await console.account(['analyst'])
    const browser = console.browser()
    const signed = issuer.signsIn(await authorizeAddress(browser), { ...verified(email), ...claims }, forged)
    const address = forge(signed)
    const other = elsewhere ? console.browser() : browser
    await other.open('/console/sign-in')
    expect((await other.open(backTo(address))).path).toBe('/console/sign-in')
  })

  test('notes the refusals of anybody once in ten minutes, counts the others, and limits visits', async () => {
    const refused = () => console.store.console.audit.read({ action: 'session.refused' }, 1000)
    console.pass(11)
    const before = (await refused()).length
    for (let visit = 0; visit < 30; visit++) await console.browser().open('/console/sign-in/openid/back?state=x&code=y')
    expect(await refused()).toHaveLength(before + 1)

    const limited = await startConsole({ formsPerMinute: 3 }, [], undefined, issuer.settings)
    const statuses: number[] = []
    for (let visit = 0; visit < 5; visit++)
      statuses.push((await limited.browser().open('/console/sign-in/openid/back?state=x')).status)
    expect(statuses).toEqual([200, 200, 200, 429, 429])
    await limited.end()
  })

  test('refuses an answer that comes after ten minutes, and a disabled account', async () => {
    const { email, id } = await console.account(['analyst'])
    const browser = console.browser()
    const late = issuer.signsIn(await authorizeAddress(browser), verified(email))
    console.pass(11)
    expect((await browser.open(backTo(late))).path).toBe('/console/sign-in')
    await console.store.console.accounts.change(id, { disabled: true })
    const address = issuer.signsIn(await authorizeAddress(browser), verified(email))
    expect((await browser.open(backTo(address))).path).toBe('/console/sign-in')
  })
})
