import { Problem } from '../../../problem.ts'
import type { RoundFacts } from '../../../results/export/export-data.ts'
import { publishedOf } from '../../../results/publish.ts'
import type { PublishedTable } from '../../../results/published-table.ts'
import type { Population } from '../../../results/weigh.ts'
import type { Round } from '../../../store/contacts.ts'
import type { FlowTools } from '../flows/tools.ts'

/** What a page of results is made from. */
export interface RoundResults {
  readonly facts: RoundFacts
  /** The round of the flow that was closed before, with what is published of it; null: this is the first. */
  readonly before: { readonly round: string; readonly published: readonly PublishedTable[] } | null
  /** What is known of the population; null: who answered is compared with nothing. */
  readonly population: Population | null
}

/** What is known of a closed round, and of the one before it. Throws `not_found`. */
export async function resultsOf(
  { flow, round }: Round,
  { facts, tables, closedRounds }: Pick<FlowTools, 'facts' | 'tables' | 'closedRounds'>,
): Promise<RoundResults> {
  const own = (await closedRounds()).filter((each) => each.flow === flow)
  const at = own.findIndex((each) => each.round === round)
  const [before, found] = [own[at - 1], own[at]]
  if (!found) throw new Problem('not_found')
  const known = await facts(found)
  return {
    ...{ facts: known, population: known.population },
    before: before ? { round: before.round, published: await publishedOf(tables, before) } : null,
  }
}
