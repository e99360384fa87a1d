import { audit, type Effort, type Verdict } from './audit/audit.ts'
import { createSuppression, type Protection, type Suppression } from './disclosure/suppress.ts'
import { keyOf, placesOf } from './numbers.ts'
import { outcomeVariable } from './outcome-table.ts'
import { type CountedTable, type PublishedTable, sum } from './published-table.ts'
import { isReason } from './said.ts'
import type { Progress } from './solver/linear-programme.ts'

/** A table that is not published, and why. */
export interface Refused {
  readonly question: string
  readonly dimensions: readonly string[]
  readonly because: 'too_few' | 'leaks'
}

/** How tables are made safe together. */
interface Together extends Protection {
  readonly progress: Progress
  /** An indicator of the flow counts it. */
  isIndicator(question: string): boolean
}

/** How often more is hidden of a table after the auditor found something, before it is given up. */
const mostAttacks = 12

/** How many people gave an answer to what a table is about. */
const baseOf = ({ rows, counts }: CountedTable): number =>
  sum(rows.flatMap((row, index) => (isReason(row) ? [] : (counts[index] ?? []))))

/**
 * Tables in the order of what would be lost with them: first those of everybody, then what people answered by group, indicators before other
 * questions and the more people the sooner, and at last who is in two groups at once.
 */
function byImportance(counted: readonly CountedTable[], isIndicator: Together['isIndicator']): CountedTable[] {
  const groups = new Set(counted.flatMap(({ dimensions }) => dimensions))
  const rank = (table: CountedTable) =>
    table.dimensions.length === 0
      ? Number(table.question === outcomeVariable) / 2
      : table.dimensions.length + Number(groups.has(table.question)) + (isIndicator(table.question) ? 0 : 0.5)
  return counted.toSorted((a, b) => rank(a) - rank(b) || baseOf(b) - baseOf(a))
}

/** Whether an answer of anybody is left to be seen. */
const tellsSomething = ({ rows, cells }: PublishedTable): boolean =>
  rows.some((row, index) => !isReason(row) && cells[index]?.some((cell) => cell !== null && cell > 0))

/**
 * Makes tables about the same people safe, one after the other: each hides what it must, beside what was shown before it, and the auditor attacks all
 * of them together. Where he finds something more of this table is hidden; where that does not do, or nothing is left to be seen, it is refused.
 * So what matters most loses least, and a table of few people is given up before one of many. What he finds because of what was published before
 * cannot be hidden any more, and stops nothing. `isComplete`: at last he could look at all that people can be at once.
 */
export async function protectTogether(
  counted: readonly CountedTable[],
  before: readonly PublishedTable[],
  protection: Together,
): Promise<{ published: PublishedTable[]; refused: Refused[]; isComplete: boolean }> {
  const { k, knowledge, progress, isIndicator } = protection
  const attack = async (tables: readonly PublishedTable[], effort: Effort) => {
    const { leaks, isComplete } = await audit(tables, k, { knowledge, effort })
    return { leaks: leaks.filter(({ key }) => !known.has(key)), isComplete }
  }
  const known = new Set<string>()
  for (const { key } of (await attack(before, 'all')).leaks) known.add(key)
  const suppressions = new Map<CountedTable, Suppression>()
  const published = new Map<CountedTable, PublishedTable>()
  const refused: Refused[] = []
  const refuse = (table: CountedTable, because: Refused['because']) => {
    published.delete(table)
    refused.push({ question: table.question, dimensions: table.dimensions, because })
  }

  /** The table as it can be shown, or why it cannot. */
  async function safe(table: CountedTable): Promise<PublishedTable | Refused['because']> {
    const others = [...before, ...published.values()]
    const suppression = createSuppression(table, protection, others)
    suppressions.set(table, suppression)
    if (!(await suppression.hide())) return 'too_few'
    for (let tries = 0; tries < mostAttacks; tries++) {
      const shown = suppression.shown()
      if (!tellsSomething(shown)) return 'too_few'
      const { leaks } = await attack([...others, shown], 'some')
      if (leaks.length === 0) return shown
      // What a few numbers more do not help may need many.
      if (!(await suppression.hideFrom(leaks, 2 ** Math.floor(tries / 3)))) return 'leaks'
    }
    return 'leaks'
  }

  for (const [index, table] of byImportance(counted, isIndicator).entries()) {
    progress(index, counted.length)
    const shown = await safe(table)
    if (typeof shown === 'string') refuse(table, shown)
    else published.set(table, shown)
  }

  /** The last table from which something follows loses more; where that is no help, or it is too late for that, it is not published. */
  async function giveUp(leaks: Verdict['leaks'], tries: number): Promise<void> {
    const clues = new Set(leaks.slice(0, 1).flatMap((leak) => [leak.key, ...leak.clues]))
    const last = [...published.keys()].reverse()
    const involved = last.filter((table) =>
      placesOf(table).some((place) => clues.has(keyOf(place.conditions, knowledge))),
    )
    for (const table of tries < mostAttacks ? involved : []) {
      const suppression = suppressions.get(table)
      if (!(await suppression?.hideFrom(leaks, 2 ** Math.floor(tries / 3)))) continue
      const shown = suppression?.shown()
      if (shown && tellsSomething(shown)) published.set(table, shown)
      else refuse(table, 'leaks')
      return
    }
    const given = involved[0] ?? last[0]
    if (given) refuse(given, 'leaks')
  }
  let isComplete = true
  for (let tries = 0; published.size > 0; tries++) {
    const verdict = await attack([...before, ...published.values()], 'all')
    isComplete = verdict.isComplete
    if (verdict.leaks.length === 0) break
    await giveUp(verdict.leaks, tries)
  }
  return { published: [...published.values()], refused, isComplete }
}
