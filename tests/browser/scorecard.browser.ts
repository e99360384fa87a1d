import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { password, type RunningConsole, startConsole } from '../console/harness.ts'
import { publishScores } from '../support/scorecards.ts'
import { expectAccessible, expectNarrow, launchBrowser } from './chromium.ts'

// A facilitator enters what was said and agreed, and everybody reads the scorecard. With UPDATE_SCREENSHOTS=1 the pictures of docs/ are taken.
const pictures = join(import.meta.dirname, '../../docs/screenshots')
const card = '/console/scorecards/service-scorecard/2026/clinic_a'

let running: RunningConsole
let browser: Browser
let page: Page

beforeAll(async () => {
  running = await startConsole()
  await publishScores(running.store, '2025', [
    { point: 'clinic_a', gender: 'woman', counts: [30, 40, 30, 0, 0] },
    { point: 'clinic_a', gender: 'man', counts: [0, 40, 30, 30, 0] },
  ])
  running.pass(2 * 24 * 60)
  await publishScores(running.store, '2026', [
    { point: 'clinic_a', gender: 'woman', counts: [20, 30, 40, 20, 20] },
    { point: 'clinic_a', gender: 'man', counts: [0, 0, 40, 20, 40] },
    { point: 'clinic_b', gender: 'woman', counts: [1, 1, 1, 1, 0] },
    { point: 'clinic_c', gender: 'woman', counts: [4, 4, 4, 4, 4] },
    { point: 'clinic_d', gender: 'woman', counts: [4, 4, 4, 4, 4] },
  ])
  browser = await launchBrowser()
  const { email } = await running.account(['author'])
  page = await (await browser.newContext({ viewport: { width: 1100, height: 800 }, locale: 'en' })).newPage()
  page.setDefaultTimeout(8000)
  await page.goto(`${running.root}/console/sign-in`)
  await page.locator('[name="email"]').fill(email)
  await page.locator('[name="password"]').fill(password)
  await page.locator('main form button').first().click()
})
afterAll(async () => {
  await browser?.close()
  await running?.end()
})

async function looksGood(picture?: string): Promise<void> {
  await expectAccessible(page)
  await expectNarrow(page)
  if (picture && process.env.UPDATE_SCREENSHOTS)
    await page.screenshot({ path: join(pictures, `${picture}.png`), fullPage: true })
}

test('the record is entered, and what is wrong in it is said at its field', async () => {
  await page.goto(`${running.root}/console/scorecards`)
  await looksGood()
  await page.getByRole('link', { name: 'Clinic A' }).first().click()
  await page.getByRole('link', { name: 'Enter reasons' }).click()
  const fill = (name: string, value: string) => page.locator(`[name="${name}"]`).fill(value)
  await fill('reason_staff_woman', 'On market days nobody is there before ten o’clock')
  await fill('reason_staff_man', 'Someone is there when we come after work')
  await fill('provider_staff', 'Two of four posts are vacant')
  await fill('score_supplies', '70')
  await fill('score_respect', '45')
  for (const [row, item, entitled, actual] of [
    [0, 'Nurses', '4', '2'],
    [1, 'Opening hours', '8 to 16', '10 to 14'],
  ] as const) {
    await fill(`input_item_${row}`, item)
    await fill(`input_entitled_${row}`, entitled)
    await fill(`input_actual_${row}`, actual)
  }
  await fill('heldOn', '2026-06-10')
  await fill('place', 'Primary school')
  await fill('attendance_group_0', 'Women')
  await fill('attendance_people_0', '31')
  await fill('summary', 'Both sides agreed that opening hours are the first thing to mend.')
  await fill('action_issue_0', 'Nobody is there before ten')
  await fill('action_action_0', 'Put up the duty rota at the door')
  await fill('action_responsible_0', 'Head of the clinic')
  await fill('action_by_0', '2026-06-30')
  await fill('action_resources_0', 'None')
  await fill('score_staff', '800')
  await page.getByRole('button', { name: 'Save the record' }).click()
  await page.getByRole('alert').getByText('Write a number from 0 to 100.').waitFor()
  await looksGood('scorecard-record')
  await fill('score_staff', '80')
  await page.getByRole('button', { name: 'Save the record' }).click()
  await expect.poll(() => new URL(page.url()).pathname).toBe(card)
})

test('the scorecard shows both sides, the gap, what is overdue, and prints without what is only for screens', async () => {
  await page.locator('.scorecard svg').waitFor()
  expect(await page.locator('.scorecard table').first().textContent()).toContain('80')
  expect(await page.locator('.overdue').allTextContents()).toEqual(['overdue'])
  await looksGood('scorecard')
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.no-print').first().isVisible()).toBe(false)
  expect(await page.locator('.scorecard svg').isVisible()).toBe(true)
  await page.emulateMedia({ media: 'screen' })
})

test('where too few have scored it says so, in every language', async () => {
  await page.goto(`${running.root}${card.replace('clinic_a', 'clinic_b')}`)
  await page.getByText('cannot be shown safely').first().waitFor()
  for (const language of ['bn', 'sw']) {
    await page.goto(`${running.root}${card}`)
    await page.locator(`footer button[lang="${language}"]`).click()
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe(language)
    await looksGood()
  }
})
