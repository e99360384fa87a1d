import { text } from 'node:stream/consumers'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { ddi } from '../../../src/results/export/ddi.ts'
import type { ExportFormat, RoundFacts } from '../../../src/results/export/export-data.ts'
import { qualityReport } from '../../../src/results/export/quality-report.ts'
import { sdmxCsv } from '../../../src/results/export/sdmx-csv.ts'
import { readTable } from '../../../src/results/stored-table.ts'
import { everything, facts, interviews, nothingMore, prepared } from './round.ts'

const noAnswer = ['(refused)', '(dont_know)', '(not_applicable)', '(invalid)', '(not_reached)']

/** What was published: seeing for everybody, with one reason hidden; and by gender, where one group is too small to show. */
const published = [
  {
    ...{ question: 'seeing', dimensions: [], rows: ['none', 'a_lot', ...noAnswer], columns: [[]] },
    ...{ cells: [[40], [37], [null], [0], [0], [0], [0]], rowTotals: [40, 37, null, 0, 0, 0, 0] },
    ...{ columnTotals: [87], total: 87 },
  },
  {
    ...{ question: 'seeing', dimensions: ['gender'], rows: ['none', 'a_lot', ...noAnswer] },
    columns: [['man'], ['third_gender'], ['woman']],
    cells: [[30, null, 10], [10, null, 30], ...noAnswer.map(() => [0, 0, 0])],
    ...{ rowTotals: [40, 37, 0, 0, 0, 0, 0], columnTotals: [40, null, 40], total: 87 },
  },
].map(readTable)
const indicators = [
  {
    ...{ name: 'sight', namespace: 'small', questions: ['seeing'], counts: ['a_lot'] },
    ...{ sdg: '16.6.2', comparable: false },
  },
]
const content = structuredClone(facts.content)
Object.assign(content.flow, { indicators })
Object.assign(content.texts.en?.small ?? {}, {
  indicators: { sight: { label: 'Hard to see', comparability: 'It is asked <another> way & by telephone.' } },
})

async function written(format: ExportFormat, more: Partial<RoundFacts> = {}) {
  const files = new Map<string, string>()
  for await (const { path, chunks } of format.write(await prepared(nothingMore, { content, published, ...more })))
    files.set(path, await text(chunks as never))
  return files
}

