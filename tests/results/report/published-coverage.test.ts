import { expect, test } from 'vitest'
import { publishedCoverage } from '../../../src/results/report/published-coverage.ts'
import { readTable } from '../../../src/results/stored-table.ts'

const gender = readTable({
  ...{ question: 'gender', dimensions: [], rows: ['woman', 'man', 'third_gender', '(refused)'], columns: [[]] },
  ...{ cells: [[60], [20], [20], [7]], rowTotals: [60, 20, 20, 7], columnTotals: [107], total: 107 },
})
const together = readTable({
  ...{ question: 'place', dimensions: ['gender'], rows: ['town', 'village'], columns: [['woman'], ['man']] },
  ...{
    cells: [
      [10, 30],
      [50, 10],
    ],
    rowTotals: [40, 60],
    columnTotals: [60, 40],
    total: 100,
  },
})

test('shares are of those whom the census knows; the others are there beside them', () => {
  const [coverage] = publishedCoverage([gender], [{ questions: ['gender'], targets: { woman: 500, man: 500 } }])
  expect(coverage?.rows).toEqual([
    { category: 'woman', n: 60, sampleShare: 0.75, populationShare: 0.5, ratio: 1.5 },
    { category: 'man', n: 20, sampleShare: 0.25, populationShare: 0.5, ratio: 0.5 },
    { category: 'third_gender', n: 20, sampleShare: null, populationShare: null, ratio: null },
    { category: '(refused)', n: 7, sampleShare: null, populationShare: null, ratio: null },
  ])
})

test('where one category is hidden no share is shown: the others would give it away', () => {
  const hidden = { ...gender, cells: [[60], [null], [20], [7]] }
  const [coverage] = publishedCoverage([hidden], [{ questions: ['gender'], targets: { woman: 500, man: 500 } }])
  expect(coverage?.rows?.slice(0, 2)).toEqual([
    { category: 'woman', n: 60, sampleShare: null, populationShare: 0.5, ratio: null },
    { category: 'man', n: null, sampleShare: null, populationShare: 0.5, ratio: null },
  ])
})

test('margins of two questions are read from their table, whichever way it is turned', () => {
  const margin = { questions: ['gender', 'place'], targets: { 'woman,town': 20, 'woman,village': 80 } }
  const [coverage, none] = publishedCoverage([together], [margin, { questions: ['age'], targets: { young: 1 } }])
  expect(coverage?.rows?.slice(0, 2).map(({ category, n, ratio }) => [category, n, ratio?.toFixed(3)])).toEqual([
    ['woman,town', 10, '0.833'],
    ['woman,village', 50, '1.042'],
  ])
  expect(none).toEqual({ questions: ['age'], rows: null })
})
