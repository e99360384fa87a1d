import { text } from 'node:stream/consumers'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import type { ExportData, ExportRow, RoundFacts } from '../../../src/results/export/export-data.ts'
import { exportFormats } from '../../../src/results/export/index.ts'
import { everything, nothingMore, prepared } from './round.ts'

const population: RoundFacts['population'] = {
  ...{ source: 'Census 2022', universe: 'adults', recordedOn: '2026-05-01' },
  margins: [{ questions: ['gender'], targets: { woman: 70, man: 30 } }],
}
const rowsOf = async (data: ExportData) => Array.fromAsync(data.rows())
const genderOf = ({ variables }: ExportData, { answers }: ExportRow) =>
  answers[variables.findIndex(({ name }) => name === 'gender')]

async function written(name: string, data: ExportData) {
  const files = new Map<string, string>()
  const format = exportFormats.find((each) => each.name === name)
  for await (const { path, chunks } of format?.write(data) ?? []) files.set(path, await text(chunks as never))
  return (path: string) => files.get(path) ?? ''
}

describe('weights of exported interviews', async () => {
  const data = await prepared(nothingMore, { population })
  const rows = await rowsOf(data)

  test('are made from what stands beside them: a suppressed value weighs as one that nobody gave', () => {
    const weights = new Map(rows.map((row) => [JSON.stringify(genderOf(data, row)), row.weight]))
    // As many as there are values in the file: a weight tells nothing of a person that the file does not.
    expect(new Set(rows.map((row) => `${JSON.stringify(genderOf(data, row))} ${row.weight}`)).size).toBe(weights.size)
    expect(weights.get(JSON.stringify({ missing: 'suppressed' }))).toBe(1)
    expect(rows.reduce((sum, { weight }) => sum + (weight ?? 0), 0)).toBeCloseTo(rows.length, 3)
    const women = rows.filter((row) => JSON.stringify(genderOf(data, row)) === JSON.stringify({ value: 'woman' }))
    const known = rows.filter((row) => 'value' in (genderOf(data, row) ?? {}))
    expect(women.reduce((sum, { weight }) => sum + (weight ?? 0), 0) / known.length).toBeCloseTo(0.7, 4)
  })

  test('are not there without margins, and where a question of the margins is left out', async () => {
    for (const given of [null, { ...population, margins: [{ questions: ['exposed'], targets: { yes: 1, no: 9 } }] }]) {
      const other = await prepared(nothingMore, { population: given })
      expect(new Set((await rowsOf(other)).map(({ weight }) => weight))).toEqual(new Set([null]))
      expect((await written('csv', other))('interviews.csv').split('\r\n')[0]).not.toContain('weight')
      expect((await written('quality-report', other))('quality-report.html')).toContain('Weighting: none')
    }
    const margins = [{ questions: ['exposed'], targets: { yes: 1, no: 9 } }]
    expect((await prepared(everything, { population: { ...population, margins } })).weighting).not.toBeNull()
  })

  test('stand in a column of CSV, SPSS and DDI, and the report and the codebook say how they were made', async () => {
    const csv = await written('csv', data)
    const weights = parse<Record<string, string>>(csv('interviews.csv'), { columns: true }).map(
      ({ _weight }) => _weight,
    )
    expect(weights.toSorted()).toEqual(rows.map(({ weight }) => String(weight)).toSorted())
    const { resources } = JSON.parse(csv('datapackage.json'))
    const [header = ''] = csv('interviews.csv').split('\r\n')
    expect(resources[0].schema.fields.map(({ name }: { name: string }) => name)).toEqual(header.split(','))
    const spss = await written('spss', data)
    expect(spss('interviews.csv').split('\r\n')[0]).toMatch(/^interview,month,disposition,weight,gender/)
    expect(spss('interviews.sps')).toMatch(/disposition\s+F8\.0 weight\s+F10\.6 gender/)
    const how = 'Margins: gender, of adults; source: Census 2022; recorded on 2026-05-01'
    expect((await written('quality-report', data))('quality-report.html')).toContain(how)
    expect((await written('ddi', data))('codebook.xml')).toContain(how)
  })

  test('the codebook describes each column of the file, in its order, and counts as many', async () => {
    for (const each of [data, await prepared(everything)]) {
      const xml = (await written('ddi', each))('codebook.xml')
      const [header = ''] = (await written('csv', each))('interviews.csv').split('\r\n')
      const described = [...xml.matchAll(/<var ID="V(\d+)" name="([^"]+)"/g)]
      expect(described.map(([, , name]) => name)).toEqual(header.split(','))
      expect(described.map(([, id]) => Number(id))).toEqual(described.map((_, index) => index + 1))
      expect(xml).toContain(`<varQnty>${described.length}</varQnty>`)
    }
  })
})
