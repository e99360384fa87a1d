import { globSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConsoleTexts } from '../../src/authoring/console-texts.ts'
import { drawFlow } from '../../src/authoring/picture/draw.ts'
import { createTemplates } from '../../src/console/templates.ts'
import { projectFolders } from '../../src/questionnaires.ts'
import { barChart } from '../../src/results/report/chart.ts'
import { scorecardChart } from '../../src/results/report/scorecard-chart.ts'
import { type RunningConsole, startConsole } from './harness.ts'

// A language that is written from right to left, with the words of English.
const texts = readConsoleTexts(projectFolders.locales)

let console: RunningConsole
beforeAll(async () => {
  console = await startConsole({ texts: { ...texts, ...(texts.en && { ar: texts.en }) } })
})
afterAll(() => console.end())

test('a page has the direction of the language that its reader chose, and each language button its own', async () => {
  const browser = await console.signedIn(['author'])
  expect((await browser.open('/console')).html).toContain('<html lang="en" dir="ltr">')
  const { html } = await browser.send('language', { language: 'ar' })
  expect(html).toContain('<html lang="ar" dir="rtl">')
  expect(html).toContain('value="en" lang="en" dir="ltr"')
  expect(html).toContain('value="ar" lang="ar" dir="rtl"')
  // What is there in English only says so.
  expect((await browser.open('/console/flows/nowhere')).html).toContain('<html lang="ar" dir="rtl">')
})

test('texts, screens and phones of a flow have the direction of its language on a page of another', async () => {
  const browser = await console.signedIn(['author'])
  await browser.open('/console')
  await browser.send('language', { language: 'ar' })
  const { html } = await browser.open('/console/flows/health-services/texts?language=bn')
  expect(html).toMatch(/<textarea [^>]*lang="bn" dir="ltr"/)
  expect(html).toMatch(/<pre lang="bn" dir="ltr">/)
  await browser.open('/console/try?flow=health-services')
  const phone = await browser.send('begin', { flow: 'health-services', medium: 'sms', language: 'bn' })
  expect(phone.html).toMatch(/<pre lang="bn" dir="auto">/)
  expect(phone.html).toMatch(/<li class="said" dir="auto">/)
  expect(phone.html).toMatch(/<svg [^>]*direction="ltr"/)
})

test('a page to share has it too', () => {
  const table = { caption: '', header: [], rows: [] }
  const nothing = { indicators: [], profile: [], questions: [], about: [], coverage: null, pick: null, before: null }
  const html = createTemplates()('./results/public', {
    ...{
      ...nothing,
      summary: { sentences: [], figures: [], indicators: [] },
      language: 'ur',
      title: 'x',
      people: 1,
      nonResponse: table,
      outcomes: table,
    },
    text: (key: string) => key,
  })
  expect(html).toContain('<html lang="ur" dir="rtl">')
})

const root = new URL('../../', import.meta.url).pathname
const sources = (pattern: string) =>
  globSync(pattern, { cwd: root }).map((file) => ({ file, source: readFileSync(`${root}${file}`, 'utf8') }))

describe('nothing is written without a direction', () => {
  test.each(sources('src/**/*.eta'))('$file', ({ source }) => {
    // `written` gives both attributes; whoever writes the language alone says how the direction is found.
    for (const [tag] of source.matchAll(/<[a-z]+\b(?:<%.*?%>|[^>])*\slang="(?:<%.*?%>|[^>])*>/g))
      if (!tag.startsWith('<html lang="en">')) expect(tag).toContain(' dir="')
    for (const [tag] of source.matchAll(/<html\b(?:<%.*?%>|[^>])*>/g))
      expect(['<html <%~ it.written(it.language) %>>', '<html lang="en">']).toContain(tag)
  })

  test.each(sources('src/**/*.{css,eta}'))(
    'styles of $file know beginning and end, not left and right',
    ({ source }) => {
      expect(source.match(/(?:margin|padding|border)-(?:left|right)|text-align: *(?:left|right)|float:/g)).toBeNull()
      expect(source.match(/[{;\s](?:left|right):/g)).toBeNull()
      // Four lengths in which those at the sides differ.
      const sides = [...source.matchAll(/(?:margin|padding): *[^\s;]+ ([^\s;]+) [^\s;]+ ([^\s;]+);/g)]
      expect(sides.filter(([, right, left]) => right !== left).map(([rule]) => rule)).toEqual([])
    },
  )
})

describe('a picture keeps its places on such a page', () => {
  const label = 'نعم'
  test.each([
    ['bars', () => barChart([{ heading: '', bars: [{ label, share: 0.5, interval: null }] }], label, '')],
    ['scores', () => scorecardChart([{ indicator: label, side: 'community', score: 50, words: label }], label)],
    [
      'a flow',
      () =>
        drawFlow(
          { boxes: [{ state: 'a', name: 'a', text: label, kind: 'question', block: undefined }], arrows: [] },
          label,
        ),
    ],
  ])('%s', async (_, draw) => {
    const svg = await draw()
    expect(svg).toMatch(/^<svg [^>]*direction="ltr"/)
    expect(svg).toContain(label)
  })
})
