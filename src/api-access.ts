import { createRoutes } from './api/index.ts'
import type { Config } from './config.ts'
import { shuffled, tokenHash } from './privacy/chance.ts'
import { Problem } from './problem.ts'
import type { Questionnaires } from './questionnaires.ts'
import type { RoundFacts } from './results/export/export-data.ts'
import { roundFacts } from './round-facts.ts'
import type { ApiOptions } from './server/api.ts'
import type { Round } from './store/contacts.ts'
import type { Store } from './store/store.ts'

/** What is open, or unknown, is not there for programs. */
const absent: ReadonlySet<string> = new Set(['flow_unknown', 'round_unknown', 'round_open'])

/** The API over this store. */
export function openApi(
  store: Pick<Store, 'interviews' | 'workspace' | 'flowVersions' | 'publishedTables' | 'roundMargins' | 'console'>,
  questionnaires: Questionnaires,
  config: Pick<Config, 'releaseK' | 'organisation' | 'publicUrl' | 'timeZone'>,
  clock: () => Date,
): ApiOptions {
  function facts({ flow, round }: Round): Promise<RoundFacts> {
    return roundFacts(store, questionnaires, flow, config, { now: clock(), round }).catch((error: unknown) => {
      throw error instanceof Problem && absent.has(error.code) ? new Problem('not_found') : error
    })
  }
  const { interviews, publishedTables, console } = store
  const base = `${config.publicUrl?.replace(/\/$/, '') ?? ''}/api/v1`
  return {
    routes: createRoutes({ base, interviews, publishedTables, audit: console.audit, facts, shuffled }),
    findCaller: (token) => console.tokens.find(tokenHash(token)),
  }
}
