import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { checkbox, listOf, requiredText } from '../../src/console/forms.ts'
import { action, type Page } from '../../src/console/page.ts'
import { createTestDatabase } from '../support/database.ts'
import { openProxy } from '../support/proxy.ts'
import { type RunningConsole, startConsole } from './harness.ts'

/** What came out of a form. */
let received: unknown[] = []

/** A page as somebody would add one, with a field of every kind. */
const upload: Page = {
  path: '/upload',
  audience: ['author'],
  largestForm: 2000,
  show: () => ({ view: 'home', title: 'Upload' }),
  actions: {
    upload: action({
      audit: 'file.uploaded',
      form: z.object({ file: z.file().max(1000), title: requiredText(10), sure: checkbox, tags: listOf(z.string()) }),
      async run(_request, { file, ...others }) {
        received = [file.name, await file.text(), others]
        return {
          file: await file.text(),
          name: 'নাম.csv',
          contentType: 'text/csv',
          audit: { details: { bytes: file.size } },
        }
      },
    }),
    fails: action({
      audit: 'file.failed',
      form: z.object({}),
      run: () => {
        throw new Error('a secret of the program')
      },
    }),
  },
}

let console: RunningConsole
beforeAll(async () => {
  console = await startConsole({}, [upload])
})
afterAll(() => console.end())

async function send(fields: Record<string, string | readonly string[] | File>) {
  const browser = await console.signedIn(['author'])
  const { html } = await browser.open('/console/account')
  const form = new FormData()
  form.set('token', /name="token" value="([^"]+)"/.exec(html)?.[1] as string)
  for (const [name, value] of Object.entries({ action: 'upload', ...fields }))
    for (const each of [value].flat()) form.append(name, each as string)
  const cookie = `heard_session=${browser.cookies.get('heard_session')}`
  return fetch(`${console.root}/console/upload`, { method: 'POST', body: form, headers: { cookie } })
}

const csv = new File(['type,name\nনোট,a\n'], 'প্রশ্ন.csv', { type: 'text/csv' })

test('a form with a file comes as values, and a file can be the answer', async () => {
  const response = await send({ file: csv, title: ' Health ', sure: 'on', tags: ['a', 'b'] })
  expect(await response.text()).toBe('type,name\nনোট,a\n')
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; .*filename\*=UTF-8''/)
  expect(received).toEqual(['প্রশ্ন.csv', 'type,name\nনোট,a\n', { title: 'Health', sure: true, tags: ['a', 'b'] }])
  const [entry] = await console.store.console.audit.read({}, 1)
  expect(entry).toMatchObject({ action: 'file.uploaded', details: { bytes: csv.size } })
  await send({ file: csv, title: 'Health', tags: 'a' })
  expect(received[2]).toEqual({ title: 'Health', sure: false, tags: ['a'] })
})

test.each<[string, Parameters<typeof send>[0], number, string]>([
  ['a file that is too large for its field', { file: new File(['x'.repeat(1001)], 'x'), title: 'x' }, 422, 'Upload'],
  ['a text that is too long', { file: csv, title: 'x'.repeat(11) }, 422, 'Upload'],
  ['a form that is too large', { file: new File(['x'.repeat(3000)], 'x'), title: 'x' }, 413, 'This is too large'],
  ['an action that there is not', { action: 'constructor' }, 400, 'This could not be understood'],
  ['an action that fails', { action: 'fails' }, 500, 'Something went wrong here'],
])('%s is answered with a page', async (_case, fields, status, text) => {
  const before = await console.store.console.audit.read({ action: 'file.uploaded' }, 100)
  const response = await send(fields)
  const html = await response.text()
  expect([response.status, html]).toEqual([status, expect.stringContaining(text)])
  expect(html).not.toMatch(/a secret of the program|node_modules|\.ts:/)
  expect(await console.store.console.audit.read({ action: 'file.uploaded' }, 100)).toEqual(before)
})

test.each([['application/json'], ['text/plain'], ['']])('a form of the type "%s" is refused', async (contentType) => {
  const browser = await console.signedIn(['author'])
  const cookie = `heard_session=${browser.cookies.get('heard_session')}`
  const headers = { cookie, ...(contentType !== '' && { 'content-type': contentType }) }
  const body = new TextEncoder().encode('action=upload')
  expect((await fetch(`${console.root}/console/upload`, { method: 'POST', body, headers })).status).toBe(415)
})

test('while the database is away, a page says so', async () => {
  const database = await createTestDatabase()
  const proxy = await openProxy(new URL(database.url))
  const other = await startConsole({}, [], proxy.url)
  const browser = await other.signedIn(['analyst'])
  await proxy.down()
  const page = await browser.open('/console/')
  expect([page.status, page.text]).toEqual([503, expect.stringContaining('Nothing can be stored at the moment')])
  expect(page.headers.get('retry-after')).toBe('5')
  await proxy.up()
  expect((await browser.open('/console/')).status).toBe(200)
  await other.end()
  await proxy.down()
  await database.drop()
})
