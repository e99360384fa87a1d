import type { InterviewRecord } from './interview-record.ts'

/** What of an interview could tell whose it is to somebody who knows when and how a person answered. */
export interface Circumstances {
  /** `YYYY-MM-DD`, `YYYY-MM-DD/P1W` (the week from that Monday on), `YYYY-MM`; null: not kept. */
  readonly period: string | null
  /** null: not kept. */
  readonly medium: string | null
  readonly language: string | null
}

type Recorded = Pick<InterviewRecord, 'day' | 'medium' | 'language'>
type Told<Of extends Recorded> = Omit<Of, 'day' | 'medium' | 'language'> & Circumstances

const millisecondsPerDay = 86_400_000

/** The Monday of a day's week. */
function mondayOf(day: string): string {
  const time = Date.parse(day)
  const sinceMonday = (new Date(time).getUTCDay() + 6) % 7
  return new Date(time - sinceMonday * millisecondsPerDay).toISOString().slice(0, 10)
}

/** From the finest on. */
const periods: readonly ((day: string) => string)[] = [
  (day) => day,
  (day) => `${mondayOf(day)}/P1W`,
  (day) => day.slice(0, 7),
]

/** Takes each cell apart by a value; those of values that are too few go together, with the smallest of the others where they alone are too few. */
function divided<Item>(
  cell: readonly Item[],
  k: number,
  read: (item: Item) => string,
): { readonly items: readonly Item[]; readonly value: string | null }[] {
  const groups = [...Map.groupBy(cell, read)].sort(([, a], [, b]) => b.length - a.length)
  const shown = groups.filter(([, items]) => items.length >= k)
  const rest = groups.filter(([, items]) => items.length < k).flatMap(([, items]) => items)
  while (rest.length > 0 && rest.length < k) {
    const smallest = shown.pop()
    if (!smallest) break
    rest.push(...smallest[1])
  }
  const told = shown.map(([value, items]) => ({ items, value }))
  return rest.length > 0 ? [...told, { items: rest, value: null }] : told
}

/**
 * Makes the interviews of one release alike in what somebody may know of a person from elsewhere: whoever knows day, way of answering and
 * language of a person finds at least `k` interviews of the release, or as many as it has. A medium is told where at least `k` have it, then
 * a language; then the smallest period, the same for the whole release, in which at least `k` of each of these lie.
 */
export function toldTogether<Of extends Recorded>(records: readonly Of[], k: number): Told<Of>[] {
  const cells = divided(records, k, ({ medium }) => medium).flatMap(({ items, value: medium }) =>
    divided(items, k, ({ language }) => language).map((cell) => ({ ...cell, medium, language: cell.value })),
  )
  const period = periods.find((periodOf) =>
    cells.every(({ items }) =>
      [...Map.groupBy(items, ({ day }) => periodOf(day)).values()].every((each) => each.length >= k),
    ),
  )
  const told = new Map(
    cells.flatMap(({ items, medium, language }) => items.map((item) => [item, { medium, language }] as const)),
  )
  // In the order in which they came: that is left to chance.
  return records.map((record) => {
    const { day, medium: _medium, language: _language, ...kept } = record
    return {
      ...kept,
      ...(told.get(record) as Pick<Circumstances, 'medium' | 'language'>),
      period: period?.(day) ?? null,
    }
  })
}

/** Puts those versions that fewer than `k` of a release were asked with the one that most were asked: few began before a text was changed. */
export function commonVersions(
  records: readonly { readonly version: string }[],
  k: number,
): (version: string) => string {
  const counts = [...Map.groupBy(records, ({ version }) => version)].map(
    ([version, items]) => [version, items.length] as const,
  )
  const [most] = counts.sort(([, a], [, b]) => b - a)
  const known = new Set(counts.filter(([, count]) => count >= k).map(([version]) => version))
  return (version) => (known.has(version) ? version : (most?.[0] ?? version))
}
