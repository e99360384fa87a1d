import { z } from 'zod'
import type { Round } from '../../../store/contacts.ts'
import type { WorkingCopy } from '../../flows/workshop.ts'
import { checkbox } from '../../forms.ts'
import { action, FieldFaults, signedIn } from '../../page.ts'
import { type FlowTools, flowName } from './tools.ts'

type Tools = Pick<FlowTools, 'workshop' | 'closing' | 'endedRounds'>

/** The rounds in which a flow was, or may have been, asked: those of its launches, and where there are none the one of its files. */
function roundsOf({ name, launches, content }: Pick<WorkingCopy, 'name' | 'launches' | 'content'>): Round[] {
  const opened = launches.filter(({ state }) => state !== 'in_review' && state !== 'refused').map(({ round }) => round)
  const own = opened.length === 0 && content ? [content.flow.round] : []
  return [...new Set([...opened, ...own])].map((round) => ({ flow: name, round }))
}

/** Each round of a flow, whether it is over, and where it is not, what its end would do now. */
export async function roundEndsOf(copy: WorkingCopy, { closing, endedRounds }: Tools) {
  const ended = await endedRounds()
  return Promise.all(
    roundsOf(copy).map(async (round) => {
      const known = ended.find((each) => each.flow === round.flow && each.round === round.round)?.state
      if (known === 'closed') return { round: round.round, state: known, forecast: null }
      return { round: round.round, state: known ? 'closing' : 'open', forecast: await closing.forecast(round) }
    }),
  )
}

/** What a launch may call its round: as the flow does now, or where that is over the next number. */
export function suggestedRound(own: string, rounds: readonly { readonly round: string; readonly state: string }[]) {
  const ended = new Set(rounds.filter(({ state }) => state !== 'open').map(({ round }) => round))
  if (!ended.has(own)) return own
  if (!/^\d{1,9}$/.test(own)) return ''
  let next = Number(own) + 1
  while (ended.has(String(next))) next++
  return String(next)
}

/** Ends a round for good; asked for with a tick, because nobody can undo it. */
export const closeRoundAction = (tools: Tools) =>
  action({
    audit: 'round.closed',
    audience: ['approver', 'administrator'],
    form: z.object({ round: z.string(), sure: checkbox.refine((sure) => sure, 'round_end.fault') }),
    async run(request, { round }) {
      const flow = flowName(request)
      const rounds = await roundEndsOf(await tools.workshop.open(flow), tools)
      if (!rounds.some((each) => each.round === round && each.state !== 'closed'))
        throw new FieldFaults({ round: 'error.decided' })
      const report = await tools.closing.close({ flow, round }, signedIn(request).id)
      return {
        redirect: `/flows/${flow}/launch`,
        said: report.discarded ? 'round_end.said.discarded' : 'round_end.said.closed',
        audit: { subject: flow, details: { round, ...report } },
      }
    },
  })
