import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '../../src/core/flow.ts'
import { freeze } from '../../src/questionnaires.ts'
import { publish } from '../../src/results/publish.ts'
import { usualTables } from '../../src/results/tables.ts'
import { inRound, smallFlow } from '../support/flows.ts'
import { interviewOf } from '../support/interviews.ts'
import { type RunningConsole, startConsole } from './harness.ts'

/** The same questions in both rounds; only how the second is put has changed. */
const asked = (round: string, label: string) =>
  inRound(
    smallFlow(
      [
        { name: 'place', list: 'place', label: 'Where do you live?', disaggregate: true },
        { name: 'seen', list: 'answer', label },
        { name: 'kinds', type: 'select_multiple', list: 'kinds', label: 'Which?' },
        { name: 'who', list: 'who', label: 'Who helped?' },
      ],
      {
        place: { town: 'Town', village: 'Village' },
        answer: { yes: 'Yes', no: 'No' },
        kinds: { a: 'Water', b: 'Light' },
        who: { nurse: 'A nurse', doctor: 'A doctor' },
      },
      {},
      {
        indicators: [{ name: 'seen_any', namespace: 'small', questions: ['seen'], counts: ['yes'], comparable: false }],
      },
    ),
    round,
  )

let console: RunningConsole

/** 200 people of the town and 100 of the village, of whom so many have seen it; three helped, all by a nurse; closed and published. */
async function publishRound(round: string, label: string, seen: { readonly town: number; readonly village: number }) {
  const content = asked(round, label)
  const people = { town: 200, village: 100 }
  async function* released() {
    for (const place of ['town', 'village'] as const)
      for (let person = 0; person < people[place]; person++) {
        const answers: Record<string, Answer> = {
          place: { value: place },
          seen: person % 10 === 9 ? { missing: 'refused' } : { value: person < seen[place] ? 'yes' : 'no' },
          kinds: { value: person % 2 === 0 ? ['a', 'b'] : ['a'] },
          who: place === 'town' && person < 3 ? { value: 'nurse' } : { missing: 'not_applicable' },
        }
        yield { ...interviewOf(answers), round }
      }
  }
  const { store } = console
  await store.flowVersions.launch([freeze(content)])
  // What the first round knows of the population comes too late.
  const population = {
    ...{ source: 'Register 2020', universe: 'adults' },
    margins: [{ questions: ['place'], targets: { town: 40, village: 60 } }],
  }
  if (round === '2') expect(await store.roundMargins.save({ flow: 'small', round }, population, null)).toBe(true)
  await store.interviews.close({ flow: 'small', round }, 10)
  expect(await store.roundMargins.save({ flow: 'small', round }, population, null)).toBe(false)
  await publish(content.flow, { flow: 'small', round }, usualTables(content.flow), {
    ...{ interviews: { released }, tables: store.publishedTables, k: 10, progress: () => {} },
  })
}

beforeAll(async () => {
  console = await startConsole()
  await publishRound('1', 'Have you seen it?', { town: 60, village: 60 })
  console.pass(24 * 60)
  await publishRound('2', 'Did you see it this year?', { town: 100, village: 50 })
})
afterAll(() => console.end())

const opened = async (path: string) => (await console.signedIn(['analyst'])).open(`/console/results${path}`)

test('closed rounds are listed, the newest first, each with a page of its own', async () => {
  const { html } = await opened('')
  const links = [...html.matchAll(/href="\/console\/results\/([^"]+)"/g)].map(([, path]) => path)
  expect(links).toEqual(['small/2', 'small/1'])
  expect((await opened('/small/3')).status).toBe(404)
  expect((await opened('/safety/2026')).status).toBe(404)
})

test('each round is told in the words in which it was asked', async () => {
  expect((await opened('/small/1')).text).toContain('Have you seen it?')
  const { text } = await opened('/small/2')
  expect(text).toContain('Did you see it this year?')
  expect(text).not.toContain('Have you seen it?')
})

