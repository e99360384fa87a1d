import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { writeWorkbook } from '../../src/authoring/xlsform/write-workbook.ts'
import { flowContentSchema } from '../../src/core/flow.ts'
import { publish } from '../../src/results/publish.ts'
import { usualTables } from '../../src/results/tables.ts'
import { openTestStore } from '../store/test-store.ts'
import { type RunningApplication, startForTest } from '../support/application.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { expectAccessible, expectNarrow, launchBrowser } from './chromium.ts'

// An officer takes a spreadsheet to a launched flow, people answer it by USSD, and the count is on the page. Told in order: each test
// goes on where the one before ended. With UPDATE_SCREENSHOTS=1
// the pictures of docs/authoring.md are taken on the way.
const pictures = join(import.meta.dirname, '../../docs/screenshots')
const password = 'seven green lanterns'
const webhookSecret = 'settings-of-the-test'
const people = 40
const k = 10

let database: TestDatabase
let application: RunningApplication
let browser: Browser
let folder: string
const pages = new Map<string, Page>()

beforeAll(async () => {
  database = await createTestDatabase()
  application = await startForTest({ DATABASE_URL: database.url, AFRICASTALKING_WEBHOOK_SECRET: webhookSecret })
  browser = await launchBrowser()
  folder = await mkdtemp(join(tmpdir(), 'heard-browser-'))
})
afterAll(async () => {
  await browser?.close()
  await application?.[Symbol.asyncDispose]()
  await database?.drop()
  if (folder) await rm(folder, { recursive: true })
})

