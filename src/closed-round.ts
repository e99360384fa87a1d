import type { OpenVersion } from './conversation/library.ts'
import { roundOf } from './core/flow.ts'
import { withStrictestRules } from './core/round-rules.ts'
import { askedVersion, versionsOfRound } from './offers.ts'
import { Problem } from './problem.ts'
import type { Questionnaires } from './questionnaires.ts'
import type { Round } from './store/contacts.ts'
import type { Store } from './store/store.ts'

/**
 * A closed round of a flow (unnamed: the present one), and the version that was asked last in it, with the strictest rules of all
 * versions of the round. Nothing of a round may leave before it is
 * closed: what changes while people answer tells about those who came in between. Throws `round_open` with the rounds
 * that are closed, `round_unknown` and `flow_unknown`.
 */
export async function closedRound(
  store: Pick<Store, 'interviews' | 'workspace' | 'flowVersions'>,
  questionnaires: Questionnaires,
  name: string,
  wanted?: string,
): Promise<OpenVersion & { readonly round: Round }> {
  const asked = await askedVersion(store, questionnaires, name, wanted)
  const { flow } = asked.content
  const round = roundOf(flow)
  const closed = (await store.interviews.closed()).filter((each) => each.flow === flow.name).map((each) => each.round)
  if (closed.includes(round.round)) {
    const versions = await versionsOfRound(store, questionnaires, round)
    const content = withStrictestRules(
      asked.content,
      versions.map((each) => each.content),
    )
    return { ...asked, content, round }
  }
  throw new Problem('round_open', [
    `the round ${round.round} of ${name} is open: what changes while people answer tells about those who came in between`,
    `close it first: heard close ${name}`,
    ...(closed.length > 0 ? [`or choose one that is closed: --round ${closed.join(', --round ')}`] : []),
  ])
}
