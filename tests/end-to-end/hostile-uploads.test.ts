import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashPassword } from '../../src/privacy/passwords.ts'
import { settings } from '../channels/settings.ts'
import { type Browser, createBrowser } from '../console/browser.ts'
import { openTestStore } from '../store/test-store.ts'
import { type RunningApplication, startForTest } from '../support/application.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { hostileSpreadsheets } from '../support/spreadsheets.ts'
import { expectWithin } from '../support/time-bound.ts'
import { scale } from '../threats/size.ts'

// Whatever an author uploads, those who answer notice nothing of it: the thread that answers them never works on it for long.

const secret = 'a master secret that is used in tests only'
const password = 'seven green lanterns'
let database: TestDatabase
let running: RunningApplication
let browser: Browser
beforeAll(async () => {
  database = await createTestDatabase()
  running = await startForTest({ DATABASE_URL: database.url }, secret)
  const store = await openTestStore({ url: database.url, secrets: { current: secret, previous: [] } })
  const email = 'author@example.org'
  const passwordHash = await hashPassword(password)
  await store.console.accounts.create({ name: 'Author', email, language: 'en', roles: ['author'], passwordHash })
  await store.end()
  browser = createBrowser(running.url)
  await browser.open('/console/sign-in')
  await browser.send('sign_in', { email, password })
})
afterAll(async () => {
  await running[Symbol.asyncDispose]()
  await database.drop()
})

let dials = 0
/** Somebody who has never dialled before, and the first screen. */
async function dial(): Promise<string> {
  const sessionId = String(++dials)
  const response = await fetch(`${running.url}/webhooks/africastalking/${settings.africasTalking.webhookSecret}/ussd`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ sessionId, phoneNumber: `+2547${sessionId.padStart(8, '0')}`, serviceCode: '*384#', text: '' },
    }),
  })
  return response.text()
}

/** The longest that this thread worked on one thing, in milliseconds of its processor time: other processes do not count. */
async function longestTurn(during: () => Promise<void>): Promise<number> {
  let longest = 0
  let before = process.threadCpuUsage()
  const look = setInterval(() => {
    const { user, system } = process.threadCpuUsage(before)
    longest = Math.max(longest, (user + system) / 1000)
    before = process.threadCpuUsage()
  }, 1)
  await during()
  clearInterval(look)
  return longest
}

const head = 'languages: [en]\nkeywords: { en: [HOSTILE] }\n'
const ask = (name: string, more = '') => `  - { type: text, name: ${name}${more} }\n`
const names = (count: number) => Array.from({ length: count }, (_, index) => `q${index}`)

/** A form as Markdown tables: rows of the sheet survey, and the choices of its lists. */
function form(survey: readonly (readonly string[])[], places: readonly string[] = []): string {
  const row = (cells: readonly string[]) => `| | ${cells.join(' | ')} |`
  const lists: [string, string][] = [
    ['yn', 'yes'],
    ['yn', 'no'],
    ...places.map((place): [string, string] => ['places', place]),
  ]
  return [
    '| survey |',
    row(['type', 'name', 'label', 'relevant']),
    ...survey.map(row),
    '| choices |',
    row(['list_name', 'name', 'label']),
    ...lists.map(([list, name]) => row([list, name, name])),
  ].join('\n')
}

const yesNo = (name: string, relevant = '') => ['select_one yn', name, 'Is it so?', relevant]
const nestedTexts = names(20).map((name, index) => [
  'text',
  name,
  `$t(hostile:questions.q${index + 1}.label)`.repeat(2),
  '',
])

type Uploads = Readonly<Record<string, readonly [file: string, content: () => string | Buffer]>>

/** Those that take long: `npm run test:attacks`. */
const longUploads: Uploads = {
  'conditions that look far back': [
    'hostile.md',
    () => form(names(40).map((name, index) => yesNo(name, index < 20 ? '' : `\${q${index - 20}} != 'no'`))),
  ],
  'five hundred questions': ['hostile.md', () => form(names(500).map((name) => yesNo(name)))],
}

const uploads: Uploads = {
  ...(scale > 1 && longUploads),
  'a regular expression that never ends': [
    'hostile.yaml',
    () => `name: hostile\n${head}survey:\n${ask('q', `, constraint: "regex(., '^([a-z]+)+[0-9]$')"`)}`,
  ],
  'keys that nobody knows': [
    'hostile.yaml',
    () =>
      `name: hostile\n${head}survey:\n${ask('q')}${names(50_000)
        .map((key) => `x${key}: 1\n`)
        .join('')}`,
  ],
  'more than fits': ['hostile.yaml', () => `name: hostile\n${head}survey:\n${ask('q')}#${'x'.repeat(600_000)}`],
  'lists in each other': ['hostile.yaml', () => `name: hostile\n${head}survey: ${'['.repeat(100_000)}`],
  'aliases that stand for much': [
    'hostile.yaml',
    () => `name: hostile\n${head}x: &x [${'1,'.repeat(50_000)}]\nsurvey: [${'*x,'.repeat(90)}]\n`,
  ],
  'texts that name each other': ['hostile.md', () => form(nestedTexts)],
  'a column called __proto__': [
    'hostile.md',
    () => form([['text', 'q', 'Q?', '']]).replace('label |', 'label | __proto__ |'),
  ],
  'seven questions, the last depends on the others': [
    'hostile.md',
    () =>
      form([
        ...names(6).map((name) => yesNo(name)),
        yesNo(
          'last',
          names(6)
            .map((name) => `\${${name}} = 'yes'`)
            .join(' and '),
        ),
      ]),
  ],
  'five thousand choices': [
    'hostile.md',
    () =>
      form(
        [['select_one places', 'place', 'Where?', '']],
        names(5000).map((name) => `place_${name}`),
      ),
  ],
  ...Object.fromEntries(
    Object.entries(hostileSpreadsheets).map(([what, make]) => [what, ['hostile.xlsx', make] as const]),
  ),
}

test.each(Object.entries(uploads))(
  'a dial is answered while somebody uploads %s',
  async (what, [file, content]) => {
    const bytes = content()
    await browser.open('/console/flows')
    let isOver = false
    let answered = 0
    const longest = await longestTurn(async () => {
      const work = (async () => {
        const uploaded = await browser.send('upload', { file: new File([new Uint8Array(Buffer.from(bytes))], file) })
        expect([200, 400]).toContain(uploaded.status)
        // The name is that of the form before, and this one takes its place.
        if (uploaded.html.includes('value="take"')) await browser.send('take', { kind: 'same_round' })
        for (const page of scale > 1 ? ['', '/picture', '/texts', '/history', '/source'] : ['/texts']) {
          const { status } = await browser.open(`/console/flows/hostile${page}`)
          // A flow with faults has no picture.
          expect(page === '/picture' ? [200, 404, 409, 422] : [200, 404]).toContain(status)
        }
      })().finally(() => {
        isOver = true
      })
      while (!isOver) {
        expect(await dial()).toMatch(/^CON /)
        answered++
        // Forty people a second: as many as possible would take the processor that the form needs.
        await setTimeout(25)
      }
      await work
    })
    expect(answered).toBeGreaterThan(0)
    if (scale > 1)
      console.log(`${what}: ${answered} dials answered, the longest turn of their thread took ${longest.toFixed(0)} ms`)
    expectWithin(longest, 200)
  },
  120_000,
)
