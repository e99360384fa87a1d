import type { Bar } from '../../../results/report/chart.ts'
import { groupsThatDiffer } from '../../../results/statistics/group-differences.ts'
import { percent } from './numbers.ts'
import type { Reader } from './words.ts'

/** A bar, and the numbers that its share rests on; null where they are hidden. */
export interface ComparedGroup extends Bar {
  readonly counted: { readonly x: number; readonly n: number } | null
}

/** More sentences than these nobody reads. */
const mostTold = 3

/** In words how far apart groups are in something, which of them differ from the others by more than chance, and how many are too small to show. */
export function differences(what: string, groups: readonly ComparedGroup[], { text }: Reader): string[] {
  const known = groups.flatMap(({ label, share, counted }) =>
    share === null || counted === null ? [] : [{ label, share, ...counted }],
  )
  const [least, ...others] = known.toSorted((a, b) => a.share - b.share)
  const most = others.at(-1)
  const hidden = groups.length - known.length

  function told(one: (typeof known)[number], other: (typeof known)[number]): string[] {
    const [low, high] = [percent(one.share), percent(other.share)]
    if (low === high) return [text('results.groups.alike', { what, share: low })]
    const range = text('results.groups.range', { what, low, high, least: one.label, most: other.label })
    const differing = groupsThatDiffer(known)
    if (differing.length === 0) return [`${range} ${text('results.groups.none')}`]
    const names = differing.slice(0, mostTold).map(({ group, others: rest }) => {
      const { label = '', share = 0 } = known[group] ?? {}
      return text('results.groups.differs', { group: label, share: percent(share), others: percent(rest) })
    })
    return [[range, ...names].join(' ')]
  }

  return [
    ...(least && most ? told(least, most) : []),
    ...(hidden > 0 ? [text('results.groups.hidden', { hidden })] : []),
  ]
}
