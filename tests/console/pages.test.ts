import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConsoleTexts } from '../../src/authoring/console-texts.ts'
import { belongs } from '../../src/console/page.ts'
import { createPages } from '../../src/console/pages/index.ts'
import { roles } from '../../src/console/pages/tools.ts'
import { projectFolders } from '../../src/questionnaires.ts'
import type { Account } from '../../src/store/console/accounts.ts'
import type { Browser } from './browser.ts'
import { type RunningConsole, startConsole } from './harness.ts'

/** The registry as it is, for naming the tests; the pages of the running console have the same paths. */
const registry = createPages({
  store: {},
  languages: [{ code: 'en', name: 'English' }],
  signIn: {},
  flows: { tryAudience: 'anybody' },
} as never)
const path = (pattern: string) => `/console${pattern.replace(/:\w+/g, '00000000-0000-4000-8000-000000000000')}`
const closed = registry.filter(({ audience }) => audience !== 'anybody')

let console: RunningConsole
const browsers = new Map<string, Browser>()
beforeAll(async () => {
  console = await startConsole()
  for (const role of roles) browsers.set(role, await console.signedIn([role]))
})
afterAll(() => console.end())

const browserOf = (role: string) => browsers.get(role) as Browser

describe.each(registry.map((page) => [page.path, page] as const))('%s', (pattern, page) => {
  test('has what it shows behind every audience and an action behind every form', () => {
    for (const { audience, form } of Object.values(page.actions ?? {})) {
      expect(form).toBeDefined()
      expect(audience ?? []).not.toBe('anybody')
    }
  })

  if (page.actions)
    test('refuses a form without the token of the session, or from another site', async () => {
      const browser = await console.signedIn([...roles])
      const [action = ''] = Object.keys(page.actions ?? {})
      const foreign = { 'sec-fetch-site': 'cross-site' }
      const before = await console.store.console.audit.read({}, 1)
      for (const page of [
        await browser.post(path(pattern), { action }),
        await browser.post(path(pattern), { action, token: 'guessed' }),
      ])
        expect(page.status).toBe(403)
      const { html } = await browser.open('/console/account')
      const token = /name="token" value="([^"]+)"/.exec(html)?.[1] as string
      expect((await browser.post(path(pattern), { action, token }, foreign)).status).toBe(403)
      expect((await browser.post(path(pattern), { action, token }, { origin: 'https://evil.example' })).status).toBe(
        403,
      )
      expect(await console.store.console.audit.read({}, 1)).toEqual(before)
    })
})

describe.each(closed.map((page) => [page.path, page] as const))('%s is closed', (pattern, { audience, actions }) => {
  test('to whoever is not signed in: they are asked to', async () => {
    const browser = console.browser()
    const shown = await browser.open(path(pattern))
    expect(shown.path).toBe(`/console/sign-in?next=${encodeURIComponent(path(pattern).slice('/console'.length))}`)
    if (actions)
      expect((await browser.post(path(pattern), { action: 'anything' })).path).toMatch(/^\/console\/sign-in\?/)
  })

  test.each(roles)('or open to the role %s as it says', async (role) => {
    const allowed = belongs({ roles: [role] } as unknown as Account, audience)
    const browser = browserOf(role)
    expect((await browser.open(path(pattern))).status === 403).toBe(!allowed)
    expect((await browser.open('/console/')).html.includes(`href="${path(pattern)}"`)).toBe(
      allowed && !pattern.includes(':') && pattern !== '/',
    )
  })
})

test('whatever else is asked for is a page too, and says what to do', async () => {
  const browser = browserOf('analyst')
  const missing = await browser.open('/console/nothing')
  expect([missing.status, missing.text]).toEqual([404, expect.stringContaining('There is no such page')])
  // What a person quotes is what stands in the log.
  expect(missing.text).toContain('quote this: a-request-of-a-test')
  expect(missing.text).toContain('Sign out')
  const put = await fetch(`${console.root}/console/accounts`, { method: 'PUT' })
  expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, POST'])
})

test('every text that the console asks for is there', async () => {
  const texts = readConsoleTexts(projectFolders.locales)
  const root = join(import.meta.dirname, '../../src/console')
  const known = (key: string) =>
    key.split('.').reduce<unknown>((inner, part) => (inner as Record<string, unknown>)?.[part], texts.en?.console)
  const missing: string[] = []
  let found = 0
  for await (const file of glob('**/*.{ts,eta}', { cwd: root })) {
    // Keys are written out: after `text(`, as a label, hint, message or notice; or as a fault.
    const source = readFileSync(join(root, file), 'utf8')
    for (const [, key = ''] of source.matchAll(/'((?:[a-z_]+\.)+[a-z_]+)'/g)) {
      if (/\.(?:svg|css|js|json)$/.test(key)) continue
      if (new RegExp(`(?:audit|action): '${key}'`).test(source)) continue
      found++
      if (typeof known(key) !== 'string') missing.push(`${file}: ${key}`)
    }
  }
  expect(missing).toEqual([])
  expect(found).toBeGreaterThan(100)
})
