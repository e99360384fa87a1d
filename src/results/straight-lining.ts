import type { Flow, Question } from '../core/flow.ts'
import { type Interval, wilson } from './statistics/intervals.ts'
import { type Answers, countedQuestions, takesSeveral } from './tally.ts'

/** How many gave the same answer to every question of a battery. Nobody is left out of any figure for it. */
export interface StraightLining {
  readonly questions: readonly string[]
  /** Who said the same everywhere. */
  readonly x: number
  /** Who answered all of them. */
  readonly n: number
  readonly share: number | null
  readonly interval: Interval | null
}

/** Fewer questions have the same answer too often by good reason. */
const fewest = 4

/** Batteries: questions one after the other that share a list of choices, of which one is chosen. */
function batteriesOf(flow: Flow): Question[][] {
  const batteries: Question[][] = []
  for (const question of countedQuestions(flow)) {
    const last = batteries.at(-1)
    const belongs = last?.[0]?.list !== undefined && last[0].list === question.list && !takesSeveral(question)
    if (last && belongs) last.push(question)
    else if (!takesSeveral(question)) batteries.push([question])
    else batteries.push([])
  }
  return batteries.filter((battery) => battery.length >= fewest)
}

/** Counts straight-lining while interviews stream past. */
export function createStraightLining(flow: Flow) {
  const batteries = batteriesOf(flow).map((battery) => ({ questions: battery.map(({ name }) => name), x: 0, n: 0 }))
  return {
    add({ answers }: Answers): void {
      for (const battery of batteries) {
        const values = battery.questions.flatMap((name) => {
          const answer = answers[name]
          return answer && 'value' in answer ? [String(answer.value)] : []
        })
        if (values.length < battery.questions.length) continue
        battery.n++
        if (new Set(values).size === 1) battery.x++
      }
    },
    result: (): StraightLining[] =>
      batteries.map(({ questions, x, n }) => ({
        ...{ questions, x, n },
        share: n > 0 ? x / n : null,
        interval: wilson(x, n),
      })),
  }
}
