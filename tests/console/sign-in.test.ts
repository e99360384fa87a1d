import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tokenHash } from '../../src/privacy/chance.ts'
import { password, type RunningConsole, startConsole } from './harness.ts'

let console: RunningConsole
beforeAll(async () => {
  console = await startConsole()
})
afterAll(() => console.end())

const actions = async (accountId?: string) =>
  (await console.store.console.audit.read(accountId === undefined ? {} : { accountId }, 100)).map(
    ({ action }) => action,
  )

async function tries(email: string, given: string, browser = console.browser()) {
  await browser.open('/console/sign-in')
  return browser.send('sign_in', { email, password: given })
}

test('the first administrator comes by the link, once, and is signed in', async () => {
  const link = await console.firstAdministratorLink()
  const browser = console.browser()
  expect((await browser.open(link)).text).toContain('Set up the first account')
  // Another process starts, or the same one again, while the form is being filled in.
  expect(await Promise.all([console.firstAdministratorLink(), console.firstAdministratorLink()])).toEqual([link, link])
  const person = { name: 'Amina', email: 'Amina@Example.org ', password, again: password }
  const faulty = await browser.send('first_administrator', { ...person, again: 'something else' })
  expect([faulty.status, faulty.text]).toEqual([422, expect.stringContaining('This is not the same password.')])
  const home = await browser.send('first_administrator', person)
  expect(home).toMatchObject({ path: '/console/', status: 200 })
  expect(home.text).toContain('Welcome, Amina')
  expect(await console.browser().open(link)).toMatchObject({ status: 410 })
  expect(await console.browser().open(await console.firstAdministratorLink())).toMatchObject({ status: 410 })

  const again = console.browser()
  await again.open('/console/accounts')
  expect((await again.send('sign_in', { email: 'amina@example.org', password })).path).toBe('/console/accounts')
})

describe('signing in', () => {
  test('gives the browser a new token, and the form of the old one counts no more', async () => {
    const { email, id } = await console.account(['analyst'])
    const browser = console.browser()
    const { html } = await browser.open('/console/sign-in')
    const before = browser.cookies.get('heard_session')
    const old = /name="token" value="([^"]+)"/.exec(html)?.[1] as string
    expect((await browser.send('sign_in', { email, password })).path).toBe('/console/')
    expect(browser.cookies.get('heard_session')).not.toBe(before)
    expect((await browser.post('/console/account', { action: 'sign_out', token: old })).status).toBe(403)
    expect(await actions(id)).toEqual(['session.opened'])
  })

  test.each([
    ['//evil.example/x'],
    ['https://evil.example'],
    ['/../webhooks/twilio'],
    ['\\\\evil.example'],
    ['@evil.example'],
  ])('does not lead away from the console: %s', async (next) => {
    const { email } = await console.account(['analyst'])
    const browser = console.browser()
    await browser.open(`/console/sign-in?next=${encodeURIComponent(next)}`)
    expect((await browser.send('sign_in', { email, password })).path).toMatch(/^\/console\//)
  })

  test('says the same to whoever is unknown, wrong, invited or disabled', async () => {
    const { email, id } = await console.account(['analyst'])
    const invited = { name: 'Invited', email: 'invited@example.org', roles: ['author'], language: 'en' } as const
    await console.store.console.accounts.create({ ...invited, passwordHash: null })
    const wrong = await tries(email, 'not the password')
    await console.store.console.accounts.change(id, { disabled: true })
    const answers = [
      wrong,
      await tries(email, password),
      await tries('nobody@example.org', password),
      await tries(invited.email, password),
    ]
    const read = answers.map(({ status, html }) => [status, html.replace(/value="[^"]*"/g, '')])
    expect(new Set(read.map(String)).size).toBe(1)
    expect(wrong.text).toContain('do not belong together')
    expect(wrong.html).not.toContain('not the password')
  })

  test('is closed for a quarter of an hour after five wrong passwords from one address', async () => {
    const { email, id } = await console.account(['analyst'])
    await Promise.all(Array.from({ length: 5 }, () => tries(email, 'not the password')))
    expect((await tries(email, password)).status).toBe(422)
    console.pass(14)
    expect((await tries(email, password)).status).toBe(422)
    console.pass(2)
    expect((await tries(email, password)).path).toBe('/console/')
    expect((await actions(id)).filter((action) => action === 'session.refused').length).toBeGreaterThan(0)
  })

  test('is closed to who guesses, and not to the person: from another address, or in a browser that is known', async () => {
    const { email, id } = await console.account(['analyst'])
    const own = console.browser()
    await tries(email, password, own)
    await own.open('/console/account')
    await own.send('sign_out')
    for (let round = 0; round < 3; round++) {
      for (let wrong = 0; wrong < 6; wrong++) await tries(email, 'not the password')
      expect((await tries(email, password)).status).toBe(422)
      expect((await tries(email, password, console.browser(`203.0.113.${round}`))).path).toBe('/console/')
      expect((await tries(email, password, own)).path).toBe('/console/')
      await own.open('/console/account')
      await own.send('sign_out')
      console.pass(16)
    }
    // Many addresses together close the account to browsers that are not known, and to no other.
    for (let address = 0; address < 60; address++)
      await console.store.console.accounts.beginTry(email, Buffer.from([address]), null)
    expect((await tries(email, password, console.browser('203.0.113.99'))).status).toBe(422)
    expect((await tries(email, password, own)).path).toBe('/console/')
    // The proof of one account is none for another, and cannot be made up.
    const other = await console.account(['analyst'])
    await Promise.all(Array.from({ length: 5 }, () => tries(other.email, 'not the password')))
    await own.open('/console/account')
    await own.send('sign_out')
    expect((await tries(other.email, password, own)).status).toBe(422)
    const [, ...rest] = (own.cookies.get('heard_device') ?? '').split('.')
    own.cookies.set('heard_device', [other.id, ...rest].join('.'))
    expect((await tries(other.email, password, own)).status).toBe(422)
    expect(id).not.toBe(other.id)
  })

  test('is noted when it is refused, and counted when that goes on', async () => {
    const refused = () => console.store.console.audit.read({ action: 'session.refused' }, 1000)
    console.pass(11)
    const before = (await refused()).length
    for (let wrong = 0; wrong < 20; wrong++) await tries('nobody-here@example.org', 'not the password')
    expect(await refused()).toHaveLength(before + 1)
    console.pass(11)
    await tries('nobody-here@example.org', 'not the password')
    const after = await refused()
    expect([after.length, after[0]?.details]).toEqual([before + 2, { way: 'password', before: 19 }])
  })

  test('begins to count anew after the right password', async () => {
    const { email } = await console.account(['analyst'])
    for (let round = 0; round < 2; round++) {
      for (let wrong = 0; wrong < 4; wrong++) await tries(email, 'not the password')
      expect((await tries(email, password)).path).toBe('/console/')
    }
  })

  test('is limited for one network address', async () => {
    const limited = await startConsole({ formsPerMinute: 2 })
    const browser = limited.browser()
    await browser.open('/console/sign-in')
    await browser.send('sign_in', { email: 'a@example.org', password })
    await browser.send('sign_in', { email: 'b@example.org', password })
    const third = await browser.send('sign_in', { email: 'c@example.org', password })
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '60'])
    await limited.end()
  })
})