describe('a page of results', () => {
  test('begins with the indicators: x of n, interval, bounds, and what changed', async () => {
    // Town 90 of 180, village 45 of 90; before 54 and 54 of 270. 30 of 300 preferred not to say.
    const { text } = await opened('/small/2')
    expect(text).toContain('50.0 % 135/270')
    expect(text).toContain('95 % interval 44.1 to 55.9 %. Between 45.0 and 55.0 % if those who preferred')
    expect(text).toContain('Since the round 1: +10.0 percentage points (95 % interval')
    expect((await opened('/small/1')).text).not.toContain('Since the round')
  })

  test('has weighted figures beside the others, where margins were recorded before the round was closed', async () => {
    const { text } = await opened('/small/2')
    // Half of the town and of the village have seen it: weights change the interval alone.
    expect(text).toContain('With weights: 50.0 %, 95 % interval 43.')
    expect(text).toContain('Compared with adults (Register 2020)')
    expect(text).toContain('Weighted figures stand beside the others')
    expect(text).toMatch(/Town 200 \(67 %, 61–72\); weighted 40 %/)
    const first = (await opened('/small/1')).text
    expect(first).not.toContain('eighted')
  })

  test('tells in a sentence how far groups are apart, and whether that may be chance', async () => {
    expect((await opened('/small/1')).text).toContain(
      'from 30 % (Town) to 60 % (Village). Town: 30 %, others 60 %; this difference is larger than chance.',
    )
    expect((await opened('/small/2')).text).toContain('50 % in every group that is shown.')
  })

  test('shows who answered, who did not answer what, and how conversations ended', async () => {
    const { text } = await opened('/small/2')
    expect(text).toContain('50 % said: Yes (95 % interval 44 to 56 %). Between 45.0 and 55.0 %')
    expect(text).toMatch(/Who answered.*Where do you live\?.*Of 300 who answered, 67 % said: Town/)
    expect(text).toContain('Did you see it this year? 300 270 30 0 0 0 0')
    expect(text).toMatch(/How the conversations ended.*Complete \(I\) 300/)
  })

  test('draws one chart of a question with several answers, and says that there are several', async () => {
    const { html, text } = await opened('/small/2')
    expect(text).toContain('Which? Several answers were possible')
    expect(text).toContain('Water 300 (100 %, 99–100)')
    expect(text).toContain('Light 150 (50 %, 44–56)')
    expect(html.match(/aria-label="Which\?"/g)).toHaveLength(2)
  })

  test('hides what is too small, and does not leave it out', async () => {
    const { text } = await opened('/small/2')
    expect(text).toMatch(/Who helped\? (?:Shares are not shown|Nothing of it is published)/)
  })

  test('says how the round came about, and how much of it is hidden', async () => {
    const { text } = await opened('/small/2')
    expect(text).toContain('No sample was drawn.')
    expect(text).toContain('English: no review is recorded')
    expect(text).toMatch(/Counts of 1 to fewer than 10 are hidden.*\d+ tables with \d+ numbers are published/)
  })
})

const margins = (targets: string) =>
  new File([`source: Census 2021\npopulation: adults\nmargins:\n  place: ${targets}\n`], 'margins.yaml')

describe('who answered is compared with the population', () => {
  test('where somebody has a file of it; the page to share then has the comparison, too', async () => {
    const analyst = await console.signedIn(['analyst'])
    await analyst.open('/console/results/small/2')
    const { text } = await analyst.send('compare', { margins: margins('{ town: 40, village: 60 }') })
    expect(text).toContain('Compared with adults (Census 2021)')
    expect(text).toContain('Town 200 66.7 % 40.0 % 1.67')
    expect((await analyst.send('download')).text).toContain('Village 100 33.3 % 60.0 % 0.56')
    expect((await opened('/small/2')).text).not.toContain('Census 2021')
  })

  test('also with a long file', async () => {
    const analyst = await console.signedIn(['analyst'])
    await analyst.open('/console/results/small/2')
    const long = new File([await margins('{ town: 40, village: 60 }').text(), '# নোট\n'.repeat(3000)], 'margins.yaml')
    expect((await analyst.send('compare', { margins: long })).text).toContain('Census 2021')
    expect((await analyst.send('download')).text).toContain('Census 2021')
    const tooLong = new File(['x'.repeat(50_001)], 'margins.yaml')
    await analyst.open('/console/results/small/2')
    expect((await analyst.send('compare', { margins: tooLong })).status).toBe(422)
  })

  test.each([
    ['{ moon: 1 }', '"moon" is no answer to it'],
    ['{ town: 0 }', 'a target must be above 0'],
  ])('and of a file that cannot be used it is said why: %s', async (targets, says) => {
    const analyst = await console.signedIn(['analyst'])
    await analyst.open('/console/results/small/2')
    expect((await analyst.send('compare', { margins: margins(targets) })).text).toContain(says)
  })
})

test('the page to share is one file that asks nothing of any server', async () => {
  const analyst = await console.signedIn(['analyst'])
  await analyst.open('/console/results/small/1')
  const page = await analyst.send('download')
  expect(page.headers.get('content-disposition')).toBe('attachment; filename=small-1.html')
  expect(page.text).toContain('Have you seen it?')
  expect(page.text).toContain('They are no official statistics')
  expect(page.html).not.toMatch(/<script|<link|<img|<form|(?:src|action)=|href="[^#]/)
  const [entry] = await console.store.console.audit.read({ action: 'results.page_downloaded' }, 1)
  expect(entry).toMatchObject({ subject: 'small' })
})

test('a round may be called anything', async () => {
  await publishRound('2026/3 % &', 'And now?', { town: 100, village: 50 })
  const analyst = await console.signedIn(['analyst'])
  const { html } = await analyst.open('/console/results')
  const [, path = ''] = /href="(\/console\/results\/[^"]+)"/.exec(html) ?? []
  expect((await analyst.open(path)).text).toContain('Small, round 2026/3 % &')
  expect((await analyst.send('download')).headers.get('content-disposition')).toBe(
    'attachment; filename=small-2026-3-.html',
  )
})
