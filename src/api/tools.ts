import type { RoundFacts } from '../results/export/export-data.ts'
import type { AuditLog } from '../store/console/audit-log.ts'
import type { Round } from '../store/contacts.ts'
import type { Interviews } from '../store/interviews.ts'
import type { PublishedTables } from '../store/published-tables.ts'

/** What the routes are made with. */
export interface ApiTools {
  /** Where programs find the API: `https://heard.example.org/api/v1`. */
  readonly base: string
  readonly interviews: Pick<Interviews, 'closed' | 'released'>
  readonly publishedTables: Pick<PublishedTables, 'list'>
  readonly audit: Pick<AuditLog, 'add'>
  /** Of a closed round. Throws `not_found` where there is none, or nobody knows any more what was asked in it. */
  facts(round: Round): Promise<RoundFacts>
  /** A new array in an order of chance. */
  shuffled<Item>(items: readonly Item[]): Item[]
}
