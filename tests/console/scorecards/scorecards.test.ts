import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freeze } from '../../../src/questionnaires.ts'
import { contentOf, inRound } from '../../support/flows.ts'
import { publishScores } from '../../support/scorecards.ts'
import { type RunningConsole, startConsole } from '../harness.ts'

const card = '/console/scorecards/service-scorecard/2026/clinic_a'
let console: RunningConsole
beforeAll(async () => {
  console = await startConsole()
  // 2025: everybody at clinic A says poor, 25. 2026: women 50, men 75, together 62.5. At clinic B four scored, at C twenty.
  await publishScores(console.store, '2025', [
    { point: 'clinic_a', gender: 'woman', counts: [0, 40, 0, 0, 0] },
    { point: 'clinic_a', gender: 'man', counts: [0, 40, 0, 0, 0] },
  ])
  console.pass(2 * 24 * 60)
  await publishScores(console.store, '2026', [
    { point: 'clinic_a', gender: 'woman', counts: [20, 20, 20, 20, 20] },
    { point: 'clinic_a', gender: 'man', counts: [0, 0, 40, 20, 40] },
    { point: 'clinic_b', gender: 'woman', counts: [1, 1, 1, 1, 0] },
    { point: 'clinic_c', gender: 'woman', counts: [4, 4, 4, 4, 4] },
  ])
})
afterAll(() => console.end())

test('closed rounds are listed by service point, and an open one is not', async () => {
  const browser = await console.signedIn(['analyst'])
  const { text, html } = await browser.open('/console/scorecards')
  expect(text).toMatch(/service-scorecard, 2026 Clinic A Clinic B Clinic C Clinic D service-scorecard, 2025/)
  expect(html).toContain(`href="${card}"`)
  for (const missing of ['2027/clinic_a', '2026/clinic_z'])
    expect((await browser.open(`/console/scorecards/service-scorecard/${missing}`)).status).toBe(404)
  expect((await browser.open('/console/scorecards/safety/2026/clinic_a')).status).toBe(404)
})

describe('a scorecard', () => {
  test('shows scores, focus groups and the change since the last round', async () => {
    const { text } = await (await console.signedIn(['analyst'])).open(card)
    // (100 x 50 + 100 x 75) / 200 = 62.5, shown as 63; in the last round it was 25.
    expect(text).toContain('63 (of at least 5 who scored) not entered not known +38 (was 25)')
    expect(text).toContain('50 (of at least 5 who scored) 75 (of at least 5 who scored) cannot be shown safely')
    // Of the round before, the tables tell how many they were.
    const before = await (await console.signedIn(['analyst'])).open(card.replace('2026', '2025'))
    expect(before.text).toContain('25 (of 80 who scored)')
    expect(text).toContain("The community's lowest score is 63")
    expect(text).not.toContain('Enter reasons')
  })

  test('shows the scores of twenty people, whose answers are too few for a table', async () => {
    const { text } = await (await console.signedIn(['analyst'])).open(card.replace('clinic_a', 'clinic_c'))
    expect(text).toContain('50 (of at least 5 who scored) not entered not known')
    expect(text).not.toContain('npx heard publish')
  })

  test('shows none where too few scored, and says how many are missing without telling how many scored', async () => {
    const { text } = await (await console.signedIn(['analyst'])).open(card.replace('clinic_a', 'clinic_b'))
    expect(text).toContain('cannot be shown safely: up to 5 more must score not entered not known')
    expect(text).toContain('How many more must score is rounded up')
    expect(text).not.toContain('npx heard publish')
    // Nobody at all scored at clinic D: that reads the same.
    const nobody = await (await console.signedIn(['analyst'])).open(card.replace('clinic_a', 'clinic_d'))
    expect(nobody.text).toContain('cannot be shown safely: up to 5 more must score not entered not known')
    expect(text).toContain('No score of the community can be shown.')
  })

  test("takes the provider's scores by phone where nothing is entered, and offers them to the form", async () => {
    const rows = ['very_poor', 'poor', 'fair', 'good', 'very_good']
    const content = {
      ...{ question: 'staff', dimensions: ['service_point'], rows, columns: [['clinic_a']] },
      ...{ cells: [[0], [0], [0], [12], [12]], rowTotals: [0, 0, 0, 12, 12], columnTotals: [24], total: 24 },
    }
    const round = { flow: 'service-scorecard-provider', round: '2025' }
    await console.store.publishedTables.add(round, [{ question: 'staff', dimensions: ['service_point'], content }])
    const browser = await console.signedIn(['author'])
    // 12 x 75 + 12 x 100 = 2100, of 24: 87.5.
    expect((await browser.open(card.replace('2026', '2025'))).text).toContain('25 (of 80 who scored) 88 (by phone) +63')
    const form = await browser.open(`${card.replace('2026', '2025')}/record`)
    expect(form.text).toContain('By phone the staff scored 88.')
    expect(form.html).toMatch(/value="88"[^>]*name="score_staff"/)
  })

  test('says what to run where nothing is published, also of the staff, and says it no more when that has run', async () => {
    const unpublished = card.replace('2026', '2027')
    await console.store.flowVersions.launch([freeze(inRound(contentOf('service-scorecard'), '2027'))])
    for (const flow of ['service-scorecard', 'service-scorecard-provider'])
      await console.store.interviews.close({ flow, round: '2027' }, 10)
    const browser = await console.signedIn(['analyst'])
    expect((await browser.open(unpublished)).text).toMatch(
      /npx heard publish service-scorecard --round 2027 npx heard publish service-scorecard-provider --round 2027/,
    )
    await publishScores(console.store, '2027', [])
    const { text } = await browser.open(unpublished)
    expect(text).not.toContain('npx heard publish service-scorecard --round')
    expect(text).toContain('cannot be shown safely: up to 5 more must score')
  })
})

