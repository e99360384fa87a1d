import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { printedFigures } from '../../src/commands/printed-figures.ts'
import type { Answer, Flow } from '../../src/core/flow.ts'
import { readMargins } from '../../src/margins-file.ts'
import { countFigures } from '../../src/results/figures.ts'
import type { ReleasedInterview } from '../../src/store/interviews.ts'
import { smallFlow } from '../support/flows.ts'
import { releasedInterviews } from '../support/interviews.ts'

const folder = mkdtempSync(join(tmpdir(), 'heard-margins-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileWith(text: string): string {
  const file = join(folder, 'margins.yaml')
  writeFileSync(file, text)
  return file
}

const complete = `source: Population and Housing Census 2022
population: adults of 18 years and more
margins:
  gender: { woman: 50.4, man: 49.5, third_gender: 0.1 }
  gender, place:
    woman,city: 20
    man,village: 80
`

describe('a margins file', () => {
  test('says where the numbers come from, whom they are about, and what is known', () => {
    expect(readMargins(fileWith(complete))).toEqual({
      source: 'Population and Housing Census 2022',
      universe: 'adults of 18 years and more',
      margins: [
        { questions: ['gender'], targets: { woman: 50.4, man: 49.5, third_gender: 0.1 } },
        { questions: ['gender', 'place'], targets: { 'woman,city': 20, 'man,village': 80 } },
      ],
    })
  })

  test.each([
    ['no source', complete.replace(/^source.*\n/, ''), '"source" is missing'],
    ['an unknown key', `${complete}year: 2022\n`, '"year" is not known here'],
    ['a target of 0', complete.replace('49.5', '0'), 'margins.yaml:4: error: "man": a target must be above 0'],
    ['a target without a number', complete.replace(': 20', ': many'), 'margins.yaml:6: error: "woman,city"'],
    ['no targets', complete.replace(/\{.*\}/, '{}'), '"gender": there are no targets'],
    ['no margins', `${complete.slice(0, complete.indexOf('margins:'))}margins: {}`, 'there are no margins'],
    ['nothing', '', 'source, population and margins are missing'],
  ])('with %s is refused, and the fault is named', (_what, text, says) => {
    expect(() => readMargins(fileWith(text))).toThrow(says)
  })

  test('that is not there is refused', () => expect(() => readMargins(join(folder, 'none.yaml'))).toThrow('none.yaml'))
})

const content = smallFlow(
  [
    { name: 'gender', list: 'gender' },
    ...['access', 'affordable', 'equal', 'time'].map((name) => ({ name, list: 'agreement' })),
  ],
  {
    gender: { woman: 'Woman', man: 'Man', third: 'Third gender' },
    agreement: { strongly_agree: 'Yes!', agree: 'Yes', disagree: 'No', unknown: "Don't know" },
  },
  { unknown: { missing: 'dont_know' } },
  {
    indicators: [
      {
        ...{ name: 'satisfied', namespace: 'small', questions: ['access', 'time'], sdg: '16.6.2', comparable: false },
        counts: ['strongly_agree', 'agree'],
      },
      { name: 'women', namespace: 'small', questions: ['gender'], counts: ['woman'], comparable: false },
    ] satisfies Flow['indicators'],
  },
)
Object.assign(content.texts.en?.small ?? {}, {
  indicators: { satisfied: { label: 'Satisfied with care', comparability: 'Not comparable: two of five attributes.' } },
})

const interview = (gender: Answer, time: Answer): ReleasedInterview => ({
  ...{ round: '1', version: 'v', period: '2026-11-23', language: 'en', medium: 'sms', disposition: 'completed' },
  answers: { gender, access: { value: 'agree' }, affordable: { value: 'agree' }, equal: { value: 'agree' }, time },
})
const times = (count: number, gender: Answer, time: Answer) =>
  Array.from({ length: count }, () => interview(gender, time))
const interviews = {
  ...releasedInterviews([
    ...times(60, { value: 'woman' }, { value: 'agree' }),
    ...times(30, { value: 'man' }, { value: 'disagree' }),
    ...times(6, { value: 'third' }, { missing: 'dont_know' }),
    ...times(4, { missing: 'refused' }, { missing: 'not_reached' }),
  ]),
  dispositions: async () => [{ round: '1', version: 'v', disposition: 'completed', count: 100 }],
  waiting: async () => [],
}
const request = { flow: content.flow, version: 'abc', k: 10, round: '1' }

describe('what heard results prints', () => {
  test('has indicators with x/n, interval, and what they can be compared with', async () => {
    const printed = printedFigures(await countFigures(interviews, request), content)
    expect(printed).toContain('Satisfied with care (SDG 16.6.2): mean of 2 shares  83.3 %  74.3–89.6')
    expect(printed).toContain(
      '  access: 100/100  100.0 %\n  time: 60/90  66.7 %\n  Not comparable: two of five attributes.',
    )
    expect(printed).toContain('women: 60/96  62.5 %')
  })

  test('has a line for each question, with how many left there', async () => {
    const printed = printedFigures(await countFigures(interviews, request), content)
    expect(printed).toMatch(/^ {2} +asked +answered +refused +don't know +invalid +left here +not asked +left before$/m)
    expect(printed).toMatch(/^ {2}gender +100 +96 +4 +0 +0 +0 +0 +0$/m)
    expect(printed).toMatch(/^ {2}time +100 +90 +0 +6 +0 +4 = 4\.0 % +0 +0$/m)
  })

  test('says how many gave the same answer everywhere, and that nobody is left out for it', async () => {
    const printed = printedFigures(await countFigures(interviews, request), content)
    expect(printed).toContain('The same answer to all of access, affordable, equal, time: 60/90  66.7 %')
    expect(printed).toContain('nobody is left out for it')
  })

  test('says nothing of weights where nothing is known of the population', async () => {
    expect(printedFigures(await countFigures(interviews, request), content)).not.toContain('weight')
  })

  test('with margins says who answered, sets weighted figures beside the others, and warns', async () => {
    const population = {
      ...{ source: 'Census 2022', universe: 'adults' },
      margins: [{ questions: ['gender'], targets: { woman: 50, man: 50 } }],
    }
    const printed = printedFigures(await countFigures(interviews, { ...request, population }), content)
    expect(printed).toContain('Who answered, compared with adults (Census 2022)')
    expect(printed).toMatch(/^woman +60 +66\.7 % +50\.0 % +1\.33$/m)
    expect(printed).toMatch(/^third +6 +– +– +–$/m)
    expect(printed).toContain('The source has no number for third, (refused): they keep the share')
    expect(printed).toContain('Weights: all margins are met after one iteration.')
    expect(printed).toMatch(/^ {2}woman +60\/96 +62\.5 % .* 46\.9 %/m)
    expect(printed).toContain('women: 60/96  62.5 %')
    expect(printed).toContain('  weighted: 46.9 %')
    expect(printed).toContain('did not reduce the bias of an SMS survey')
  })

  test('says loudly that margins could not be met', async () => {
    const population = {
      ...{ source: 'Census 2022', universe: 'adults' },
      margins: [{ questions: ['gender'], targets: { woman: 2, man: 2, third: 96 } }],
    }
    const printed = printedFigures(await countFigures(interviews, { ...request, population }), content)
    expect(printed).toMatch(
      /THE MARGINS ARE NOT MET after \d+ iterations; the largest difference .* 6\d\.\d percentage points/,
    )
    expect(printed).toContain('The weights of 6 people were cut on the way to 5 times the mean')
    expect(printed).toContain('The weights of 90 people were raised on the way to 0.2 of the mean')
  })
})