/** Each person has a browser of their own. */
async function newPage(name: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1100, height: 800 }, locale: 'en' })
  const page = await context.newPage()
  page.setDefaultTimeout(8000)
  page.on('pageerror', (error) => expect.unreachable(`a script failed on ${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('422'))
      expect.unreachable(`${page.url()}: ${message.text()}`)
  })
  pages.set(name, page)
  return page
}
const pageOf = (name: string) => pages.get(name) as Page
const path = (page: Page) => new URL(page.url()).pathname

async function looksGood(page: Page, picture: string): Promise<void> {
  await expectAccessible(page)
  await expectNarrow(page)
  if (process.env.UPDATE_SCREENSHOTS) await page.screenshot({ path: join(pictures, `${picture}.png`), fullPage: true })
}

async function chooseAPassword(page: Page): Promise<void> {
  await page.locator('[name="password"]').fill(password)
  await page.locator('[name="again"]').fill(password)
  await page.locator('main button').click()
}

test('the first administrator comes in by the link that the start prints, and invites two people', async () => {
  const page = await newPage('administrator')
  await page.goto(application.url + application.application.firstAdministrator)
  await page.locator('[name="name"]').fill('Ada Min')
  await page.locator('[name="email"]').fill('ada@example.org')
  await chooseAPassword(page)
  await expect.poll(() => path(page)).toMatch(/^\/console\/?$/)

  for (const [name, role] of [
    ['Rina Author', 'Author'],
    ['Tariq Approver', 'Approver'],
  ] as const) {
    await page.goto(`${application.url}/console/accounts`)
    await page.locator('[name="name"]').fill(name)
    await page.locator('[name="email"]').fill(`${role.toLowerCase()}@example.org`)
    await page.locator(`[name="roles"][value="${role.toLowerCase()}"]`).check()
    if (role === 'Author') await looksGood(page, 'accounts')
    await page
      .locator('form', { has: page.locator('input[value="invite"]') })
      .locator('button')
      .click()
    const link = await page.locator('main code').first().textContent()
    const invited = await newPage(role.toLowerCase())
    await invited.goto(new URL(new URL(link ?? '').pathname, application.url).href)
    await chooseAPassword(invited)
    await expect.poll(() => path(invited)).toMatch(/^\/console\/?$/)
  }
})

const languages = (column: string) => [`${column}::English (en)`, `${column}::Bangla (bn)`]
const survey = [
  ['type', 'name', 'label::English (en)', 'label::Bangla (bn)', 'relevant'],
  [
    'select_one yes_no',
    'visited',
    'In the last 30 days, did you go to the clinic?',
    'গত ৩০ দিনে আপনি কি ক্লিনিকে গিয়েছিলেন?',
    '',
  ],
  [
    'select_one trouble',
    'trouble',
    'What was the main problem there?',
    'সেখানে প্রধান সমস্যা কী ছিল?',
    "${visited} = 'yes'",
  ],
]
const indicators = [
  ['name', 'questions', 'counts', ...languages('label'), ...languages('comparability')],
  ['went', 'visited', 'yes', 'Went to the clinic', 'ক্লিনিকে গেছেন', 'No official figure.', 'সরকারি হিসাব নেই।'],
]
const choices = [
  ['list_name', 'name', 'label::English (en)', 'label::Bangla (bn)'],
  ['yes_no', 'yes', 'Yes', 'হ্যাঁ'],
  ['yes_no', 'no', 'No', 'না'],
  ['trouble', 'waiting', 'Long wait', 'অপেক্ষা'],
  ['trouble', 'cost', 'Cost', 'খরচ'],
  ['trouble', 'none', 'No problem', 'সমস্যা ছিল না'],
]
const settings = [
  [
    'form_title',
    'form_id',
    'round',
    'default_language',
    'keyword::English (en)',
    'keyword::Bangla (bn)',
    'title::Bangla (bn)',
  ],
  ['Clinic visit', 'clinic_visit', '2026', 'English (en)', 'VISIT', 'DEKHA', 'ক্লিনিকে যাওয়া'],
]

test('an author uploads a form: what a phone cannot do is refused by name, and then it is a draft', async () => {
  const page = pageOf('author')
  const upload = async (rows: string[][], file: string) => {
    const grids = [
      { name: 'survey', grid: rows },
      { name: 'choices', grid: choices },
      { name: 'indicators', grid: indicators },
      { name: 'settings', grid: settings },
    ]
    await writeFile(join(folder, file), await writeWorkbook(grids))
    await page.goto(`${application.url}/console/flows`)
    await page.getByLabel('File').setInputFiles(join(folder, file))
    await page.getByRole('button', { name: 'Upload' }).click()
  }
  await upload([...survey, ['geopoint', 'where', 'Where?', 'কোথায়?', '']], 'with-a-map.xlsx')
  await page.getByText('sheet "survey", row:4').waitFor()
  expect(await page.locator('.findings').textContent()).toContain('a feature phone knows no position')
  await looksGood(page, 'refused-form')

  await upload(survey, 'clinic.xlsx')
  await expect.poll(() => path(page)).toBe('/console/flows/clinic-visit')
  await page.getByText('Nothing to mend.').waitFor()
  await looksGood(page, 'flow')
  await page.goto(`${application.url}/console/flows`)
  await looksGood(page, 'flows')
})

test('the author looks at every screen, words a question anew, and sees what changed', async () => {
  const page = pageOf('author')
  await page.goto(`${application.url}/console/flows/clinic-visit/texts?language=bn`)
  expect(await page.locator('.phone.ussd pre').first().textContent()).toContain('গত ৩০ দিনে')
  await page.goto(`${application.url}/console/flows/clinic-visit/texts`)
  await page.locator('[name="questions.visited.label"]').fill('Did you go to the clinic in the last 30 days?')
  await page.getByRole('button', { name: 'Save as a new revision' }).click()
  await page.getByText('Did you go to the clinic in the last 30 days?').nth(1).waitFor()
  await looksGood(page, 'texts')
  await page.goto(`${application.url}/console/flows/clinic-visit/history`)
  expect(await page.locator('ins').allTextContents()).toEqual([expect.stringContaining('Did you go to the clinic')])
  await looksGood(page, 'history')
  await page.goto(`${application.url}/console/flows/clinic-visit/picture`)
  await page.locator('.picture svg').waitFor()
  await looksGood(page, 'picture')
  for (const [link, name] of [
    [page.getByRole('link', { name: 'Save as SVG' }), 'clinic-visit-en.svg'],
    [page.getByRole('button', { name: 'Save as PNG' }), 'clinic-visit-en.png'],
  ] as const) {
    const [file] = await Promise.all([page.waitForEvent('download'), link.click()])
    expect(file.suggestedFilename()).toBe(name)
  }
})

test('the author talks to the draft on a phone in the browser, beside the way through the flow', async () => {
  const page = pageOf('author')
  await page.goto(`${application.url}/console/try?flow=clinic-visit`)
  await looksGood(page, 'try-begin')
  await page.getByLabel('USSD').check()
  await page.getByRole('button', { name: 'Begin' }).click()
  await page.getByText('Take part?').waitFor()
  await page.getByLabel('Answer').fill('1')
  await page.keyboard.press('Enter')
  await page.locator('#newest').getByText('Did you go to the clinic').waitFor()
  await page.getByLabel('Answer').fill('1')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.locator('#newest').getByText('What was the main problem').waitFor()
  expect(await page.locator('.picture .current title').textContent()).toBe('ask:trouble')
  expect(await page.locator('.picture .visited title').allTextContents()).toEqual(['consent', 'ask:visited'])
  await looksGood(page, 'try')
})

test('the launch gate asks for what an ethics board would ask, and somebody else agrees', async () => {
  const page = pageOf('author')
  await page.goto(`${application.url}/console/flows/clinic-visit/launch`)
  await page.getByLabel('Purpose').fill('How long people wait in the clinics of the district')
  await page.getByLabel('Use: who').fill('The district health office plans its staff with it')
  await page.getByLabel('Target population').fill('Adults of the informal settlements')
  await page.getByLabel('Last day').fill('2100-01-01')
  await page.getByLabel('k: interviews').fill(String(k))
  await page.getByRole('button', { name: 'Ask for the launch' }).click()
  await page.getByText('Say for each language who has read the texts').first().waitFor()
  for (const language of ['en', 'bn']) {
    await page.locator(`#review_by_${language}`).fill('A teacher')
    await page.locator(`#review_on_${language}`).fill('2026-05-20')
  }
  await looksGood(page, 'launch')
  await page.getByRole('button', { name: 'Ask for the launch' }).click()
  await page.getByText('in review').waitFor()

  const approver = pageOf('approver')
  await approver.goto(`${application.url}/console/flows/clinic-visit/launch`)
  await looksGood(approver, 'approval')
  await approver.getByRole('button', { name: 'Approve and open' }).click()
  await approver.locator('.launch .state.live').waitFor()
})

