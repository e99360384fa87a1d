import { audit } from './audit/audit.ts'
import { createSuppression, type Protection } from './disclosure/suppress.ts'
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
      ? 0
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
 * cannot be hidden any more, and stops nothing.
 */
export async function protectTogether(
  counted: readonly CountedTable[],
  before: readonly PublishedTable[],
  protection: Together,
): Promise<{ published: PublishedTable[]; refused: Refused[] }> {
  const { k, knowledge, progress, isIndicator } = protection
  const attack = async (tables: readonly PublishedTable[]) => (await audit(tables, k, { knowledge })).leaks
  const known = new Set((await attack(before)).map(({ key }) => key))
  const published: PublishedTable[] = []

  /** The table as it can be shown, or why it cannot. */
  async function safe(table: CountedTable): Promise<PublishedTable | Refused['because']> {
    const others = [...before, ...published]
    const suppression = createSuppression(table, protection, others)
    if (!(await suppression.hide())) return 'too_few'
    for (let tries = 0; tries < mostAttacks; tries++) {
      const shown = suppression.shown()
      if (!tellsSomething(shown)) return 'too_few'
      const leaks = (await attack([...others, shown])).filter(({ key }) => !known.has(key))
      if (leaks.length === 0) return shown
      // What a few numbers more do not help may need many.
      if (!(await suppression.hideFrom(leaks, 2 ** Math.floor(tries / 3)))) return 'leaks'
    }
    return 'leaks'
  }

  const refused: Refused[] = []
  for (const [index, table] of byImportance(counted, isIndicator).entries()) {
    progress(index, counted.length)
    const shown = await safe(table)
    if (typeof shown !== 'string') published.push(shown)
    else refused.push({ question: table.question, dimensions: table.dimensions, because: shown })
  }
  return { published, refused }
}
