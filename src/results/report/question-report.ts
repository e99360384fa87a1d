import { type Flow, missingCodes } from '../../core/flow.ts'
import { chosen } from '../knowledge.ts'
import type { NumberSummary } from '../number-summary.ts'
import { numberVariables } from '../number-tables.ts'
import {
  answeredIn,
  countAt,
  type PublishedTable,
  reasonIn,
  type ShownCount,
  tableOfEverybody,
} from '../published-table.ts'
import { compareSaid, groupKey, isReason, type Key, namesKey, type Reason, type Said, valued } from '../said.ts'
import { weightedShare } from '../statistics/figure.ts'
import { type Interval, wilson } from '../statistics/intervals.ts'
import { added } from '../statistics/weight-sums.ts'
import { usualTables, type Variable, variablesOf } from '../tables.ts'
import { answerOrder, type Group, groupReader } from './groups.ts'
import type { PublishedWeights } from './weighted.ts'

/** A share with its interval; both null where a number that it needs is hidden, or nobody answered. */
export interface ShownShare {
  readonly share: number | null
  readonly interval: Interval | null
}

/** A share needs its base: where that is hidden, and cannot be worked out from what is shown, none of the shares is shown. */
export function shownShare(count: ShownCount, base: ShownCount): ShownShare {
  if (count === null || base === null || base === 0) return { share: null, interval: null }
  return { share: count / base, interval: wilson(count, base) }
}

/** How many of a group gave an answer. */
export interface ReportedAnswer extends ShownShare {
  readonly answer: string
  readonly count: ShownCount
  /** With weights; null where there are none, and where a number that it needs is hidden. */
  readonly weighted: ShownShare | null
}

/** What a group answered to a question; null is "too few to show safely" everywhere. */
export interface ReportedGroup extends Group {
  readonly people: ShownCount
  /** Who gave an answer that says something. */
  readonly base: ShownCount
  readonly answers: readonly ReportedAnswer[]
  /** Why others gave none, as far as the tables tell the reasons apart. */
  readonly missing: Readonly<Partial<Record<Reason, ShownCount>>>
}

/** A question with everything that is published of it. */
export interface ReportedQuestion {
  readonly question: string
  /** One person may have given several answers: shares may add up to more than one. */
  readonly takesSeveral: boolean
  /** Of a question that is answered with a number; null where it is none, or nothing is published. */
  readonly summary: NumberSummary | null
  /** null: not published for everybody. */
  readonly everybody: ReportedGroup | null
  readonly breakdowns: readonly { readonly by: readonly string[]; readonly groups: readonly ReportedGroup[] }[]
  /** Breakdowns that are usually published and are not: too few people, or other tables would give away what is hidden. */
  readonly withheld: readonly (readonly string[])[]
}

/** One column of one table. */
interface Column {
  readonly table: PublishedTable
  readonly values: readonly Said[]
  readonly group: Group
  /** Where the table is about one choice of several: which. */
  readonly choice: string | null
}

const firstShown = (counts: readonly ShownCount[]): ShownCount => counts.find((count) => count !== null) ?? null

/**
 * What the tables say of one group. Those of the choices of one question have the same people, base and reasons: what one of them hides and another
 * shows is shown; the auditor has attacked all of them together. A choice of which no table is published is hidden.
 */
function groupFrom(
  group: Group,
  columns: readonly Column[],
  variables: readonly Variable[],
  weights: PublishedWeights | null,
): ReportedGroup {
  const shown = (count: (column: Column) => ShownCount) => firstShown(columns.map(count))
  const base = shown(({ table, values }) => answeredIn(table, values))
  const rows = new Set(columns.flatMap(({ table }) => table.rows.flatMap((row) => (isReason(row) ? [] : row.value))))
  const answers = variables.flatMap(({ choice }) =>
    choice === null
      ? [...rows].map((row) => ({
          answer: row,
          count: shown(({ table, values }) => countAt(table, valued(row), values)),
        }))
      : {
          answer: choice,
          count: shown(({ table, values, choice: own }) =>
            own === choice ? countAt(table, valued(chosen), values) : null,
          ),
        },
  )
  return {
    ...group,
    people: shown(({ table, values }) => table.columnTotals[table.columns.indexOf(values)] ?? null),
    base,
    answers: answers.map(({ answer, count }) => {
      const share = shownShare(count, base)
      const weighted = weights && share.share !== null ? weightedAnswer(answer, columns, weights) : null
      return { answer, count, ...share, weighted }
    }),
    missing: Object.fromEntries(
      [...missingCodes, 'no_answer' as const].flatMap((code) => {
        const told = columns
          .map(({ table, values }) => reasonIn(table, code, values))
          .filter((count) => count !== undefined)
        return told.length > 0 ? [[code, firstShown(told)]] : []
      }),
    ),
  }
}