describe('SDMX', async () => {
  const files = await written(sdmxCsv)
  const rows: Record<string, string>[] = parse(files.get('observations.csv') ?? '', { columns: true })
  const find = (wanted: Record<string, string>) =>
    rows.filter((row) => Object.entries(wanted).every(([name, value]) => row[name] === value))

  test('says what is published, with interval and base, under the codes of the SDGs', () => {
    expect(find({ SERIES: 'SMALL_SEEING_A_LOT', SEX: 'F', UNIT_MEASURE: 'PS' })).toMatchObject([
      { STRUCTURE: 'dataflow', ACTION: 'I', OBS_VALUE: '30', OBS_STATUS: 'A', CONF_STATUS: 'F', CUST_BREAKDOWN: '_T' },
    ])
    expect(find({ SERIES: 'SMALL_SEEING_A_LOT', SEX: 'F', UNIT_MEASURE: 'PT' })).toMatchObject([
      { OBS_VALUE: '75', LOWER_BOUND: '59.806', UPPER_BOUND: '85.8129', SAMPLE_SIZE: '40' },
    ])
  })

  test('leaves hidden numbers empty, and says that they are suppressed', () => {
    const hidden = find({ OBS_STATUS: 'Q' })
    expect(hidden.length).toBeGreaterThan(3)
    for (const { OBS_VALUE, CONF_STATUS, LOWER_BOUND, SAMPLE_SIZE } of hidden)
      expect([OBS_VALUE, CONF_STATUS, LOWER_BOUND, SAMPLE_SIZE]).toEqual(['', 'C', '', ''])
    expect(find({ OBS_VALUE: '' })).toEqual(hidden)
  })

  test('puts nobody under a sex that they did not give', () => {
    const third = find({ CUST_BREAKDOWN: 'GENDER_THIRD_GENDER' })
    expect(third.length).toBeGreaterThan(0)
    for (const row of third) expect([row.SEX, row.AGE]).toEqual(['_T', '_T'])
  })

  test('never says that data are official, and never the same thing twice', () => {
    expect(new Set(rows.map(({ REPORTING_TYPE: type }) => type))).toEqual(new Set(['CITIZEN']))
    const keys = rows.map((row) =>
      ['ROUND', 'SERIES', 'SEX', 'AGE', 'DISABILITY_STATUS', 'CUST_BREAKDOWN', 'UNIT_MEASURE']
        .map((name) => row[name])
        .join('|'),
    )
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('tells a choice that is called as a reason from the reason, also where people are taken apart by it', async () => {
    const tables = [
      {
        ...{ question: 'seeing', dimensions: [], rows: ['refused', 'none', ...noAnswer], columns: [[]] },
        ...{ cells: [[40], [30], [20], [0], [0], [0], [0]], rowTotals: [40, 30, 20, 0, 0, 0, 0] },
        ...{ columnTotals: [90], total: 90 },
      },
      {
        ...{ question: 'seeing', dimensions: ['gender'], rows: ['none', '(no_answer)', '(not_applicable)'] },
        columns: [['(no_answer)'], ['no_answer']],
        cells: [
          [40, 30],
          [10, 10],
          [0, 0],
        ],
        ...{ rowTotals: [70, 20, 0], columnTotals: [50, 40], total: 90 },
      },
    ]
    const observations: Record<string, string>[] = parse(
      (await written(sdmxCsv, { published: tables.map(readTable) })).get('observations.csv') ?? '',
      { columns: true },
    )
    const keys = observations.map((row) => `${row.SERIES} ${row.CUST_BREAKDOWN} ${row.UNIT_MEASURE}`)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys).toContain('SMALL_SEEING_REFUSED _T PS')
    expect(keys).toContain('SMALL_SEEING@REFUSED _T PS')
  })

  test('has a key of its own for every round of a year, whatever it is called', async () => {
    const keysOf = async (round: string) => {
      const { observations, codes } = await written(sdmxCsv, { round: { flow: 'small', round } }).then((each) => ({
        observations: parse(each.get('observations.csv') ?? '', { columns: true }) as Record<string, string>[],
        codes: each.get('codes.csv') ?? '',
      }))
      const [first] = observations
      expect(new Set(observations.map(({ ROUND }) => ROUND)).size).toBe(1)
      expect(first?.ROUND).toMatch(/^[A-Z0-9_@]+$/)
      expect(codes).toContain(`ROUND,${first?.ROUND},`)
      return `${first?.ROUND} ${first?.SERIES}`
    }
    const names = ['2026', '2026-spring', '2026 spring', '2026_SPRING', '2026-autumn', 'পর্ব ২', 'পর্ব ১']
    expect(new Set(await Promise.all(names.map(keysOf))).size).toBe(names.length)
  })

  test('has the indicators, hidden where a number is hidden that they need, with what they may be compared with', () => {
    const sight = find({ SERIES: 'SMALL_INDICATOR_SIGHT' })
    expect(sight.map(({ SEX, CUST_BREAKDOWN, OBS_VALUE }) => [SEX, CUST_BREAKDOWN, OBS_VALUE])).toEqual([
      ['_T', '_T', '48.0519'],
      ['M', '_T', '25'],
      ['_T', 'GENDER_THIRD_GENDER', ''],
      ['F', '_T', '75'],
    ])
    for (const { COMMENT_OBS } of sight)
      expect(COMMENT_OBS).toBe('About SDG 16.6.2, not comparable. It is asked <another> way & by telephone.')
  })

  test('explains every code of its own', () => {
    const codes = new Set(
      parse(files.get('codes.csv') ?? '', { relax_column_count: false }).map(
        ([concept, code]: string[]) => `${concept} ${code}`,
      ),
    )
    for (const { SERIES, CUST_BREAKDOWN } of rows) {
      expect(codes).toContain(`SERIES ${SERIES}`)
      if (CUST_BREAKDOWN !== '_T') expect(codes).toContain(`CUST_BREAKDOWN ${CUST_BREAKDOWN}`)
    }
  })
})

describe('DDI', async () => {
  const xml = (await written(ddi)).get('codebook.xml') ?? ''
  const variable = /<var ID="V\d+" name="seeing".*?<\/var>/s.exec(xml)?.[0] ?? ''

  test('is well-formed', () => {
    const open: string[] = []
    const rest = xml
      .replace(/^<\?xml[^?]*\?>\n/, '')
      .replace(/<(\/?)([A-Za-z]+)((?: [\w:]+="[^"<]*")*)>/g, (_all, end, name) => {
        if (end === '') open.push(name)
        else expect(open.pop()).toBe(name)
        return ''
      })
    expect(open).toEqual([])
    expect(rest).not.toMatch(/[<>]|&(?!#\d+;)/)
  })

  test('has the questions in every language, and reasons for missing answers as such', () => {
    expect(xml).toContain('<qstnLit xml:lang="en">You&#39;re: &#39;what&#39;?</qstnLit><qstnLit xml:lang="bn">')
    expect(variable).toContain('<catgry missing="Y"><catValu>(refused)</catValu>')
  })

  test('has the frequencies that are published, and none that is hidden', () => {
    expect(variable).toMatch(/<catValu>none<\/catValu>(<labl[^>]*>[^<]*<\/labl>)+<catStat type="freq">40<\/catStat>/)
    expect(variable).toMatch(/<catValu>\(refused\)<\/catValu><labl[^>]*>[^<]*<\/labl><\/catgry>/)
    expect(xml.match(/catStat type/g)).toHaveLength(6)
  })
})

describe('the quality report', () => {
  test('has what is published of sensitive questions, and of those with several answers, that the interviews leave out', async () => {
    const tableOf = (question: string, rows: readonly string[], counts: readonly (number | null)[]) => ({
      ...{ question, dimensions: [], rows: [...rows, ...noAnswer], columns: [[]] },
      ...{ cells: counts.map((count) => [count]), rowTotals: counts, columnTotals: [87], total: 87 },
    })
    const tables = [
      tableOf('exposed', ['yes', 'no'], [30, 45, 12, 0, 0, 0, 0]),
      tableOf('services: clinic', ['chosen', 'not_chosen'], [null, null, 0, 17, 0, 0, 0]),
      tableOf('services: school', ['chosen', 'not_chosen'], [60, 10, 0, 17, 0, 0, 0]),
    ]
    const html = (await written(qualityReport, { published: tables.map(readTable) })).get('quality-report.html') ?? ''
    expect(html).toMatch(/exposed: Question exposed\?<\/th>\s*<td>75<\/td><td>12<\/td>/)
    expect(html).toMatch(/services: Question services\?<\/th>\s*<td>70<\/td><td>0<\/td><td>17<\/td>/)
    expect(html).toContain('Sensitive questions left out: exposed, told')
  })

  test('says what is not known, and hides what is hidden', async () => {
    const html = (await written(qualityReport)).get('quality-report.html') ?? ''
    expect(html).toContain('Nobody of the community is recorded to have looked at the questions.')
    expect(html).toMatch(/seeing: Question seeing\?<\/th>\s*<td>77<\/td><td>too few to show safely<\/td><td>0<\/td>/)
    expect(html).toContain('It is asked &lt;another&gt; way &amp; by telephone.')
    expect(html).toContain('2 tables are published, with')
    expect(html).not.toContain('It could not look at all tables at once')
    const inParts = published.map((table) => ({ ...table, auditedInParts: true as const }))
    const partly = (await written(qualityReport, { published: inParts })).get('quality-report.html')
    expect(partly).toContain('It could not look at all tables at once')
    expect(html).not.toMatch(/<script|https?:/)
  })

  test('says who took part, for what, and who has read the translations', async () => {
    const launch = {
      ...{ purpose: 'To know who sees.', use: 'The ministry reads it.', targetPopulation: 'Adults in Dhaka' },
      ...{ media: ['ussd'], opensOn: '2026-05-01', closesOn: '2026-06-30', ethicsReference: 'ERC 7' },
      translationReviews: { bn: { by: 'A native speaker', on: '2026-04-02' } },
    }
    const reviews = [
      { heldOn: '2026-04-01', community: 'Sex workers of Tangail', people: 8, outcome: 'Two questions were changed' },
    ]
    const html = (await written(qualityReport, { launch, reviews })).get('quality-report.html') ?? ''
    for (const said of [
      'To know who sees.',
      'Adults in Dhaka',
      'ERC 7',
      'Sex workers of Tangail',
      'by A native speaker on 2026-04-02',
    ])
      expect(html).toContain(said)
  })
})

describe('what is read without the interviews', () => {
  /** The same answers to each question, given by other people: other classes, months and weights. */
  const others = interviews.map((each, place) => {
    const gender = { value: ['woman', 'man', 'third_gender'][place % 3] ?? '' }
    const period = `2026-${place < 40 ? '04' : '05'}-17`
    return { ...each, period, answers: { ...each.answers, gender } }
  })
  const population: RoundFacts['population'] = {
    ...{ source: 'Census 2022', universe: 'adults', recordedOn: '2026-05-01' },
    margins: [{ questions: ['gender'], targets: { woman: 70, man: 30 } }],
  }

  test.each([qualityReport, ddi])(
    '$name says of them only how many they are: the rest is in published tables',
    async (format) => {
      const read = async (given: typeof interviews) => {
        const data = await prepared(everything, { content, published, population }, given)
        const [file] = await Array.fromAsync(format.write(data))
        return { data, told: await text(file?.chunks as never) }
      }
      const [one, other] = [await read(interviews), await read(others)]
      expect(one.data.anonymity).not.toEqual(other.data.anonymity)
      expect(one.data.monthsSuppressed).not.toEqual(other.data.monthsSuppressed)
      expect(one.data.weighting?.deff).not.toEqual(other.data.weighting?.deff)
      expect(one.told).toBe(other.told)
      const few = await read(interviews.slice(0, 4))
      expect(few.told).not.toContain('<caseQnty>')
    },
  )
})
