import type { OpenVersion } from './conversation/library.ts'
import { askedVersion } from './offers.ts'
import { Problem } from './problem.ts'
import type { Questionnaires } from './questionnaires.ts'
import type { Round } from './store/contacts.ts'
import type { Store } from './store/store.ts'

/**
 * The present round of a flow, and the version that was asked last. Nothing of a round may leave before it is closed: what changes while
 * people answer tells about those who came in between. Throws `usage` where it is open.
 */
export async function closedRound(
  store: Pick<Store, 'interviews' | 'workspace' | 'flowVersions'>,
  questionnaires: Questionnaires,
  name: string,
): Promise<OpenVersion & { readonly round: Round }> {
  const asked = await askedVersion(store, questionnaires, name)
  const { flow } = asked.content
  const round = { flow: flow.name, round: flow.round }
  const isClosed = (await store.interviews.closed()).some(
    (each) => each.flow === round.flow && each.round === round.round,
  )
  if (isClosed) return { ...asked, round }
  throw new Problem('usage', [
    `the round ${round.round} of ${name} is open: what changes while people answer tells about those who came in between`,
    `close it first: heard close ${name}`,
  ])
}
