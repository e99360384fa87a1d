import { text } from 'node:stream/consumers'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { csvLine } from '../../../src/results/export/cells.ts'
import { csv } from '../../../src/results/export/csv.ts'
import { everything, interviews, nothingMore, prepared } from './round.ts'

async function written(choices = everything, given = interviews) {
  const files = new Map<string, string>()
  for await (const { path, chunks } of csv.write(await prepared(choices, {}, given)))
    files.set(path, await text(chunks as never))
  return { data: files.get('interviews.csv') ?? '', about: JSON.parse(files.get('datapackage.json') ?? '{}') }
}

describe('a cell of CSV', () => {
  const cells = [
    ['=1+1', "'=1+1"],
    ['+880', "'+880"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1', "'＝1"],
    ['\tx', "'\tx"],
    ['\rx', '"\'\rx"'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
    ['a=b', 'a=b'],
    ['(refused)', '(refused)'],
    [-2, '-2'],
    [1.5, '1.5'],
    [true, 'true'],
    [null, ''],
  ] as const
  test.each(cells)('%j is written %j', (value, expected) => {
    expect(csvLine([value])).toBe(`${expected}\r\n`)
  })
})

test('the data package describes every column, in its order, with labelled categories and missing values', async () => {
  const { data, about } = await written()
  const [resource] = about.resources
  const [header] = parse(data, { to_line: 1 })
  const { fields } = resource.schema
  expect(fields.map((field: { name: string }) => field.name)).toEqual(header)
  const field = (name: string) => fields.find((each: { name: string }) => each.name === name)
  expect(field('gender')).toMatchObject({ type: 'string', title: "You're: 'what'?" })
  expect(field('gender').categories).toContainEqual({ value: 'woman', label: 'মহিলা "W"' })
  expect(field('functioning').categories.map((each: { value: string }) => each.value)).toEqual([
    ...['with_difficulty', 'without_difficulty'],
  ])
  expect(field('services.clinic')).toMatchObject({ type: 'boolean' })
  expect([field('children').type, field('visit').type, field('comment').type]).toEqual([
    'integer',
    'yearmonth',
    'string',
  ])
  expect(field('gender').missingValues).toContainEqual({ value: '(refused)', label: 'Prefer not to say' })
  expect(resource.schema.primaryKey).toEqual(['interview'])
})

test('says what was done to the interviews and what was left out', async () => {
  const careful = (await written(nothingMore)).about.description
  expect(careful).toMatch(/Dimensions \(marked "disaggregate"\): gender, functioning/)
  expect(careful).toMatch(/Sensitive questions left out: exposed, told; free text left out: comment, words_again/)
  expect(careful).not.toContain('SENSITIVE QUESTIONS ARE IN IT')
  expect((await written()).about.description).toMatch(/SENSITIVE QUESTIONS ARE IN IT: exposed, told/)
})

describe('values that the questionnaire does not list', () => {
  const [first] = interviews
  const withAnswers = (answers: object, count: number) =>
    Array.from(
      { length: count },
      () => ({ ...first, answers: { ...first?.answers, ...answers } }) as (typeof interviews)[number],
    )

  test('are described where they are: a choice of an earlier version, and what was calculated', async () => {
    const old = { seeing: { value: 'squinting' }, functioning: { value: 'unclear' } }
    const { about } = await written(everything, [...interviews, ...withAnswers(old, 8)])
    const values = (name: string) =>
      about.resources[0].schema.fields
        .find((field: { name: string }) => field.name === name)
        .categories.map(({ value }: { value: string }) => value)
    expect(values('seeing')).toEqual(['none', 'a_lot', 'squinting'])
    expect(values('functioning')).toEqual(['unclear', 'with_difficulty', 'without_difficulty'])
  })

  test('are told apart from reasons, also where they read like one', async () => {
    const odd = { functioning: { value: '(refused)' } }
    const { data } = await written(everything, [...interviews, ...withAnswers(odd, 8)])
    const column = parse<Record<string, string>>(data, { columns: true }).map(({ functioning }) => functioning)
    expect(column.filter((cell) => cell === "'(refused)")).toHaveLength(8)
  })

  test('are nowhere if only people have them who would stand alone', async () => {
    const rare = { seeing: { value: 'only_theirs' }, functioning: { value: 'only_theirs' } }
    const { data, about } = await written(everything, [...interviews, ...withAnswers(rare, 2)])
    expect(data + JSON.stringify(about)).not.toContain('only_theirs')
  })
})