/** The weighted share of an answer in the group of these columns. */
function weightedAnswer(answer: string, columns: readonly Column[], weights: PublishedWeights): ShownShare | null {
  for (const { table, values, choice } of columns) {
    if (choice !== null && choice !== answer) continue
    const { question, dimensions } = table
    const conditions = dimensions.flatMap((name, place) => (values[place] ? [[name, values[place]] as const] : []))
    const weigh = (row: Said) => weights.weigh([[question, row], ...conditions])
    const part = weigh(valued(choice === null ? answer : chosen))
    const all = table.rows.filter((row) => !isReason(row)).map(weigh)
    if (!part || !all.every((each) => each !== null)) continue
    const base = added(all)
    if (base.people > 0) return weightedShare(part, base, weights.sizeOf)
  }
  return null
}

/**
 * The questions that tables can be about, in their order, with everything that is published of them: for everybody, and by each set of other
 * questions. Nothing is left out because it is hidden: a question, a choice or a group of which no table is published stands there without numbers.
 */
export function questionReports(
  flow: Flow,
  tables: readonly PublishedTable[],
  weights: PublishedWeights | null = null,
): ReportedQuestion[] {
  const readGroup = groupReader(flow)
  const order = answerOrder(flow)
  const choices = Map.groupBy(
    variablesOf(flow).filter(({ choice }) => choice !== null),
    ({ question }) => question.name,
  )

  const usual = tables.length === 0 ? new Map<string, string[][]>() : usualBreakdowns(flow)

  /** Where people are taken apart by choices: those of which no table is published, unless it is known that nobody made them. */
  function hiddenGroups(by: readonly string[], columns: readonly Column[]): Group[] {
    const [only, ...others] = by
    if (only === undefined || others.length > 0) return []
    return (choices.get(only) ?? [])
      .filter(({ name }) => columns.every(({ table }) => !table.dimensions.includes(name)))
      .filter(({ name }) => {
        const everybody = tableOfEverybody(tables, name)
        return !everybody || countAt(everybody, valued(chosen)) !== 0
      })
      .map(({ choice }) => ({ by, values: [valued(choice ?? '')] }))
  }

  const place = ({ question }: Variable) => flow.questions.indexOf(question)
  const all = [...variablesOf(flow), ...numberVariables(flow, tables)].sort((a, b) => place(a) - place(b))
  return [...Map.groupBy(all, ({ question }) => question.name)].map(([question, variables]) => {
    const columns = tables.flatMap((table) => {
      const variable = variables.find(({ name }) => name === table.question)
      return (variable ? table.columns : []).flatMap((values): Column[] => {
        const group = readGroup(table.dimensions, values)
        return group ? [{ table, values, group, choice: variable?.choice ?? null }] : []
      })
    })
    const breakdowns = [...Map.groupBy(columns, ({ group }) => namesKey(group.by)).values()].map((own) => {
      const by = own[0]?.group.by ?? []
      const groups = Map.groupBy(own, ({ group }) => groupKey(group.values))
      const reported = [...groups.values()].map((each) =>
        groupFrom(each[0]?.group ?? { by, values: [] }, each, variables, weights),
      )
      const hidden = hiddenGroups(by, own).map((group) => groupFrom(group, [], variables, weights))
      return { by, groups: [...reported, ...hidden].toSorted((a, b) => compareGroups(a, b, order)) }
    })
    const isReported = (by: readonly string[]) => breakdowns.some((each) => namesKey(each.by) === namesKey(by))
    return {
      question,
      takesSeveral: choices.has(question),
      summary: tableOfEverybody(tables, question)?.summary ?? null,
      everybody: breakdowns.find(({ by }) => by.length === 0)?.groups[0] ?? null,
      breakdowns: breakdowns.filter(({ by }) => by.length > 0),
      withheld: (usual.get(question) ?? []).filter((by) => !isReported(by)),
    }
  })
}

/** By question, the questions by which it is usually taken apart. */
function usualBreakdowns(flow: Flow): Map<string, string[][]> {
  const questionOf = new Map(variablesOf(flow).map(({ name, question }) => [name, question.name]))
  const usual = new Map<string, Map<Key, string[]>>()
  for (const { question, dimensions } of usualTables(flow)) {
    if (dimensions.length === 0) continue
    const by = dimensions.map((name) => questionOf.get(name) ?? name)
    const name = questionOf.get(question) ?? question
    usual.set(name, (usual.get(name) ?? new Map()).set(namesKey(by), by))
  }
  return new Map([...usual].map(([question, breakdowns]) => [question, [...breakdowns.values()]]))
}

/** Groups stand in the order of the answers by which they are taken apart. */
export function compareGroups(a: Group, b: Group, order: ReturnType<typeof answerOrder>): number {
  const placesOf = ({ by, values }: Group) => values.map((value, place) => order(by[place] ?? '', value))
  const others = placesOf(b)
  const difference = placesOf(a)
    .map((own, place) => own - (others[place] ?? 0))
    .find((each) => each !== 0)
  return difference ?? compareSaid(a.values, b.values)
}

/** The answer that most people gave, of those whose share is shown. */
export const commonest = ({ answers }: ReportedGroup): ReportedAnswer | undefined =>
  answers.filter(({ share }) => share !== null).toSorted((a, b) => (b.share ?? 0) - (a.share ?? 0))[0]
