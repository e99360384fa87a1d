import type { FlowContent } from '../../core/flow.ts'
import type { PublishedTable } from '../published-table.ts'
import { groupKey, namesKey } from '../said.ts'
import type { Indicator } from '../statistics/indicator.ts'
import type { Interval } from '../statistics/intervals.ts'
import { answerOrder, type Group, groupReader } from './groups.ts'
import { publishedIndicators } from './indicators.ts'
import { compareGroups } from './question-report.ts'
import { isAskedAlike } from './wording.ts'

/** A closed round, as it was asked, with what is published of it. */
export interface SeriesRound {
  readonly round: string
  readonly content: FlowContent
  readonly published: readonly PublishedTable[]
}

export interface SeriesPoint {
  readonly round: string
  /** null: too few to show safely, or not published. */
  readonly share: number | null
  readonly interval: Interval | null
  /** It was asked as in the round before: the two may be joined by a line. */
  readonly continues: boolean
}

interface IndicatorSeries {
  readonly indicator: Indicator
  /** Rounds between which the words, or what is counted, changed. */
  readonly breaks: readonly { readonly from: string; readonly to: string }[]
  /** Everybody first. */
  readonly breakdowns: readonly {
    readonly by: readonly string[]
    readonly lines: readonly { readonly group: Group; readonly points: readonly SeriesPoint[] }[]
  }[]
}

/** Every group of an indicator in a round, each once; where tables of several choices tell of the same group, what one of them shows. */
function groupsIn({ content, published }: SeriesRound, name: string) {
  const readGroup = groupReader(content.flow)
  const figures = publishedIndicators(content.flow, published).filter(({ indicator }) => indicator.name === name)
  const found = figures.flatMap((figure) => {
    const group = readGroup(figure.dimensions, figure.values)
    return group ? [{ group, figure }] : []
  })
  return Map.groupBy(found, ({ group }) => `${namesKey(group.by)}${groupKey(group.values)}`)
}

/** The indicators of the newest round over all rounds, the oldest first: a line for everybody and for each group of which a share is shown. */
export function indicatorSeries(rounds: readonly SeriesRound[]): IndicatorSeries[] {
  const newest = rounds.at(-1)
  if (!newest) return []
  const order = answerOrder(newest.content.flow)
  return newest.content.flow.indicators.map((indicator) => {
    const alike = rounds.map(({ content }, place) => {
      const before = rounds[place - 1]
      return before !== undefined && isAskedAlike(indicator.name, before.content, content)
    })
    const known = rounds.map((round) => groupsIn(round, indicator.name))
    const groups = new Map(
      known.flatMap((each) => [...each].flatMap(([key, [one]]) => (one ? [[key, one.group]] : []))),
    )
    const lines = [...groups].map(([key, group]) => ({
      group,
      points: rounds.map(({ round }, place): SeriesPoint => {
        const figure = known[place]?.get(key)?.find((each) => each.figure.share !== null)?.figure
        return {
          ...{ round, share: figure?.share ?? null, interval: figure?.interval ?? null },
          continues: alike[place] ?? false,
        }
      }),
    }))
    const shown = lines.filter(({ points }) => points.some(({ share }) => share !== null))
    const breakdowns = [...Map.groupBy(shown, ({ group }) => namesKey(group.by)).values()]
      .map((own) => ({
        by: own[0]?.group.by ?? [],
        lines: own.toSorted((a, b) => compareGroups(a.group, b.group, order)),
      }))
      .toSorted((a, b) => a.by.length - b.by.length)
    const breaks = rounds.flatMap(({ round }, place) => {
      const before = rounds[place - 1]
      const isIn = (each: SeriesRound) => each.content.flow.indicators.some(({ name }) => name === indicator.name)
      return before && !alike[place] && isIn(before) ? [{ from: before.round, to: round }] : []
    })
    return { indicator, breaks, breakdowns }
  })
}
