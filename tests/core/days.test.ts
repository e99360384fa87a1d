import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { daysIn, isTimeZone } from '../../src/core/days.ts'

test('a day begins at midnight where people are', () => {
  const moment = new Date('2026-12-31T20:30:00Z')
  expect(['UTC', 'Asia/Dhaka', 'Africa/Nairobi', 'America/Lima'].map((zone) => daysIn(zone)(moment))).toEqual([
    ...['2026-12-31', '2027-01-01', '2026-12-31', '2026-12-31'],
  ])
  expect(daysIn('Asia/Dhaka')(new Date('2026-12-31T17:59:59Z'))).toBe('2026-12-31')
  expect(daysIn('Africa/Nairobi')(new Date('2026-02-28T21:00:00Z'))).toBe('2026-03-01')
})

test('a clock that is changed changes the day with it', () => {
  const day = daysIn('Europe/Berlin')
  expect(['2026-06-30T22:00:00Z', '2026-12-31T22:00:00Z'].map((moment) => day(new Date(moment)))).toEqual([
    ...['2026-07-01', '2026-12-31'],
  ])
})

test('time zones are known by their names', () => {
  expect(['Asia/Dhaka', 'UTC', 'Asia/Nowhere', '+06:00', '', 'Dhaka'].map(isTimeZone)).toEqual([
    ...[true, true, false, false, false, false],
  ])
})

test('nothing in the program has a day of its own: what people read and are asked is in one time zone', async () => {
  const own = /toISOString\(\)\.slice\(0, 10\)/
  // What is forgotten by the day of UTC; dates that spreadsheets, weeks and tokens are made of.
  const allowed = [
    ...['core/days.ts', 'store/coarse-time.ts', 'store/release-cells.ts', 'store/console/api-tokens.ts'],
    ...['authoring/xlsform/workbook.ts'],
  ]
  const source = join(import.meta.dirname, '../../src')
  const found: string[] = []
  for await (const file of glob('**/*.ts', { cwd: source, exclude: ['store/generated'] }))
    if (!allowed.includes(file) && own.test(await readFile(join(source, file), 'utf8'))) found.push(file)
  expect(found).toEqual([])
})