let sessions = 0
/** What somebody sees who dials, and types these keys one after the other. */
async function dial(person: number, keys: readonly string[]): Promise<string> {
  const sessionId = `s${++sessions}`
  let screen = ''
  for (let typed = 0; typed <= keys.length; typed++) {
    const response = await fetch(`${application.url}/webhooks/africastalking/${webhookSecret}/ussd`, {
      method: 'POST',
      body: new URLSearchParams({
        ...{ sessionId, phoneNumber: `+25471${String(person).padStart(7, '0')}`, serviceCode: '*384#' },
        text: keys.slice(0, typed).join('*'),
      }),
    })
    screen = await response.text()
  }
  return screen
}

test('people answer by USSD, and the count is on the page of the fieldwork', async () => {
  await vi.waitFor(async () => expect(await dial(0, ['VISIT'])).toContain('Take part?'), {
    timeout: 20_000,
    interval: 500,
  })
  for (let person = 1; person <= people; person++)
    expect(
      await dial(person, ['VISIT', '1', ...(person % 3 === 0 ? ['2'] : ['1', person % 2 === 0 ? '1' : '3'])]),
    ).toMatch(/^END Thank you/)

  const page = pageOf('approver')
  await expect
    .poll(
      async () => {
        await page.goto(`${application.url}/console/fieldwork`)
        return page.locator('#clinic-visit').textContent()
      },
      { timeout: 20_000, interval: 500 },
    )
    .toContain(`interviews are released`)
  await looksGood(page, 'fieldwork')
})

test('when the round is closed, its tables are published, and the charts are on the page of the results', async () => {
  const secrets = { current: 'a master secret that is used in tests only', previous: [] }
  const store = await openTestStore({ url: database.url, secrets })
  const round = { flow: 'clinic-visit', round: '2026' }
  await store.interviews.close(round, k)
  const [launch] = await store.workspace.launches('clinic-visit')
  const content = flowContentSchema.parse((await store.flowVersions.load(launch?.version ?? ''))?.content)
  const tools = { interviews: store.interviews, tables: store.publishedTables, k, progress: () => {} }
  expect((await publish(content.flow, round, usualTables(content.flow), tools)).refused).toEqual([])
  // Who came last, fewer than k, was thrown away when the round was closed.
  let [answered, visited] = [0, 0]
  for await (const { answers } of store.interviews.released('clinic-visit')) {
    answered++
    if (answers.visited && 'value' in answers.visited && answers.visited.value === 'yes') visited++
  }
  await store.end()
  expect(answered).toBeGreaterThanOrEqual(k)

  const page = pageOf('approver')
  await page.goto(`${application.url}/console/results`)
  await page.getByRole('link', { name: 'clinic-visit' }).click()
  await page.locator('.result svg').first().waitFor()
  const share = ((100 * visited) / answered).toFixed(0)
  await page.getByText(`Of ${answered} who answered, ${share} % said: Yes`).waitFor()
  await page.locator('#indicators').getByText(`${visited}/${answered}`).waitFor()
  await page.locator('.result summary').first().click()
  await looksGood(page, 'results')

  // What is folded away on the screen is on paper.
  const numbers = page.locator('.result details table').last()
  const isSeen = () => numbers.evaluate((table) => table.checkVisibility())
  expect(await isSeen()).toBe(false)
  await page.emulateMedia({ media: 'print' })
  expect(await isSeen()).toBe(true)
  await page.emulateMedia({ media: null })

  // The page that anybody can be given: a file that asks nothing of another server.
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download a page' }).click()
  const file = await readFile(await (await downloading).path(), 'utf8')
  expect(file).not.toMatch(/(?:src|href)="(?!#)/)
  expect(file).toContain('no official statistics')
  // Who reviewed the translation is for the launch record, not for everybody.
  expect(file).toContain('read by somebody who speaks it')
  expect(file).not.toContain('A teacher')
  const shared = await newPage('whoever it is given to')
  await shared.setContent(file)
  await looksGood(shared, 'public-page')
})

test('the console speaks Bangla and Swahili', async () => {
  const page = pageOf('author')
  for (const [language, title] of [
    ['bn', 'প্রশ্নমালা'],
    ['sw', 'Maswali'],
  ] as const) {
    await page.goto(`${application.url}/console/flows`)
    await page.locator(`footer button[lang="${language}"]`).click()
    await expect.poll(() => page.locator('h1').textContent()).toBe(title)
    await looksGood(page, `flows-${language}`)
  }
})
