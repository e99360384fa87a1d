import { audit, type Leak } from './audit/audit.ts'
import { createSuppression, type Protection } from './disclosure/suppress.ts'
import type { Progress } from './linear-programme.ts'
import { keyOf, placesOf, type TableForm } from './numbers.ts'
import type { CountedTable, PublishedTable } from './published-table.ts'

/** A table that is not published, and why. */
export interface Refused {
  readonly question: string
  readonly dimensions: readonly string[]
  readonly because: 'too_few' | 'leaks'
}

/** How often more is hidden after the auditor found something, before tables are given up. */
const mostRounds = 30

/**
 * Hides numbers of tables about the same people until the auditor finds nothing in all of them together. What he finds because of what was
 * published before cannot be hidden any more, and stops nothing. Where hiding does not do, tables are refused, the last first.
 */
export async function protectTogether(
  counted: readonly CountedTable[],
  before: readonly PublishedTable[],
  protection: Protection & { readonly progress: Progress },
): Promise<{ published: PublishedTable[]; refused: Refused[] }> {
  const { k, knowledge, progress } = protection
  const suppression = createSuppression(protection, before, counted)
  const refused: Refused[] = []
  const refuse = ({ question, dimensions }: TableForm, because: Refused['because']) =>
    refused.push({ question, dimensions, because })
  let kept: CountedTable[] = []
  for (const [index, table] of counted.entries()) {
    progress(index, counted.length)
    if (await suppression.add(table)) kept.push(table)
    else refuse(table, 'too_few')
  }

  const options = { knowledge, progress }
  const known = new Set((await audit(before, k, options)).leaks.map(({ key }) => key))
  const shown = () => kept.map(suppression.shown)
  const attack = async () =>
    (await audit([...before, ...shown()], k, options)).leaks.filter(({ key }) => !known.has(key))
  const isPartOf = (table: TableForm, found: readonly Leak[]) => {
    const keys = new Set(found.flatMap(({ key, clues }) => [key, ...clues]))
    return placesOf(table).some(({ conditions }) => keys.has(keyOf(conditions, knowledge)))
  }
  let leaks = await attack()
  for (let tries = 0; leaks.length > 0 && tries < mostRounds; tries++) {
    // What a few numbers more do not help may need many.
    if (!(await suppression.hideFrom(leaks, 2 ** Math.floor(tries / 4)))) break
    leaks = await attack()
  }
  while (leaks.length > 0 && kept.length > 0) {
    const found = leaks
    const last = kept.findLast((table) => isPartOf(table, found)) ?? (kept.at(-1) as CountedTable)
    refuse(last, 'leaks')
    kept = kept.filter((table) => table !== last)
    leaks = await attack()
  }
  return { published: shown(), refused }
}