describe('a session', () => {
  test('ends after half an hour without use', async () => {
    const browser = await console.signedIn(['analyst'])
    for (let used = 0; used < 3; used++) {
      console.pass(25)
      expect((await browser.open('/console/')).path).toBe('/console/')
    }
    console.pass(32)
    expect((await browser.open('/console/')).path).toMatch(/sign-in/)
  })

  test('ends after twelve hours, however it is used', async () => {
    const browser = await console.signedIn(['analyst'])
    for (let passed = 0; passed < 12 * 60 - 20; passed += 20) {
      console.pass(20)
      expect((await browser.open('/console/')).path).toBe('/console/')
    }
    console.pass(21)
    expect((await browser.open('/console/')).path).toMatch(/sign-in/)
    await console.store.console.purge()
  })

  test('ends at once when the account is disabled, and loses a role at once', async () => {
    const { email, id } = await console.account(['administrator'])
    const browser = console.browser()
    await browser.open('/console/sign-in')
    await browser.send('sign_in', { email, password })
    expect((await browser.open('/console/accounts')).status).toBe(200)
    await console.store.console.accounts.change(id, { roles: ['analyst'] })
    expect((await browser.open('/console/accounts')).status).toBe(403)
    await console.store.console.accounts.change(id, { disabled: true })
    expect((await browser.open('/console/')).path).toMatch(/sign-in/)
  })

  test('ends where it is signed out, or everywhere', async () => {
    const { email, id } = await console.account(['analyst'])
    const browsers = [console.browser(), console.browser(), console.browser()] as const
    for (const browser of browsers) {
      await browser.open('/console/sign-in')
      await browser.send('sign_in', { email, password })
    }
    const [first, second, third] = browsers
    const token = first.cookies.get('heard_session') as string
    expect((await first.send('sign_out')).text).toContain('You are signed out.')
    first.cookies.set('heard_session', token)
    expect((await first.open('/console/')).path).toMatch(/sign-in/)
    expect((await second.open('/console/account')).path).toBe('/console/account')
    await second.send('sign_out_everywhere')
    expect((await third.open('/console/')).path).toMatch(/sign-in/)
    expect(await actions(id)).toEqual(expect.arrayContaining(['session.closed', 'session.all_closed']))
  })
})

