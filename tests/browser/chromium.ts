import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Where Chromium is: CHROMIUM_PATH, or one of its usual names on the path. */
function executable(): string {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path))
  const path = process.env.CHROMIUM_PATH ?? found
  if (path === undefined)
    throw new Error('There is no Chromium: install it (Debian: apt-get install chromium), or set CHROMIUM_PATH.')
  return path
}

export const launchBrowser = (): Promise<Browser> =>
  // Chromium's own sandbox cannot run as root, as it is in containers.
  chromium.launch({ executablePath: executable(), args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })

interface AxeResults {
  readonly violations: readonly {
    readonly id: string
    readonly help: string
    readonly nodes: readonly { readonly html: string }[]
  }[]
}

/** Fails where the page breaks WCAG 2.2 AA, as far as axe can tell; or says that it takes more room than a small phone has. */
export async function expectAccessible(page: Page): Promise<void> {
  // Evaluated by the test and not by the page: the page's own policy allows no other scripts.
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })`,
  )
  const said = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes
        .map(({ html }) => html)
        .slice(0, 3)
        .join(' ')}`,
  )
  expect(said, page.url()).toEqual([])
}

/** Fails where somebody on a small phone would have to scroll sideways. */
export async function expectNarrow(page: Page): Promise<void> {
  const wide = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 640 })
  const overflow = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  expect(overflow, `${page.url()} at 320 pixels`).toBeLessThanOrEqual(0)
  if (wide) await page.setViewportSize(wide)
}
