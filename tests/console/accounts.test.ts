import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Browser } from './browser.ts'
import { password, type RunningConsole, startConsole } from './harness.ts'

let console: RunningConsole
let administrator: Browser
beforeAll(async () => {
  console = await startConsole()
  administrator = await console.signedIn(['administrator'])
})
afterAll(() => console.end())

const linkOn = (html: string) => new URL(/<code id="link">([^<]+)</.exec(html)?.[1] ?? '').pathname

async function invite(email: string, roles: readonly string[]) {
  await administrator.open('/console/accounts')
  return administrator.send('invite', { name: 'Rahima', email, roles })
}

const newest = async (count = 1) =>
  (await console.store.console.audit.read({}, count)).map(({ action, subject, details }) => ({
    action,
    subject,
    details,
  }))

describe('an invitation', () => {
  test('is handed over as a link, gives the roles, and works once', async () => {
    const shown = await invite('Rahima@example.org', ['author', 'analyst'])
    expect(shown.text).toContain('It is shown only now')
    const [entry] = await newest()
    expect(entry).toMatchObject({ action: 'account.invited', details: { roles: ['author', 'analyst'] } })
    const browser = console.browser()
    await browser.open(linkOn(shown.html))
    const home = await browser.send('password', { password, again: password })
    expect(home.text).toContain('Welcome, Rahima')
    expect(home.text).not.toContain('Audit log')
    expect((await console.browser().open(linkOn(shown.html))).status).toBe(410)
    expect(await newest()).toEqual([{ action: 'session.opened', subject: '', details: { way: 'invitation' } }])
  })

  test.each<[string, Record<string, string | string[]>, string]>([
    ['without a role', { roles: [] }, 'Choose at least one role.'],
    ['with a role that there is not', { roles: ['emperor'] }, 'This is needed.'],
    ['without a name', { name: '  ' }, 'This is needed.'],
    ['without an address', { email: 'rahima' }, 'Write an e-mail address'],
    ['of somebody who is there', { email: 'kanari1@example.org' }, 'There is an account with this address already.'],
  ])('is refused at the field, and keeps what was entered: %s', async (_case, fields, message) => {
    const before = await newest()
    await administrator.open('/console/accounts')
    const person = { name: 'Mosi', email: 'mosi@example.org', roles: ['analyst'] }
    const page = await administrator.send('invite', { ...person, ...fields })
    expect([page.status, page.text]).toEqual([422, expect.stringContaining(message)])
    const field = Object.keys(fields)[0]
    expect(page.html).toContain(`<a href="#invite-${field}">`)
    expect(page.html).toMatch(new RegExp(`aria-describedby="[^"]*invite-${field}-fault"`))
    if (field !== 'name') expect(page.html).toContain('value="Mosi"')
    expect(await newest()).toEqual(before)
  })

  test('ends after a day', async () => {
    const link = linkOn((await invite('late@example.org', ['analyst'])).html)
    console.pass(24 * 60 + 1)
    expect((await console.browser().open(link)).status).toBe(410)
    administrator = await console.signedIn(['administrator'])
  })

  test.each([
    ['kurzes wort', 'Too short'],
    ['aaaaaaaaaaaaaaaa', 'Many people use'],
    ['Password-123456', 'Many people use'],
    ['rahima-begum-rahima', 'too large a part'],
    ['x'.repeat(129), 'Too long'],
  ])('does not take the password %s', async (given, message) => {
    const link = linkOn((await invite(`rahima.begum.${given.length}@example.org`, ['analyst'])).html)
    const browser = console.browser()
    await browser.open(link)
    const page = await browser.send('password', { password: given, again: given })
    expect([page.status, page.text]).toEqual([422, expect.stringContaining(message)])
    expect(page.html).not.toContain(given)
  })
})