describe('what travels', () => {
  const setCookies = async (production: boolean) => {
    const other = await startConsole({ production })
    const { headers } = await fetch(`${other.root}/console/sign-in`)
    await other.end()
    return headers.getSetCookie()
  }

  test('cookies are for this host, TLS and the server only in production', async () => {
    expect(await setCookies(true)).toEqual([
      expect.stringMatching(/^__Host-heard_session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ])
    expect(await setCookies(false)).toEqual([
      expect.stringMatching(/^heard_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
    ])
  })

  test('pages allow nothing but our own files, are kept nowhere, and stand in no frame', async () => {
    const { headers, html } = await console.browser().open('/console/sign-in')
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'x-frame-options': 'DENY',
      'content-security-policy':
        "default-src 'none';script-src 'self';style-src 'self';img-src 'self';connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
    })
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/i)
    for (const [, asset = ''] of html.matchAll(/(?:src|href)="(\/console\/public\/[^"]+)"/g)) {
      const file = await fetch(console.root + asset)
      expect([file.status, file.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
    }
    expect((await fetch(`${console.root}/console/public/0000000000000000/console.css`)).status).toBe(404)
  })

  test('neither the database nor the log holds a token, a password or an address in clear', async () => {
    const browser = await console.signedIn(['analyst'])
    const token = browser.cookies.get('heard_session') as string
    const { rows } = await console.store.database.pool.query(
      'SELECT account::text FROM account UNION ALL SELECT console_session::text FROM console_session UNION ALL SELECT audit_entry::text FROM audit_entry',
    )
    expect(JSON.stringify(rows)).not.toContain(token)
    expect(JSON.stringify(rows)).not.toContain(password)
    expect(console.logged.join('')).not.toMatch(/@example\.org/)
  })
})

test('who may not send a form has none read, and of strangers nothing large is', async () => {
  const large = new File(['x'.repeat(40_000)], 'large.yaml')
  const stranger = console.browser()
  const page = await stranger.open('/console/sign-in')
  const token = /name="token" value="([^"]+)"/.exec(page.html)?.[1] ?? ''
  const fields = { token, action: 'sign_in', email: 'a@example.org', password: 'x', more: large }
  expect((await stranger.post('/console/sign-in', fields)).status).toBe(413)
  expect((await stranger.post('/console/flows', { token, action: 'upload', file: large })).path).toMatch(/sign-in/)

  // A form that never ends: the answer comes at once, because nobody waits for the rest.
  const { port } = new URL(console.root)
  const socket = connect(Number(port), '127.0.0.1')
  const head = ['POST /console/flows HTTP/1.1', 'host: localhost', 'content-type: multipart/form-data; boundary=x']
  socket.write(`${[...head, 'content-length: 5000000'].join('\r\n')}\r\n\r\nx`)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(answer.toString()).toMatch(/^HTTP\/1.1 303[\s\S]*connection: close/i)
  socket.destroy()
})

describe('a link that an administrator makes for somebody', () => {
  test('is told to that person, who sees what became of it', async () => {
    const { email, id } = await console.account(['approver'])
    const administrator = await console.signedIn(['administrator'])
    const shown = await administrator.open(`/console/accounts/${id}`)
    expect(shown.text).toContain('can sign in as this person')
    expect((await administrator.send('link')).text).toContain('can act as')

    const own = console.browser()
    const home = await tries(email, password, own)
    expect(home.text).toMatch(/Kanari \d+ made a link to your account at/)
    const account = await own.open('/console/account')
    expect(account.text).toMatch(/account\.link_made · Kanari \d+/)
    console.pass(91 * 24 * 60)
    const later = console.browser()
    expect((await tries(email, password, later)).text).not.toContain('made a link to your account')
    expect((await later.open('/console/account')).text).toMatch(/account\.link_made · Kanari/)
  })

  test('counts again from when it was used, and one of their own does not', async () => {
    const { accounts, links } = console.store.console
    const [asks, approves, maker] = [
      ...[await console.account(['author']), await console.account(['approver'])],
      await console.account(['administrator']),
    ]
    const tie = () => accounts.tieBetween(asks?.id ?? '', approves?.id ?? '')
    expect(await tie()).toBe(null)
    await links.create(tokenHash('own'), 'new_password', approves?.id ?? '', approves?.id ?? '')
    expect(await tie()).toBe(null)
    await links.create(tokenHash('of another'), 'new_password', approves?.id ?? '', maker?.id ?? '')
    expect(await tie()).toBe('link')
    console.pass(23 * 60)
    await links.use(tokenHash('of another'))
    console.pass(23 * 60)
    expect(await tie()).toBe('link')
    console.pass(61)
    expect(await tie()).toBe(null)
  })
})
