import { expect, test } from 'vitest'
import { readConsoleTexts } from '../../src/authoring/console-texts.ts'
import { differences } from '../../src/console/pages/results/differences.ts'
import { createTranslator } from '../../src/core/texts.ts'
import { projectFolders } from '../../src/questionnaires.ts'
import { wilson } from '../../src/results/statistics/intervals.ts'

const translator = createTranslator(readConsoleTexts(projectFolders.locales), 'en')
const reader = {
  language: 'en',
  text: (key: string, parameters?: Readonly<Record<string, string | number>>) =>
    translator.text('en', `console:${key}`, parameters),
}
const group = (label: string, x: number | null, n: number) => ({
  ...{ label, share: x === null ? null : x / n, interval: x === null ? null : wilson(x, n) },
})

test.each([
  [
    'far apart',
    [group('Dalit', 60, 100), group('Other', 20, 100)],
    'do not overlap.',
    'from 20 % (Other) to 60 % (Dalit)',
  ],
  [
    'near',
    [group('Dalit', 30, 100), group('Other', 25, 100)],
    'it may be chance.',
    'from 25 % (Other) to 30 % (Dalit)',
  ],
  ['alike', [group('Dalit', 50, 100), group('Other', 100, 200)], '50 % in every group that is shown.', 'Yes: 50 %'],
  ['in part hidden', [group('Dalit', 50, 100), group('Deaf', null, 0)], 'too few: 1.', 'Groups whose share'],
])('groups that are %s', (_, groups, ...says) => {
  const told = differences('Yes', groups, reader).join(' ')
  for (const each of says) expect(told).toContain(each)
})

test('of one group there is nothing to compare', () => {
  expect(differences('Yes', [group('Dalit', 50, 100)], reader)).toEqual([])
})
