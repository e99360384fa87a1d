import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { outcomeVariable, shownCompletion, shownOutcomes, shownRates } from '../../src/results/outcome-table.ts'
import type { PublishedTable } from '../../src/results/published-table.ts'
import { valued } from '../../src/results/said.ts'

const ended = [
  { disposition: 'completed', count: 95 },
  { disposition: 'break_off', count: 5 },
  { disposition: 'refused', count: 40 },
  { disposition: 'ineligible', count: 12 },
]
const published = (complete: number | null, left: number | null): PublishedTable => ({
  ...{ question: outcomeVariable, dimensions: [], rows: [valued('completed'), valued('break_off')], columns: [[]] },
  ...{ cells: [[complete], [left]], rowTotals: [complete, left], columnTotals: [100], total: 100 },
})

test('how interviews ended is shown as far as it is published', () => {
  expect(shownOutcomes(ended, [published(95, 5)])).toMatchObject({ complete: 95, refusal: 45, notEligible: 12 })
  expect(shownOutcomes(ended, [published(null, null)])).toMatchObject({ complete: null, refusal: null })
  expect(shownOutcomes(ended, [])).toMatchObject({ complete: null, refusal: null, notEligible: 12 })
})

test('and so are the shares, which would give it away', () => {
  const [shown, hidden] = [published(95, 5), published(null, null)].map((table) => shownOutcomes(ended, [table]))
  if (!shown || !hidden) throw new Error('there are two')
  expect(shownCompletion(shown)).toMatchObject({ complete: 95, began: 140 })
  expect(shownCompletion(hidden)).toBeNull()
  expect(shownRates({ ...shown, hasFrame: true })?.RR1).toBeCloseTo(95 / 140)
  expect(shownRates({ ...hidden, hasFrame: true })).toBeNull()
})

test('without a frame there are no rates', () => {
  expect(shownRates(shownOutcomes(ended, [published(95, 5)]))).toBeNull()
})

test('nothing else counts how conversations ended for readers: numbers leave by the published tables', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const counting = files.filter((file) => /\.dispositions\(/.test(readFileSync(`src/${file}`, 'utf8')))
  expect(counting.map((file) => file.replaceAll('\\', '/')).sort()).toEqual([
    // How much is still to be read.
    ...['commands/export.ts', 'commands/progress.ts'],
    // For people inside: rounded to k while the round is open, and `heard results`.
    ...['console/flows/fieldwork.ts', 'offers.ts', 'results/figures.ts'],
    // The door: through `shownOutcomes`.
    'round-facts.ts',
  ])
})
