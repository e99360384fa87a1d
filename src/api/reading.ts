import { Problem } from '../problem.ts'
import type { ExportData } from '../results/export/export-data.ts'
import { prepareExport } from '../results/export/prepare.ts'
import type { ExportChoices } from '../results/export/variables.ts'
import type { Round } from '../store/contacts.ts'
import type { Caller } from './route.ts'
import type { ApiTools } from './tools.ts'

/** Hands interviews to a program. Throws `not_found`, and `scope_missing` for what its token does not cover. */
export type ReadInterviews = (
  caller: Caller | null,
  round: Round,
  choices: ExportChoices,
  /** For the audit log. */
  format: string,
) => Promise<ExportData>

/** The only way from the API to interviews: it is noted in the audit log before anything is handed over. */
export function createReading({ interviews, audit, facts, shuffled }: ApiTools): ReadInterviews {
  return async (caller, { flow, round }, choices, format) => {
    if ((choices.sensitive || choices.freeText) && !caller?.scopes.includes('interviews:sensitive'))
      throw new Problem('scope_missing', 'sensitive answers and free text need interviews:sensitive')
    const known = await facts({ flow, round })
    const data = await prepareExport(known, choices, { interviews, shuffled, progress: () => {} })
    const token = caller ? { token: caller.id, name: caller.name } : {}
    await audit.add({
      ...{ accountId: null, action: 'interviews.read', subject: flow },
      details: { flow, round, format, ...choices, ...token },
    })
    return data
  }
}
