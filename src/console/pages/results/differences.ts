import type { Bar } from '../../../results/report/chart.ts'
import { percent } from './numbers.ts'
import type { Reader } from './words.ts'

/** In words how far apart groups are in something, whether that may be chance, and how many groups are too small to show. */
export function differences(what: string, groups: readonly Bar[], { text }: Reader): string[] {
  const known = groups.flatMap(({ label, share, interval }) =>
    share === null || interval === null ? [] : [{ label, share, interval }],
  )
  const [least, ...others] = known.toSorted((a, b) => a.share - b.share)
  const most = others.at(-1)
  const hidden = groups.length - known.length

  function told(one: (typeof known)[number], other: (typeof known)[number]): string {
    const [low, high] = [percent(one.share), percent(other.share)]
    if (low === high) return text('results.groups.alike', { what, share: low })
    const kind = one.interval.high < other.interval.low ? 'apart' : 'overlap'
    return text(`results.groups.${kind}`, { what, low, high, least: one.label, most: other.label })
  }

  return [
    ...(least && most ? [told(least, most)] : []),
    ...(hidden > 0 ? [text('results.groups.hidden', { hidden })] : []),
  ]
}
