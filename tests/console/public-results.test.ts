import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publishSeen } from '../support/public-rounds.ts'
import { type RunningConsole, startConsole } from './harness.ts'

let console: RunningConsole

beforeAll(async () => {
  console = await startConsole()
  await publishSeen(console.store, '1', 'Have you seen it?', { town: 30, village: 60 })
  console.pass(24 * 60)
  await publishSeen(console.store, '2', 'Have you seen it?', { town: 50, village: 70 })
  console.pass(24 * 60)
  await publishSeen(console.store, '3', 'Did you see it this year?', { town: 40, village: 60 })
})
afterAll(() => console.end())

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${console.root}/results${path}`, { headers })

test('nothing is public before a person decides so, and what is not looks like what never was', async () => {
  const [closed, unknown] = [await get('/small/1'), await get('/small/99')]
  expect([closed.status, unknown.status]).toEqual([404, 404])
  expect(await closed.text()).toBe((await unknown.text()).replaceAll('/small/99', '/small/1'))
  expect(await (await get('')).text()).toContain('No results are public yet.')
})

test('who may decide makes results public, says where people were asked, and takes them back; the audit log keeps both', async () => {
  const analyst = await console.signedIn(['analyst'])
  await analyst.open('/console/results/small/1')
  // Their page has no such form: another one is made to say so.
  expect((await analyst.send('download', { action: 'make_public', place: 'Kilifi' })).status).toBe(403)
  expect((await get('/small/1')).status).toBe(404)

  const approver = await console.signedIn(['approver'])
  await approver.open('/console/results/small/1')
  expect((await approver.send('make_public', { place: ' ' })).text).toContain('This is needed.')
  const made = await approver.send('make_public', { place: 'Kilifi County, Kenya' })
  expect(made.text).toContain('The results are public now.')
  const response = await get('/small/1')
  expect(response.status).toBe(200)
  expect(await response.text()).toContain('Heard · Kilifi County, Kenya')
  expect(await (await get('')).text()).toContain('href="/results/small/1"')

  await approver.open('/console/results/small/1')
  expect((await approver.send('take_back')).text).toContain('no longer public')
  expect((await get('/small/1')).status).toBe(404)
  const noted = await console.store.console.audit.read({ subject: 'small' }, 2)
  expect(noted.map(({ action, details }) => [action, details])).toEqual([
    ['results.taken_back', { round: '1' }],
    ['results.made_public', { round: '1' }],
  ])
})

describe('a public page', () => {
  beforeAll(async () => {
    const { id } = await console.account(['approver'])
    for (const round of ['1', '3'])
      await console.store.publicResults.open({ flow: 'small', round }, 'Kilifi "North" <b>', id)
  })

  test('may be kept, sets no cookie, and lets nothing in but our own files', async () => {
    const response = await get('/small/1')
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(response.headers.get('cache-control')).toBe('public, max-age=60')
    expect(response.headers.get('vary')).toContain('Accept-Language')
    expect(response.headers.get('content-security-policy')).toContain(
      "default-src 'none';script-src 'self';style-src 'self'",
    )
    const etag = response.headers.get('etag') ?? ''
    const again = await get('/small/1', { 'if-none-match': etag })
    expect([again.status, await again.text()]).toEqual([304, ''])
    const html = await response.text()
    expect(html).not.toMatch(/<style|style="|<form method="post"|Kilifi "North" <b>/)
    expect((await fetch(`${console.root}/results/small/1`, { method: 'POST' })).status).toBe(405)
  })

  test('says in previews of its link what it is, under the address that we have and not the one a request gives', async () => {
    const html = await (await get('/small/1', { host: 'evil.example' })).text()
    expect(html).toContain('<meta property="og:title" content="Small, round 1">')
    expect(html).toContain('<meta property="og:url" content="https://heard.example.org/results/small/1">')
    expect(html).toMatch(/og:description" content="Heard asked: Small\. Questions: 3\. 400 people/)
    expect(html).not.toContain('evil.example')
  })

  test('has every group of an indicator', async () => {
    const [section] = (await (await get('/small/1')).text()).match(/id="indicator-seen_any"[\s\S]*?<\/section>/) ?? []
    expect([...(section ?? '').matchAll(/<\/tspan> ([^<]+)/g)].map(([, label]) => label)).toEqual([
      ...['Woman', 'Man'],
      ...['Town', 'Village on the other side of'],
      ...['Town, Woman', 'Town, Man', 'Village on the other side of', 'Village on the other side of'],
    ])
  })

  test('shows nothing that the page to share does not', async () => {
    const analyst = await console.signedIn(['analyst'])
    await analyst.open('/console/results/small/1')
    const shared = (await analyst.send('download')).html
    const figuresOf = (html: string) => /<section class="summary"[\s\S]*<\/dl>/.exec(html)?.[0].replace(/\s+/g, ' ')
    // Links to single breakdowns, and the form that picks them, are the only things that a file cannot have.
    const online = /<(section|p) class="no-print">[\s\S]*?<\/\1>/g
    const hosted = figuresOf((await (await get('/small/1')).text()).replace(online, ''))
    expect(hosted).toBeDefined()
    expect(hosted).toBe(figuresOf(shared))
  })

  test('compares with a round before only where that is public too', async () => {
    expect(await (await get('/small/3')).text()).not.toContain('Since the round')
    const analyst = await console.signedIn(['analyst'])
    expect((await analyst.open('/console/results/small/3')).text).toContain('Since the round 2')
  })

  test('speaks the language that is asked for, or else the one that the browser prefers', async () => {
    expect(await (await get('/small/1?language=sw')).text()).toContain('<html lang="sw"')
    expect(await (await get('/small/1', { 'accept-language': 'bn' })).text()).toContain('<html lang="bn"')
    expect(await (await get('/small/1?language=xx')).text()).toContain('<html lang="en"')
  })
})

describe('any breakdown of what is published', () => {
  const [own, crossed] = ['question=seen&by=place', 'question=seen&by=gender&and=place']

  test('has an address of its own, with chart, shares and numbers, in the console and on the public page', async () => {
    const analyst = await console.signedIn(['analyst'])
    const inside = (await analyst.open(`/console/results/small/1/breakdown?${own}`)).html
    const outside = await (await get(`/small/1/breakdown?${own}`)).text()
    const partsOf = (html: string) => /<figure>[\s\S]*?<\/figure>|<table[\s\S]*?<\/table>/g[Symbol.match](html)
    expect(partsOf(outside)).toHaveLength(3)
    expect(partsOf(outside)).toEqual(partsOf(inside))
    expect(outside).toMatch(/<option value="place" selected>/)
    expect(outside).toMatch(/Town<\/th><td class="heat-1" dir="auto">30 %<\/td><td class="heat-4"/)
  })

  test('crosses two groups, the first down and the second across', async () => {
    const html = await (await get(`/small/1/breakdown?${crossed}`)).text()
    const heat = /<table class="heat">[\s\S]*?<\/table>/
      .exec(html)?.[0]
      .replace(/\s*<[^>]+>\s*/g, '|')
      .replace(/\|+/g, '|')
    expect(heat).toMatch(/Town\|Village[^|]*\|Woman\|30 %\|60 %\|Man\|30 %\|60 %/)
  })

  test('is a picture and a file of numbers too, hidden ones empty', async () => {
    const svg = await get(`/small/1/breakdown?${own}&format=svg`)
    expect(svg.headers.get('content-type')).toBe('image/svg+xml')
    expect(svg.headers.get('content-disposition')).toBe('attachment; filename=small-1-seen-place.svg')
    expect(await svg.text()).toMatch(/^<svg role="img" aria-label="Have you seen it\?/)
    const csv = await (await get(`/small/1/breakdown?${crossed}&format=csv`)).text()
    const [header, first] = csv.split('\r\n')
    expect(header).toMatch(
      /^question,place,place_label,gender,gender_label,answer,answer_label,count,base,share,low,high/,
    )
    expect(first).toMatch(/^seen,town,Town,woman,Woman,yes,Yes,30,100,0.3,0.2/)
  })

  test('says so where it is not published, and what is', async () => {
    const html = await (await get('/small/1/breakdown?question=place&by=gender&and=place')).text()
    expect(html).toContain('This breakdown is not published')
    expect(html).toContain('href="/results/small/1/breakdown?question=place"')
    expect((await get('/small/2/breakdown')).status).toBe(404)
    expect((await get('/small/1/breakdown?question=<b>&by=constructor')).status).toBe(200)
  })
})

describe('rounds as a series', () => {
  const linesIn = (html: string) => ({
    joined: html.match(/stroke="#2f7f79"/g)?.length ?? 0,
    broken: html.match(/stroke-dasharray/g)?.length ?? 0,
    points: html.match(/<circle/g)?.length ?? 0,
  })
  // Everybody, two genders, two places, and the four of both.
  const lines = 9

  test('joins what was asked alike, and breaks where the words changed', async () => {
    const { html } = await (await console.signedIn(['analyst'])).open('/console/results/small')
    expect(linesIn(html)).toEqual({ joined: lines, broken: lines, points: 3 * lines })
    expect(html).toContain('Between 2 and 3 the question was put in other words')
    expect(html).not.toContain('Between 1 and 2')
    expect(html).toMatch(/Town<\/th><td[^>]*>30.0 % \([^)]*\)<\/td><td[^>]*>50.0 % /)
  })

  test('is public as far as the rounds are', async () => {
    const html = await (await get('/small')).text()
    expect(linesIn(html)).toEqual({ joined: 0, broken: lines, points: 2 * lines })
    expect(html).toContain('Between 1 and 3 the question was put in other words')
    expect((await get('/safety')).status).toBe(404)
    const csv = await (await get('/small?format=csv')).text()
    expect(csv.split('\r\n')).toHaveLength(2 * lines + 2)
    expect(csv).toMatch(/^seen_any,[^,]*,place,town,Town,3,0\.4,0\.3\d*,0\.4\d*,false$/m)
  })
})
