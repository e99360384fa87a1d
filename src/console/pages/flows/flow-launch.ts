import { z } from 'zod'
import { errorsIn } from '../../../authoring/findings.ts'
import { needsSecondPerson, warningName } from '../../../authoring/launch-gate.ts'
import { type LaunchRecord, launchRecordSchema } from '../../../authoring/launch-record.ts'
import { Problem } from '../../../problem.ts'
import type { LaunchState } from '../../../store/workspace.ts'
import { textOf } from '../../flows/launches.ts'
import type { WorkingCopy } from '../../flows/workshop.ts'
import { listOf } from '../../forms.ts'
import { type Answer, action, type ConsoleRequest, FieldFaults, type Page, signedIn } from '../../page.ts'
import { launchContents } from './launch-contents.ts'
import { closeRoundAction, roundEndsOf, suggestedRound } from './round-end.ts'
import { dayOf, type FlowTools, flowName, readers, revisionField } from './tools.ts'

const recordFieldsSchema = z.object({
  ...{ purpose: z.string(), use: z.string(), targetPopulation: z.string() },
  ...{
    languages: listOf(z.string()),
    media: listOf(z.string()),
    round: z.string().trim().min(1, 'launch.fault.round_name'),
  },
  ...{
    opensOn: z.string(),
    closesOn: z.string(),
    k: z.coerce.number('error.number'),
    quota: z.coerce.number('error.number'),
  },
  ...{ ethicsReference: z.string().default(''), smsIsSafeBecause: z.string().default('') },
})
/** As the form sends it: beside the terms, reviews by language and reasons by the number of the warning. */
const formSchema = recordFieldsSchema.extend({ revision: revisionField }).loose()

/** Warnings that somebody may accept, with the reason that the flow's file gives; those about referrals are no matter of taste. */
const acceptable = ({ findings }: WorkingCopy) =>
  findings
    .filter(({ severity }) => severity === 'warning')
    .map((finding) => ({ warning: warningName(finding), because: finding.because ?? '' }))

/** The record that a form means. Throws `FieldFaults`. */
function recordOf(fields: z.output<typeof formSchema>, copy: WorkingCopy): LaunchRecord {
  const text = (field: string) => String(fields[field] ?? '').trim()
  const reviews = fields.languages
    .filter((language) => text(`review_by_${language}`) !== '')
    .map((language) => [language, { by: text(`review_by_${language}`), on: text(`review_on_${language}`) }])
  const accepted = acceptable(copy)
    .map(({ warning, because }, index) => [warning, text(`warning_${index}`) || because])
    .filter(([, reason]) => reason !== '')
  const parsed = launchRecordSchema.safeParse({
    ...recordFieldsSchema.parse(fields),
    translationReviews: Object.fromEntries(reviews),
    acceptedWarnings: Object.fromEntries(accepted),
  })
  if (parsed.success) return parsed.data
  throw new FieldFaults(
    Object.fromEntries(parsed.error.issues.map(({ path }) => [String(path[0]), `launch.fault.${String(path[0])}`])),
  )
}

/** From which states a decision leads where, and who may take it. */
const decisions = {
  approve: { from: ['in_review'], to: 'live', audience: ['approver'] },
  refuse: { from: ['in_review'], to: 'refused', audience: ['approver'] },
  pause: { from: ['live'], to: 'paused', audience: ['approver', 'administrator'] },
  resume: { from: ['paused'], to: 'live', audience: ['approver'] },
  close: { from: ['live', 'paused'], to: 'closed', audience: ['approver', 'administrator'] },
} as const satisfies Record<string, { from: readonly LaunchState[]; to: LaunchState; audience: Page['audience'] }>

type LaunchTools = Pick<FlowTools, 'workshop' | 'media' | 'releaseK' | 'worker' | 'closing' | 'endedRounds'>

/** The launch gate: what must be known before people are asked, who agrees, and what is open now. */
export const flowLaunchPage = (tools: LaunchTools): Page => {
  const { workshop, media, releaseK } = tools

  const decision = (name: keyof typeof decisions) => {
    const { from, to, audience } = decisions[name]
    return action({
      audit: `launch.${name}`,
      audience,
      form: z.object({ id: z.uuid() }),
      async run(request, { id }): Promise<Answer> {
        const flow = flowName(request)
        const launch = (await workshop.launchesOf(flow)).find((each) => each.id === id)
        const account = signedIn(request)
        if (!launch) throw new FieldFaults({ id: 'error.decided' })
        const refusal =
          to === 'live'
            ? await workshop.launches.open(id, from, account.id)
            : (await workshop.launches.decide(id, from, to, account.id)) || 'error.decided'
        if (typeof refusal === 'string') throw new FieldFaults({ id: refusal })
        return {
          redirect: `/flows/${flow}/launch`,
          said: `launch.said.${to}`,
          audit: { subject: flow, details: { version: launch.version } },
        }
      },
    })
  }

  async function view(request: ConsoleRequest): Promise<Answer> {
    const copy = await workshop.open(flowName(request))
    const languages = copy.content?.flow.languages ?? []
    const waiting = copy.launches.filter(({ state }) => state === 'in_review')
    const contents = await Promise.all(
      waiting.map(async (launch) => {
        const content = await launchContents(launch, copy.launches, dayOf(request), tools)
        return [launch.id, content] as const
      }),
    )
    const rounds = await roundEndsOf(copy, tools)
    return {
      view: 'flows/launch',
      title: request.text('launch.title', { name: copy.name }),
      data: {
        ...{ copy, spoken: languages, releaseK, warnings: acceptable(copy), today: dayOf(request) },
        media: media.map(({ name }) => ({ value: name, label: request.text(`medium.${name}`) })),
        languageOptions: languages.map((language) => ({ value: language, label: language })),
        errors: errorsIn(copy.findings).length,
        twoPeople: copy.content !== undefined && needsSecondPerson(copy.content),
        contents: Object.fromEntries(contents),
        rounds,
        round: copy.content ? suggestedRound(copy.content.flow.round, rounds) : '',
      },
    }
  }

  return {
    path: '/flows/:name/launch',
    audience: readers,
    show: view,
    actions: {
      request: action({
        audit: 'launch.requested',
        audience: ['author'],
        form: formSchema,
        async run(request, fields) {
          const copy = await workshop.open(flowName(request))
          // What is asked for is what the author saw, not what somebody has saved since.
          if (fields.revision !== copy.revision) throw new Problem('draft_outdated', copy.name)
          const record = recordOf(fields, copy)
          const faults = await workshop.launches.request(copy, record, signedIn(request).id)
          if (faults.length > 0)
            throw new FieldFaults(Object.fromEntries(faults.map((fault) => [fault.field, textOf(fault)])))
          return {
            redirect: `/flows/${copy.name}/launch`,
            said: 'launch.said.in_review',
            audit: { subject: copy.name },
          }
        },
      }),
      approve: decision('approve'),
      refuse: decision('refuse'),
      pause: decision('pause'),
      resume: decision('resume'),
      close: decision('close'),
      close_round: closeRoundAction(tools),
    },
  }
}