describe('the record', () => {
  const entered = {
    reason_staff_woman: 'Nobody is there on market days',
    score_staff: '80',
    provider_staff: 'Two posts are vacant',
    ...{ input_item_0: 'Nurses', input_entitled_0: '4', input_actual_0: '2' },
    ...{ heldOn: '2026-06-10', place: 'School', summary: 'Both sides agreed on opening hours' },
    ...{ attendance_group_0: '', attendance_group_1: 'Women', attendance_people_1: '31' },
    ...{ action_issue_0: 'Absence', action_action_0: 'Put up the rota', action_responsible_0: 'Head of the clinic' },
    ...{ action_by_0: '2026-01-31', action_state_0: 'planned' },
    ...{ action_issue_1: '', action_action_1: 'Fill two posts', action_by_1: '2026-01-31', action_state_1: 'done' },
  }

  test('is for authors and administrators', async () => {
    expect((await (await console.signedIn(['analyst'])).open(`${card}/record`)).status).toBe(403)
    expect((await (await console.signedIn(['administrator'])).open(`${card}/record`)).status).toBe(200)
  })

  test('is entered, and stands on the scorecard with the gap and what is overdue', async () => {
    const browser = await console.signedIn(['author'])
    await browser.open(`${card}/record`)
    const { path, text } = await browser.send('save_record', entered)
    expect(path).toBe(card)
    expect(text).toContain('63 (of at least 5 who scored) 80 +17')
    expect(text).toContain('Woman Nobody is there on market days Provider Two posts are vacant')
    expect(text).toContain('Nurses 4 2')
    expect(text).toContain('Who came: Women 31')
    expect(text).toContain('Absence Put up the rota Head of the clinic 2026-01-31 planned overdue')
    expect(text).toContain('Fill two posts 2026-01-31 done')
    expect(text).not.toContain('done overdue')
    // Empty rows come after those that are filled.
    const { html } = await browser.open(`${card}/record`)
    expect(html.match(/name="action_issue_\d"/g)).toHaveLength(5)
    expect(html).toContain('value="Put up the rota"')
  })

  test('of the last round says what became of its actions', async () => {
    const browser = await console.signedIn(['author'])
    await browser.open(`${card.replace('2026', '2025')}/record`)
    await browser.send('save_record', {
      action_issue_0: '',
      action_action_0: 'Repair the tap',
      action_state_0: 'dropped',
    })
    const { text } = await browser.open(card)
    expect(text).toContain('What became of the plan of round 2025')
    expect(text).toContain('Repair the tap dropped')
  })

  test.each([
    [{ score_staff: '101' }, 'Write a number from 0 to 100.', 'save_record-score_staff'],
    [{ attendance_people_1: 'many', attendance_group_1: 'Men' }, 'Write how many people', 'attendance_people_1'],
    [{ action_issue_2: 'Only an issue' }, 'This is needed where the rest', 'save_record-action_action_2'],
    [{ heldOn: 'Friday' }, 'Write a day.', 'save_record-heldOn'],
    [{ reason_staff_woman: 'x'.repeat(2001) }, 'This is too long.', 'save_record-reason_staff_woman'],
  ])('with %o is not saved, and says where', async (wrong, sentence, field) => {
    const browser = await console.signedIn(['author'])
    await browser.open(`${card}/record`)
    const rows = Object.fromEntries(
      [0, 1, 2].flatMap((row) => [
        [`action_issue_${row}`, ''],
        [`attendance_group_${row}`, ''],
      ]),
    )
    const { status, html, text } = await browser.send('save_record', { ...rows, ...wrong })
    expect([status, text]).toEqual([422, expect.stringContaining(sentence)])
    expect(html).toContain(field)
  })

  test('does not overwrite what somebody else saved meanwhile', async () => {
    const [first, second] = [await console.signedIn(['author']), await console.signedIn(['author'])]
    for (const browser of [first, second]) await browser.open(`${card}/record`)
    await first.send('save_record', { summary: 'first' })
    const { status, text, html } = await second.send('save_record', { summary: 'second' })
    expect([status, text]).toEqual([422, expect.stringContaining('Somebody else saved the record meanwhile')])
    expect(html).toContain('second')
    expect((await first.open(card)).text).toContain('first')
  })
})
