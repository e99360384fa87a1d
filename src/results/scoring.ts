import { tellsAbout } from '../core/dependence.ts'
import type { Answer, Flow } from '../core/flow.ts'
import type { PublishedScores, Scoring } from './published-scores.ts'
import { type PublishedTable, sum } from './published-table.ts'
import { coarsened, compareSaid, isReason, type Key, namesKey, type Said, saidKey } from './said.ts'
import type { TableRequest, Variable } from './table-request.ts'
import { valueIn, variablesOf } from './tables.ts'

/** The scores that some people gave: how many, and what they add up to. `value`: of which group, or service point. */
interface Scores {
  readonly value: Said
  people: number
  /** In steps from the worst answer of the list. */
  total: number
}

interface Point extends Scores {
  readonly groups: Map<Key, Scores>
}

/** Counters of one indicator. */
interface Counter {
  readonly indicator: Variable
  /** Steps from the worst answer to the best. */
  readonly best: number
  readonly least: number
  readonly points: Map<Key, Point>
}

/**
 * Whether the mean of these scores, and how many gave one, may be known: at least `least` people, and not so near an end of the scale that it tells what
 * somebody did not say. Between the ends each of them may have given any answer, also to a reader who knows exactly how many they are.
 */
const isSafe = (
  { people, total }: Pick<Scores, 'people' | 'total'>,
  { best, least }: Pick<Counter, 'best' | 'least'>,
) => people >= least && total >= best && total <= best * (people - 1)

const isNobody = ({ people }: Pick<Scores, 'people'>) => people === 0

/** Those of the whole who are in none of the parts. */
const rest = (whole: Pick<Scores, 'people' | 'total'>, parts: readonly Scores[]) => ({
  people: whole.people - sum(parts.map(({ people }) => people)),
  total: whole.total - sum(parts.map(({ total }) => total)),
})

/**
 * The groups of a service point whose scores can stand beside its own: what is left when they are taken away from it must be nobody, or safe itself.
 * Where it is neither, the smallest of them joins it. Whatever else is subtracted is made of these, and safe with them.
 */
function shownGroups(point: Point, counter: Counter): Scores[] {
  const shown = [...point.groups.values()]
    .filter((group) => isSafe(group, counter))
    .sort((a, b) => b.people - a.people || (saidKey(a.value) < saidKey(b.value) ? -1 : 1))
  while (shown.length > 0) {
    const others = rest(point, shown)
    if (isNobody(others) || isSafe(others, counter)) return shown
    shown.pop()
  }
  return shown
}

/** By name: the order in which they were found, or their size, would tell about people. */
const inOrder = <Kind extends Scores>(all: readonly Kind[]): Kind[] =>
  all.toSorted((a, b) => compareSaid([a.value], [b.value]))

const mean = ({ people, total }: Scores, { best }: Counter): number => Math.round((100 * total) / (best * people))

/** What a scorer said is added where it belongs. */
function added<Kind extends Scores>(all: Map<Key, Kind>, fresh: Kind, steps: number): Kind {
  const key = saidKey(fresh.value)
  const scores = all.get(key) ?? fresh
  scores.people++
  scores.total += steps
  all.set(key, scores)
  return scores
}

/** How few may have given a score that is shown, by indicator. */
type Least = (indicator: string) => number

/**
 * Adds up scores while interviews stream past, and decides which means can be shown. Answers are scored evenly from 0 to 100 in the order of their list,
 * the worst first: with five, 0, 25, 50, 75 and 100 (Community Scorecard: World Bank, Singh and Shah). Who gave no answer is not counted.
 */
