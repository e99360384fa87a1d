import { describe, expect, test } from 'vitest'
import type { ExportData, ExportFormat } from '../../../src/results/export/export-data.ts'
import { exportFormats } from '../../../src/results/export/index.ts'
import { readers } from './readers.ts'
import { everything, interviews, nothingMore, prepared } from './round.ts'

/** All files of a format, and the longest piece in which one was handed over. */
async function filesOf(format: ExportFormat, data: ExportData) {
  const files = new Map<string, Buffer>()
  let longest = 0
  for await (const { path, chunks } of format.write(data)) {
    const parts: Buffer[] = []
    for await (const chunk of chunks) {
      parts.push(Buffer.from(chunk))
      longest = Math.max(longest, chunk.length)
    }
    files.set(path, Buffer.concat(parts))
  }
  return { files, longest }
}

describe.each(exportFormats.map((format) => [format.name, format] as const))('%s', (name, format) => {
  const reader = readers[name]
  const read = reader?.read

  test('says what it is, and writes the files that it declares and no others', async () => {
    expect(format.about).not.toBe('')
    const { files } = await filesOf(format, await prepared(nothingMore))
    expect([...files.keys()].sort()).toEqual([...format.files].sort())
  })

  test('holds neither ids, days, channels nor other rounds; sensitive answers and free text only if asked for', async () => {
    for (const choices of [nothingMore, everything]) {
      const { files } = await filesOf(format, await prepared(choices))
      const lines = (await read?.(files)) ?? []
      const said = [...files.values(), JSON.stringify(lines)].map(String).join('\n')
      expect(said).not.toMatch(/secret|2026-01(?!\d)|2026-0[356]-(?!01T)\d\d/)
      if (choices === nothingMore) expect(said).not.toMatch(/My own words|HYPERLINK/)
    }
  })

  if (!reader || !read) return

  test('gives back every interview, with every answer that may be shown', async () => {
    const { files } = await filesOf(format, await prepared(everything))
    const lines = await read(files)
    expect(lines).toHaveLength(interviews.length)
    expect(new Set(lines.map((line) => line.interview)).size).toBe(interviews.length)
    const tally = (values: readonly unknown[]) =>
      Object.fromEntries(
        [...Map.groupBy(values.map(String), (value) => value)].map(([value, all]) => [value, all.length]),
      )
    const { reasons } = reader
    for (const column of ['children', 'exposed', 'told']) {
      const given = interviews.map(({ answers }) => {
        const answer = answers[column]
        if (answer && 'value' in answer) return answer.value
        return reasons ? `(${answer?.missing})` : undefined
      })
      expect(tally(lines.map((line) => line[column])), column).toEqual(tally(given))
    }
    expect(tally(lines.map(({ visit }) => visit))).toEqual({ '2026-03': interviews.length })
    const clinics = interviews.filter(
      ({ answers: { services: each } }) => each && 'value' in each && [each.value].flat().includes('clinic'),
    )
    expect(lines.filter((line) => line['services.clinic'] === 'true')).toHaveLength(clinics.length)
    expect(lines.filter((line) => line['services.clinic'] === (reasons ? '(dont_know)' : undefined))).toHaveLength(16)
  })

  test('hides who would stand alone, also where another answer would give it away', async () => {
    const { files } = await filesOf(format, await prepared(everything))
    const lines = await read(files)
    const { suppressed } = reader
    const withoutGender = lines.filter(({ gender }) => gender === suppressed)
    expect(withoutGender.length).toBeGreaterThan(0)
    for (const { of_third_gender: follow } of withoutGender) expect(follow).toBe(suppressed)
    for (const { functioning, seeing } of lines) if (functioning === suppressed) expect(seeing).toBe(suppressed)
    expect(lines.filter(({ gender }) => gender === 'third_gender')).toEqual([])
    expect(lines.filter(({ of_third_gender: follow }) => follow === 'yes')).toEqual([])
    const isAlike = (one: string | undefined, other: string | undefined) =>
      one === other || [one, other].some((value) => value === suppressed)
    for (const one of lines) {
      const alike = lines.filter(
        (other) => isAlike(one.gender, other.gender) && isAlike(one.functioning, other.functioning),
      )
      expect(alike.length).toBeGreaterThanOrEqual(5)
    }
  })
})

test.each(exportFormats.filter(({ name }) => name !== 'xlsx').map((format) => [format.name, format] as const))(
  '%s streams: no piece grows with the number of interviews',
  async (_name, format) => {
    const many = {
      *[Symbol.iterator]() {
        for (let copy = 0; copy < 120; copy++) yield* interviews
      },
    }
    const { files, longest } = await filesOf(format, await prepared(everything, {}, many))
    if (readers[format.name])
      expect(Math.max(...[...files.values()].map((file) => file.length))).toBeGreaterThan(600_000)
    expect(longest).toBeLessThan(300_000)
  },
)

test('a Flow Results resource says what kind of resource it is, as libraries that read it require', async () => {
  const format = exportFormats.find(({ name }) => name === 'flow-results') as ExportFormat
  const { files } = await filesOf(format, await prepared(nothingMore))
  const descriptor = JSON.parse(String(files.get('datapackage.json')))
  expect([descriptor.profile, descriptor.resources[0].profile]).toEqual(['flow-results-package', 'data-resource'])
})
