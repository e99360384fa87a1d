import { expect, test } from 'vitest'
import { lineChart } from '../../../src/results/report/line-chart.ts'
import { isAskedAlike } from '../../../src/results/report/wording.ts'
import { smallFlow } from '../../support/flows.ts'

const asked = ({ label = 'Have you seen it?', yes = 'Yes', counts = ['yes'], relevant = '' } = {}) =>
  smallFlow(
    [
      { name: 'seen', list: 'answer', label, ...(relevant && { relevant: [relevant] }) },
      { name: 'other', list: 'answer', label: 'And the other one?' },
    ],
    { answer: { yes, no: 'No' } },
    {},
    { indicators: [{ name: 'seen_any', namespace: 'small', questions: ['seen'], counts, comparable: false }] },
  )

test('an indicator is asked alike where question, choices, what is counted and who is asked are the same', () => {
  const one = asked()
  expect(isAskedAlike('seen_any', one, asked())).toBe(true)
  const changed = [
    { label: 'Did you see it?' },
    { yes: 'Yes, often' },
    { counts: ['no'] },
    { relevant: '${other} = "yes"' },
  ]
  expect(changed.map((change) => isAskedAlike('seen_any', one, asked(change)))).toEqual([false, false, false, false])
  expect(isAskedAlike('unknown', one, one)).toBe(false)
})

test('a language that is new breaks nothing, and one whose words changed does', () => {
  const one = asked()
  const translated = (label: string) => {
    const { flow, texts } = asked()
    const sw = structuredClone(texts.en) as { small: { questions: { seen: { label: string } } } }
    sw.small.questions.seen.label = label
    return { ...one, flow: { ...flow, languages: [...flow.languages, 'sw'] }, texts: { ...texts, sw: { ...sw } } }
  }
  expect(isAskedAlike('seen_any', one, translated('Umeiona?'))).toBe(true)
  expect(isAskedAlike('seen_any', translated('Umeiona?'), translated('Uliiona?'))).toBe(false)
})

test('a line is drawn only between rounds that are both shown and were asked alike', () => {
  const interval = { low: 0.4, high: 0.6 }
  const point = (round: string, share: number | null, continues: boolean) => ({
    ...{ round, share, interval: share === null ? null : interval, continues },
  })
  const drawn = (points: ReturnType<typeof point>[]) => {
    const svg = lineChart(points, 'Seen')
    return [/stroke="#2f7f79"/g, /stroke-dasharray/g, /<circle/g, />–</g].map((part) => svg.match(part)?.length ?? 0)
  }
  expect(drawn([point('1', 0.5, false), point('2', 0.5, true)])).toEqual([1, 0, 2, 0])
  expect(drawn([point('1', 0.5, false), point('2', 0.5, false)])).toEqual([0, 1, 2, 0])
  expect(drawn([point('1', 0.5, false), point('2', null, true), point('3', 0.5, true)])).toEqual([0, 0, 2, 1])
})
