import type { Flow } from '../core/flow.ts'
import { measuresNumbers } from './number-tables.ts'
import { figuresOf, type QuestionFigures } from './statistics/figure.ts'
import { type Indicator, type IndicatorCounts, type IndicatorShare, shareOf } from './statistics/indicator.ts'
import { type EffectiveSize, kishSize, unweighted, type WeightSums } from './statistics/weight-sums.ts'
import { type QuestionTally, takesSeveral } from './tally.ts'

/** An indicator of the flow, and the same with weights where margins of the population were given. */
export interface IndicatorFigure extends IndicatorShare {
  readonly name: string
  readonly weighted?: IndicatorShare
}

/** What is known of some interviews. */
export interface Section {
  readonly indicators: readonly IndicatorFigure[]
  readonly questions: readonly QuestionFigures[]
}

/** An indicator from counts; `weight` says what those who gave an answer weigh, `sizeOf` how well that is known. */
function indicatorOf(
  indicator: Indicator,
  tallies: readonly QuestionTally[],
  multiple: ReadonlySet<string>,
  weight: (counted: WeightSums) => WeightSums,
  sizeOf: EffectiveSize,
): IndicatorShare {
  const { counts, among } = indicator
  // Somebody who gave two of several answers would be counted twice.
  const isUnclear = (question: string) => multiple.has(question) && (counts.length > 1 || among !== undefined)
  const tallyOf = (question: string) => tallies.find(({ name }) => name === question && !isUnclear(question))
  const counted: IndicatorCounts = {
    count(question, value) {
      const tally = tallyOf(question)
      // A calculated value that nobody has is not among the rows.
      return tally ? weight(tally.rows.find((row) => row.value === value) ?? unweighted(0)) : null
    },
    base(question) {
      const tally = tallyOf(question)
      return tally ? weight(tally.base) : null
    },
  }
  return shareOf(indicator, counted, sizeOf)
}

/** Figures from counts; `weighted`: with the weighted ones beside them, and how well these are known. */
export function sectionOf(flow: Flow, tallies: readonly QuestionTally[], weighted: EffectiveSize | null): Section {
  const multiple = new Set(flow.questions.filter(takesSeveral).map(({ name }) => name))
  const numbers = new Set(flow.questions.filter(measuresNumbers).map(({ name }) => name))
  return {
    indicators: flow.indicators.map((indicator) => ({
      name: indicator.name,
      ...indicatorOf(indicator, tallies, multiple, ({ people }) => unweighted(people), kishSize),
      ...(weighted && { weighted: indicatorOf(indicator, tallies, multiple, (sums) => sums, weighted) }),
    })),
    questions: tallies.map((each) =>
      figuresOf(each, {
        ...{ multiple: multiple.has(each.name), weighted },
        isNumber: numbers.has(each.name),
      }),
    ),
  }
}