export function createScores(flow: Flow, { servicePoint, focusGroup, indicators }: Scoring, least: Least) {
  const variables = new Map(variablesOf(flow).map((variable) => [variable.name, variable]))
  const [point, group] = [variables.get(servicePoint), variables.get(focusGroup ?? '')]
  const counters = indicators.flatMap((name): Counter[] => {
    const indicator = variables.get(name)
    if (!indicator || !point) return []
    return [{ indicator, best: Math.max(1, indicator.values.length - 1), least: least(name), points: new Map() }]
  })
  const counterOf = (name: string) => counters.find(({ indicator }) => indicator.name === name)
  const said = (variable: Variable, answers: Readonly<Record<string, Answer>>) =>
    coarsened(valueIn(variable, answers[variable.question.name]))

  /** The scores of these service points are shown. */
  const shownPoints = (counter: Counter) =>
    [...counter.points.values()].filter((each) => !isReason(each.value) && isSafe(each, counter))

  return {
    add({ answers }: { readonly answers: Readonly<Record<string, Answer>> }): void {
      for (const { indicator, points } of counters) {
        const answer = said(indicator, answers)
        const steps = isReason(answer) ? -1 : indicator.values.indexOf(answer.value)
        if (steps < 0 || !point) continue
        const own = added(points, { value: said(point, answers), people: 0, total: 0, groups: new Map() }, steps)
        if (group) added(own.groups, { value: said(group, answers), people: 0, total: 0 }, steps)
      }
    },

    /** What can be shown of the indicators of which no table is published yet: nothing may follow from both. */
    result: (before: readonly TableRequest[]): PublishedScores => ({
      indicators: counters
        .filter(({ indicator: { name } }) => !before.some((table) => namesIn(table).some(isAbout(flow, [name]))))
        .map((counter) => ({
          ...{ indicator: counter.indicator.name, least: counter.least },
          scores: inOrder(shownPoints(counter)).flatMap((each) => [
            { point: each.value, group: null, score: mean(each, counter) },
            ...inOrder(shownGroups(each, counter)).map((own) => ({
              ...{ point: each.value, group: own.value, score: mean(own, counter) },
            })),
          ]),
        })),
    }),

    /** Whether the scores of everybody, whose sum a table tells, give away those of the service points that show none. */
    isSafeForEverybody(name: string): boolean {
      const counter = counterOf(name)
      if (!counter) return true
      const all = [...counter.points.values()]
      const whole = { people: sum(all.map(({ people }) => people)), total: sum(all.map(({ total }) => total)) }
      const others = rest(whole, shownPoints(counter))
      return isNobody(others) || isSafe(others, counter)
    },
  }
}
export type CountedScores = ReturnType<typeof createScores>

const namesIn = ({ question, dimensions }: TableRequest): readonly string[] => [question, ...dimensions]

/** Whether a variable tells about one of these questions: it is theirs, follows from them, or is asked because of what was answered. */
function isAbout(flow: Flow, questions: readonly string[]): (variable: string) => boolean {
  const told = tellsAbout(flow, questions)
  const names = new Set(variablesOf(flow).flatMap(({ name, question }) => (told.has(question.name) ? name : [])))
  return (variable) => names.has(variable) || told.has(variable)
}

/**
 * Which tables may stand beside published scores. A mean beside counts of which some are hidden would tell them, so what tells about an indicator is
 * counted only for everybody, by service point, and by service point and focus group, as the scores are, and only where none of its counts is hidden.
 */
export function tablesBeside(flow: Flow, { servicePoint, focusGroup }: Scoring, { indicators }: PublishedScores) {
  const isScored = isAbout(
    flow,
    indicators.map(({ indicator }) => indicator),
  )
  const allowed = [[], [servicePoint], ...(focusGroup === null ? [] : [[servicePoint, focusGroup].sort()])]
  const byKey = new Set(allowed.map(namesKey))

  return {
    /** Whether a table of these variables may be counted at all. */
    mayBeCounted(request: TableRequest): boolean {
      const names = namesIn(request)
      const others = names.filter((name) => !isScored(name))
      const scored = names.length - others.length
      return scored === 0 || (scored === 1 && byKey.has(namesKey(others.toSorted())))
    },

    /** Whether a table that has been made safe can be published. */
    mayBePublished(table: PublishedTable, counted: CountedScores): boolean {
      const names = namesIn(table)
      const own = names.find(isScored)
      if (own === undefined) return true
      const isIndicator = indicators.some(({ indicator }) => indicator === own)
      /** How many gave no score is no part of a mean. */
      const matters = (said: Said) => !isIndicator || !isReason(said)
      const place = table.dimensions.indexOf(own)
      const isWhole = table.cells.every((line, row) =>
        line.every((cell, column) => {
          const said = place < 0 ? table.rows[row] : table.columns[column]?.[place]
          return cell !== null || (said !== undefined && !matters(said))
        }),
      )
      return isWhole && (names.length > 1 || counted.isSafeForEverybody(own))
    },
  }
}
