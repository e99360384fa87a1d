import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { spss } from '../../../src/results/export/spss.ts'
import { smallFlow } from '../../support/flows.ts'
import { everything, interviews, prepared } from './round.ts'

const hasPspp = spawnSync('pspp', ['--version']).status === 0

async function written(more = {}) {
  const files = new Map<string, string>()
  for await (const { path, chunks } of spss.write(await prepared(everything, more)))
    files.set(path, await text(chunks as never))
  return files
}

describe.skipIf(!hasPspp)('PSPP (left out where it is not installed)', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'heard-pspp-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** Runs the syntax, and more, and gives back what PSPP prints as CSV. */
  async function run(commands: string, more = {}): Promise<string[][]> {
    for (const [name, content] of await written(more)) writeFileSync(join(folder, name), content)
    writeFileSync(join(folder, 'more.sps'), `INSERT FILE='interviews.sps'.\n${commands}\n`)
    const { status, stderr, stdout } = spawnSync('pspp', ['-o', 'out.csv', 'more.sps'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect([status, stderr, stdout.match(/error|warning/gi)]).toEqual([0, '', null])
    return parse(readFileSync(join(folder, 'out.csv')), { relax_column_count: true, skip_empty_lines: true })
  }

  test('finds the same frequencies, with their labels, and takes reasons for missing answers as such', async () => {
    const printed = await run('FREQUENCIES /VARIABLES=exposed told children services.clinic.')
    const found = (kind: string, label: string) =>
      printed
        .filter(([first, second]) => first === kind && second === label)
        .map(([, , frequency]) => Number(frequency))
    const count = (question: string, holds: (answer: unknown) => boolean) =>
      interviews.filter(({ answers }) => holds(answers[question])).length
    const is = (value: string | number) => (answer: unknown) => JSON.stringify(answer) === JSON.stringify({ value })
    // The first column stands once for several lines of a table.
    const frequencies = printed.flatMap(([, label, frequency]) => [[label, Number(frequency)]])
    expect(frequencies).toContainEqual(['Yes', count('exposed', is('yes'))])
    expect(frequencies).toContainEqual(['No, never', count('exposed', is('no'))])
    expect(frequencies).toContainEqual(['-2', count('children', is(-2))])
    expect(found('Missing', 'Not asked')).toContain(
      count('told', (answer) => JSON.stringify(answer).includes('missing')),
    )
    expect(found('Missing', "Don't know")).toEqual([
      count('services', (answer) => JSON.stringify(answer).includes('dont_know')),
    ])
  })

  test('reads names that are words of its own, and labels of any length, script and quoting', async () => {
    const long = `${'কেমন আছেন? '.repeat(60)}'"`
    const content = smallFlow(
      [
        { name: 'comment', list: 'list', label: long },
        { name: 'to', list: 'list', label: "It's" },
        { name: `${'a'.repeat(70)}1`, list: 'list' },
        { name: `${'a'.repeat(70)}2`, list: 'list' },
      ],
      { list: { yes: long, no: "Don''t" } },
    )
    const printed = await run('DISPLAY DICTIONARY.', { content })
    const words = printed.flat()
    expect(words).toEqual(expect.arrayContaining(['comment', 'to_2', 'a'.repeat(64), `${'a'.repeat(58)}_2`, "It's"]))
    expect(words.some((word) => /^কেমন আছেন\?/.test(word))).toBe(true)
  })
})

test('numbers are for computing with, and nothing else is', async () => {
  const syntax = (await written()).get('interviews.sps') ?? ''
  expect(syntax).toContain('VARIABLE LEVEL children (SCALE).')
  expect(syntax).toContain('VARIABLE LEVEL gender (NOMINAL).')
})

test('no line of the syntax is longer than SPSS takes, and no line but the first of a command begins at its edge', async () => {
  const syntax = (await written()).get('interviews.sps') ?? ''
  for (const line of syntax.split('\n')) {
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(255)
    expect(line).toMatch(
      /^$|^ {2,}|^\* .*\.$|^(VARIABLE LABELS|VALUE LABELS|MISSING VALUES|VARIABLE LEVEL|GET DATA|SET|MRSETS|EXECUTE)/,
    )
  }
})
