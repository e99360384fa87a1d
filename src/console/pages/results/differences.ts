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
  return [
    ...(least && most
      ? [
          text(`results.groups.${least.interval.high < most.interval.low ? 'apart' : 'overlap'}`, {
            ...{ what, least: least.label, most: most.label },
            ...{ low: percent(least.share), high: percent(most.share) },
          }),
        ]
      : []),
    ...(hidden > 0 ? [text('results.groups.hidden', { hidden })] : []),
  ]
}
