import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { password, type RunningConsole, startConsole } from '../console/harness.ts'
import { publishSeen } from '../support/public-rounds.ts'
import { expectAccessible, expectNarrow, launchBrowser } from './chromium.ts'

// Results are made public, and read by somebody who is not signed in.
let running: RunningConsole
let browser: Browser
let staff: Page
let reader: Page
const refused: string[] = []

const newPage = async (width: number) => {
  const page = await (await browser.newContext({ viewport: { width, height: 800 }, locale: 'en' })).newPage()
  page.setDefaultTimeout(8000)
  // What the page's own policy refuses, such as a style inside of it.
  page.on('console', (message) => message.type() === 'error' && refused.push(message.text()))
  return page
}

beforeAll(async () => {
  running = await startConsole()
  await publishSeen(running.store, '2024', 'Have you seen it?', { town: 30, village: 60 })
  running.pass(24 * 60)
  await publishSeen(running.store, '2025', 'Have you seen it?', { town: 50, village: 70 })
  running.pass(24 * 60)
  await publishSeen(running.store, '2026', 'Did you see it this year?', { town: 40, village: 60 })
  browser = await launchBrowser()
  staff = await newPage(1280)
  reader = await newPage(1280)
  const { email } = await running.account(['approver'])
  await staff.goto(`${running.root}/console/sign-in`)
  await staff.locator('[name="email"]').fill(email)
  await staff.locator('[name="password"]').fill(password)
  await staff.locator('main form button').first().click()
})
afterAll(async () => {
  await browser?.close()
  await running?.end()
})

/** At the width of a desk and of a phone: nothing to scroll sideways, nothing that axe minds, and no letters cut off in a chart. */
async function looksGood(page: Page): Promise<void> {
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    await expectAccessible(page)
    const cut = await page.evaluate<number>(`[...document.querySelectorAll('figure svg text')].filter((text) => {
      const [own, around] = [text, text.closest('svg')].map((each) => each.getBoundingClientRect())
      return own.right > around.right + 1 || own.left < around.left - 1 || own.bottom > around.bottom
    }).length`)
    expect(cut, `letters that leave their chart at ${width} pixels: ${page.url()}`).toBe(0)
  }
  await expectNarrow(page)
}

test('an approver makes rounds public, and somebody who is not signed in reads them without a cookie', async () => {
  for (const round of ['2024', '2025', '2026']) {
    await staff.goto(`${running.root}/console/results/small/${round}`)
    await staff.getByLabel('Where people were asked').fill('Kilifi County, Kenya')
    await staff.getByRole('button', { name: 'Make the results public' }).click()
    await staff.getByText('The results are public now.').waitFor()
  }
  await looksGood(staff)
  await reader.goto(`${running.root}/results`)
  await looksGood(reader)
  await reader.getByRole('link', { name: 'Small, round 2026' }).click()
  await reader.getByText('Kilifi County, Kenya').waitFor()
  await looksGood(reader)
  expect(await reader.context().cookies()).toEqual([])
})

test('a breakdown is picked with a form, and taken along as SVG, PNG and CSV', async () => {
  await reader.locator('#pick-question').selectOption('seen')
  await reader.locator('#pick-by').selectOption('gender')
  await reader.locator('#pick-and').selectOption('place')
  await reader.getByRole('button', { name: 'Show' }).click()
  await reader.locator('.heat').waitFor()
  expect(new URL(reader.url()).search).toBe('?question=seen&by=gender&and=place')
  await looksGood(reader)
  for (const [name, begins] of [
    ['Chart as SVG', '<svg'],
    ['Chart as PNG', '\u0089PNG'],
    ['Numbers as CSV', 'question,'],
  ] as const) {
    const downloading = reader.waitForEvent('download')
    await reader.getByText(name).click()
    const file = await readFile(await (await downloading).path(), 'latin1')
    expect(file.startsWith(begins), name).toBe(true)
  }
  await staff.goto(`${running.root}/console/results/small/2026/breakdown?question=seen&by=place`)
  await looksGood(staff)
})

test('rounds are a series, in the console and on the public page, in every language', async () => {
  await staff.goto(`${running.root}/console/results/small`)
  await looksGood(staff)
  for (const language of ['bn', 'sw', 'en']) {
    await reader.goto(`${running.root}/results/small?language=${language}`)
    await reader.locator('.series svg').first().waitFor()
    await looksGood(reader)
  }
  expect(refused).toEqual([])
})

test('what is taken back is not there any more, and the page says so in plain words', async () => {
  await staff.goto(`${running.root}/console/results/small/2026`)
  await staff.getByRole('button', { name: 'Take the public page back' }).click()
  await staff.getByText('no longer public').waitFor()
  const other = await newPage(1280)
  await other.goto(`${running.root}/results/small/2026`)
  await other.getByText('There is no such page').waitFor()
  await looksGood(other)
})
