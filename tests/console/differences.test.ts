import { expect, test } from 'vitest'
import { readConsoleTexts } from '../../src/authoring/console-texts.ts'
import { differences } from '../../src/console/pages/results/differences.ts'
import { createTranslator } from '../../src/core/texts.ts'
import { projectFolders } from '../../src/questionnaires.ts'
import { groupsThatDiffer } from '../../src/results/statistics/group-differences.ts'
import { normalQuantile, wilson } from '../../src/results/statistics/intervals.ts'
import { chances } from '../support/answering.ts'

const translator = createTranslator(readConsoleTexts(projectFolders.locales), 'en')
const reader = {
  language: 'en',
  text: (key: string, parameters?: Readonly<Record<string, string | number>>) =>
    translator.text('en', `console:${key}`, parameters),
}
const group = (label: string, x: number | null, n: number) => ({
  ...{ label, share: x === null ? null : x / n, interval: x === null ? null : wilson(x, n) },
  counted: x === null ? null : { x, n },
})

test.each([
  [
    'far apart',
    [group('Dalit', 60, 100), group('Other', 20, 100)],
    'Dalit: 60 %, others 20 %; this difference is larger than chance.',
    'from 20 % (Other) to 60 % (Dalit)',
  ],
  [
    'near',
    [group('Dalit', 30, 100), group('Other', 25, 100)],
    'No group differs from the others by more than chance.',
    'from 25 % (Other) to 30 % (Dalit)',
  ],
  ['alike', [group('Dalit', 50, 100), group('Other', 100, 200)], '50 % in every group that is shown.', 'Yes: 50 %'],
  ['in part hidden', [group('Dalit', 50, 100), group('Deaf', null, 0)], 'too few: 1.', 'Groups whose share'],
])('groups that are %s', (_, groups, ...says) => {
  const told = differences('Yes', groups, reader).join(' ')
  for (const each of says) expect(told).toContain(each)
})

test.each([
  [0.975, 1.959963984540054],
  [0.995, 2.5758293035489004],
  [0.9999, 3.719016485455709],
])('the quantile of the normal distribution at %d', (p, z) => expect(normalQuantile(p)).toBeCloseTo(z, 10))

test('40 of 400 and 60 of 400 differ, although their intervals overlap', () => {
  expect(wilson(40, 400)?.high).toBeGreaterThan(wilson(60, 400)?.low ?? 1)
  expect(
    groupsThatDiffer([
      { x: 40, n: 400 },
      { x: 60, n: 400 },
    ]),
  ).toEqual([{ group: 0, others: 0.15 }])
})

test('of twenty groups that are alike hardly ever one is said to differ, and one that does is found', () => {
  const chance = chances(5)
  const group = (share: number) => ({ x: Array.from({ length: 100 }).filter(() => chance() < share).length, n: 100 })
  const runs = 400
  let claims = 0
  for (let run = 0; run < runs; run++)
    if (groupsThatDiffer(Array.from({ length: 20 }, () => group(0.3))).length > 0) claims++
  // 5 % are meant; six standard errors more are bad luck of one in a million.
  expect(claims / runs).toBeLessThan(0.05 + 6 * Math.sqrt((0.05 * 0.95) / runs))
  const alike = Array.from({ length: 19 }, () => group(0.3))
  expect(groupsThatDiffer([...alike, group(0.7)])[0]?.group).toBe(19)
})

test('of one group there is nothing to compare', () => {
  expect(differences('Yes', [group('Dalit', 50, 100)], reader)).toEqual([])
})