describe('an account', () => {
  test('is disabled and enabled, and its links end with it', async () => {
    const { id, email } = await console.account(['analyst'])
    const before = console.browser()
    await before.open('/console/sign-in')
    await before.send('sign_in', { email, password })
    await administrator.open(`/console/accounts/${id}`)
    const link = linkOn((await administrator.send('link')).html)
    await administrator.open(`/console/accounts/${id}`)
    expect((await administrator.send('disable')).text).toContain('The account is disabled.')
    expect((await console.browser().open(link)).status).toBe(410)
    expect((await administrator.send('enable')).text).toContain('The account is enabled.')
    expect((await newest(3)).map(({ action, subject }) => [action, subject])).toEqual([
      ['account.enabled', id],
      ['account.disabled', id],
      ['account.link_made', id],
    ])
    expect((await before.open('/console/')).path).toMatch(/sign-in/)
    await before.open('/console/sign-in')
    expect((await before.send('sign_in', { email, password })).path).toBe('/console/')
  })

  test('gets a new password by a link, which ends its sessions and its lock', async () => {
    const { id, email } = await console.account(['analyst'])
    const lost = console.browser()
    await lost.open('/console/sign-in')
    await lost.send('sign_in', { email, password })
    const guesser = console.browser()
    for (let tried = 0; tried < 5; tried++) {
      await guesser.open('/console/sign-in')
      await guesser.send('sign_in', { email, password: 'not the password' })
    }
    await administrator.open(`/console/accounts/${id}`)
    const browser = console.browser()
    await browser.open(linkOn((await administrator.send('link')).html))
    const other = 'eight red umbrellas'
    expect((await browser.send('password', { password: other, again: other })).path).toBe('/console/')
    expect((await lost.open('/console/')).path).toMatch(/sign-in/)
    await guesser.open('/console/sign-in')
    expect((await guesser.send('sign_in', { email, password })).status).toBe(422)
    expect((await guesser.send('sign_in', { email, password: other })).path).toBe('/console/')
  })

  test('of the last administrator can neither be disabled nor lose the role', async () => {
    const other = await startConsole()
    const browser = await other.signedIn(['administrator'])
    const [only] = await other.store.console.accounts.list()
    await browser.open(`/console/accounts/${only?.id}`)
    expect((await browser.send('disable')).status).toBe(422)
    const refused = await browser.send('roles', { roles: ['analyst'] })
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('Make somebody else one first')])
    await other.account(['administrator'])
    expect((await browser.send('roles', { roles: ['analyst'] })).status).toBe(403)
    await other.end()
  })

  test('is managed by administrators only, whatever form is sent', async () => {
    const analyst = await console.signedIn(['analyst', 'author', 'approver'])
    const { html } = await analyst.open('/console/account')
    const token = /name="token" value="([^"]+)"/.exec(html)?.[1] as string
    const { id } = await console.account(['analyst'])
    const refused = await analyst.post(`/console/accounts/${id}`, { token, action: 'disable' })
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('Your account may not do this')])
    expect((await console.store.console.accounts.find(id))?.disabled).toBe(false)
  })
})

describe('the own account', () => {
  test('changes its name and its password, with the present one; other sessions end', async () => {
    const { email } = await console.account(['analyst'])
    const [browser, elsewhere] = [console.browser(), console.browser()]
    for (const each of [browser, elsewhere]) {
      await each.open('/console/sign-in')
      await each.send('sign_in', { email, password })
    }
    await browser.open('/console/account')
    expect((await browser.send('name', { name: '<b>Mosi</b> & "Co"' })).html).toContain('&lt;b&gt;Mosi&lt;/b&gt;')
    const other = 'eight red umbrellas'
    const wrong = await browser.send('password', { current: other, password: other, again: other })
    expect(wrong.text).toContain('This is not your present password.')
    const done = await browser.send('password', { current: password, password: other, again: other })
    expect(done.text).toContain('Your password is changed.')
    expect((await browser.open('/console/')).path).toBe('/console/')
    expect((await elsewhere.open('/console/')).path).toMatch(/sign-in/)
    expect((await newest(2)).map(({ action }) => action)).toEqual(['account.password_changed', 'session.opened'])
  })

  test('speaks another language from then on, in every browser', async () => {
    const { email } = await console.account(['analyst'])
    const browser = console.browser()
    await browser.open('/console/sign-in')
    await browser.send('language', { language: 'bn' })
    const page = await browser.open('/console/sign-in')
    expect(page.html).toContain('<html lang="bn" dir="ltr">')
    await browser.send('sign_in', { email, password })
    await browser.open('/console/account')
    const swahili = await browser.send('language', { language: 'sw' })
    expect([swahili.path, swahili.text]).toEqual(['/console/account', expect.stringContaining('Akaunti yako')])
    const elsewhere = console.browser()
    await elsewhere.open('/console/sign-in')
    expect((await elsewhere.send('sign_in', { email, password })).html).toContain('<html lang="sw" dir="ltr">')
  })
})

describe('the audit log', () => {
  test('is shown page by page, and filtered', async () => {
    const { id } = await console.account(['analyst'])
    for (let number = 1; number <= 60; number++)
      await console.store.console.audit.add({ accountId: id, action: 'thing.done', details: { number } })
    const rows = (html: string) => [...html.matchAll(/number: (\d+)</g)].map(([, number]) => Number(number))
    const first = await administrator.open(`/console/audit-log?account=${id}&action=thing.done`)
    expect(rows(first.html)).toEqual(Array.from({ length: 50 }, (_, index) => 60 - index))
    const older = /href="(\?[^"]*before[^"]*)"/.exec(first.html)?.[1]?.replaceAll('&amp;', '&') as string
    const second = await administrator.open(`/console/audit-log${older}`)
    expect(rows(second.html)).toEqual(Array.from({ length: 10 }, (_, index) => 10 - index))
    expect(second.html).not.toContain('Older entries')
    expect((await administrator.open('/console/audit-log?account=&before=&action=')).status).toBe(200)
    for (const odd of ['account=x', 'before=y', 'before=1e20', 'action=%00'])
      expect([odd, (await administrator.open(`/console/audit-log?${odd}`)).status]).toEqual([odd, 400])
  })

  test.each(['UPDATE audit_entry SET action = NULL', 'DELETE FROM audit_entry', 'TRUNCATE audit_entry'])(
    'cannot be changed afterwards: %s',
    async (statement) => {
      await expect(console.store.database.pool.query(statement)).rejects.toThrow('never changed or deleted')
    },
  )
})
