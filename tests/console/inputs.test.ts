import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPages } from '../../src/console/pages/index.ts'
import { roles } from '../../src/console/pages/tools.ts'
import { scale } from '../threats/size.ts'
import type { Browser } from './browser.ts'
import { type RunningConsole, startConsole } from './harness.ts'

const registry = createPages({
  store: {},
  languages: [{ code: 'en', name: 'English' }],
  signIn: {},
  flows: { tryAudience: 'anybody' },
} as never)

let console: RunningConsole
let browser: Browser
let token = ''
beforeAll(async () => {
  console = await startConsole()
  browser = await console.signedIn([...roles])
  const { html } = await browser.open('/console/account')
  token = /name="token" value="([^"]+)"/.exec(html)?.[1] ?? ''
})
afterAll(() => console.end())

/** What no database stores, no file is called, and no column holds. */
const odd = [
  ...['%00', 'a%00b', '..%2Fcompose', '..%2F..%2Fpackage', '%2Fetc%2Fpasswd', '..%5Ccompose', '-1', '1e20'],
  ...['9999999999', '99999999999999999999', 'x'.repeat(3000), '%F0%9F%92%A9', "'", 'null', '2026-99-99'],
]
/** All of them in the long form; else a third, another one for each page. */
const tried = (place: number) => odd.filter((_, index) => scale > 1 || (index + place) % 3 === 0)
const whole = {
  name: 'disputes',
  round: '2026',
  point: 'north',
  id: '00000000-0000-4000-8000-000000000000',
  token: 'x',
}
const filled = (pattern: string, with_: Partial<typeof whole> = {}) =>
  `/console${pattern.replace(/:(\w+)/g, (_, name) => ({ ...whole, ...with_ })[name as 'name'])}`
const parametersOf = (pattern: string) => [...pattern.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
const errors = () => console.logged.filter((line) => JSON.parse(line).level === 'error')

describe.each(registry.map((page, place) => [page.path, page, place] as const))('%s', (pattern, page, place) => {
  test('answers odd parts of its address and odd questions without failing', async () => {
    const before = errors().length
    for (const text of tried(place)) {
      for (const name of parametersOf(pattern)) {
        const { status } = await browser.open(filled(pattern, { [name]: text }))
        expect([name, text, status < 500]).toEqual([name, text, true])
      }
    }
    for (const text of ['%00', '1e20', '9999999999', '-1', '..%2Fcompose']) {
      const fields = ['from', 'to', 'before', 'account', 'action', 'language', 'flow', 'next', 'code']
      const query = fields.map((field) => `${field}=${text}`)
      for (const asked of text === '%00' ? query : [query.join('&')]) {
        const { status } = await browser.open(`${filled(pattern)}?${asked}`)
        expect([asked, status < 500]).toEqual([asked, true])
      }
    }
    expect(errors().slice(before)).toEqual([])
  })

  test.each(Object.keys(page.actions ?? {}))('answers odd fields of "%s" without failing', async (action) => {
    const before = errors().length
    const names = Object.keys(page.actions?.[action]?.form.shape ?? {})
    for (const text of tried(place)) {
      // Deeds that end this session come last in no list: they are not sent.
      if (action.startsWith('sign_out')) return
      const fields = Object.fromEntries(names.map((name) => [name, decodeURIComponent(text)]))
      const { status } = await browser.post(filled(pattern), { action, token, ...fields })
      expect([text, status < 500]).toEqual([text, true])
    }
    expect(errors().slice(before)).toEqual([])
  })
})

test('no address reads a file that is no flow', async () => {
  for (const name of ['..%2Fcompose', '..%2F.github%2Fworkflows%2Fcheck', '..%2F..%2Fother%2Fcompose', 'modules%2Fage'])
    for (const page of ['', '/source', '/texts', '/history', '/launch', '/xlsform', '/picture']) {
      const answer = await browser.open(`/console/flows/${name}${page}`)
      expect([name, page, answer.status]).toEqual([name, page, 404])
      expect(answer.html).not.toMatch(/services:|POSTGRES/)
    }
})

test.each([
  ['flows', { action: 'clone', from: '../compose', to: 'taken' }],
  ['try', { action: 'begin', flow: '../compose', medium: 'sms', language: 'en' }],
])('no form of /%s does', async (page, fields) => {
  const answer = await browser.post(`/console/${page}`, { token, ...fields })
  expect([answer.status, answer.html]).toEqual([422, expect.not.stringContaining('services:')])
  expect(await console.store.workspace.drafts()).toEqual([])
})

test('texts are saved in a language of the flow, and never as another file', async () => {
  await browser.open('/console/flows/disputes/texts')
  for (const language of ['../../referrals', 'xx', 'en/../bn']) {
    const answer = await browser.post('/console/flows/disputes/texts', {
      ...{ action: 'save', token, revision: '0', language, 'questions.a.label': 'x' },
    })
    expect([language, answer.status]).toEqual([language, language === 'xx' ? 404 : 422])
  }
  expect(await console.store.workspace.history('disputes')).toEqual([])
})

test('a flow file with a NUL is refused as unreadable', async () => {
  const file = new File([Buffer.from('name: odd\0\n')], 'odd.yaml')
  await browser.open('/console/flows')
  expect((await browser.send('upload', { file })).status).toBe(400)
  expect(errors()).toEqual([])
})

test('an upload with the name of another flow asks what it is, and takes nothing that was changed on the way', async () => {
  const source = await readFile('flows/disputes.yaml', 'utf8')
  const file = () => new File([Buffer.from(source.replace("round: '2026'", "round: '2027'"))], 'disputes.yaml')
  const history = async (name: string) => (await console.store.workspace.history(name)).length
  const before = await history('disputes')
  await browser.open('/console/flows')
  const asked = await browser.send('upload', { file: file() })
  expect(asked.text).toContain('There is a flow disputes already')
  expect(asked.html).toMatch(/<ins>[^<]*2027/)
  for (const [kind, to, fault] of [
    ['new_round', '', 'Write what this round is called.'],
    ['other_name', 'safety', 'There is already a flow of that name.'],
    ['other_name', 'No Name', 'This cannot be used here.'],
  ] as const) {
    const again = await browser.send('take', { kind, round: '', to })
    expect([kind, to, again.html.includes(fault)]).toEqual([kind, to, true])
  }
  expect(
    (await browser.send('take', { kind: 'same_round', files: '{"flows/safety.yaml":"name: safety"}' })).status,
  ).toBe(400)
  await browser.open('/console/flows')
  await browser.send('upload', { file: file() })
  expect(await history('disputes')).toBe(before)
  expect((await browser.send('take', { kind: 'other_name', to: 'disputes-two' })).path).toBe(
    '/console/flows/disputes-two',
  )
  expect([await history('disputes'), await history('disputes-two')]).toEqual([before, 1])
})

test('a draft with errors has no picture and no spreadsheet, and that is no failure of the program', async () => {
  const files = { 'flows/broken.yaml': 'name: [' }
  await console.store.workspace.save({ flow: 'broken', revision: 0, files, note: '', savedBy: 'x' })
  for (const page of ['picture', 'xlsform']) {
    const { status } = await browser.open(`/console/flows/broken/${page}`)
    expect([page, status]).toEqual([page, 409])
  }
  expect(errors()).toEqual([])
})
