import type { Interval } from '../results/statistics/intervals.ts'
import type { Presentation } from '../results/statistics/presentation.ts'

export const percent = (share: number | null): string => (share === null ? '–' : `${(100 * share).toFixed(1)} %`)
export const range = (interval: Interval | null): string =>
  interval === null ? '' : `${(100 * interval.low).toFixed(1)}–${(100 * interval.high).toFixed(1)}`

/** Marks after a figure; `legend` says what they mean. */
export function marks(presentation: Presentation | null): string {
  if (presentation === null) return ''
  const { unreliable, complementWide, review, dhs } = presentation
  return [
    unreliable === null ? '' : '!',
    complementWide ? '~' : '',
    review ? '?' : '',
    dhs === null ? '' : { asterisk: '*', parentheses: '()' }[dhs],
  ].join('')
}

export const legend = [
  '95 % intervals are Wilson\'s. "bounds" are the shares if nobody, or everybody, who preferred not to say belonged here.',
  '! NCHS would not show it (too few, or too wide)   ~ its complement is imprecise   ? nobody or everybody: look at it   DHS: * fewer than 25 cases, () fewer than 50',
]
