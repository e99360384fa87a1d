import { z } from 'zod'
import { formatFinding } from '../../../authoring/findings.ts'
import { costOf } from '../../../authoring/proof/prices.ts'
import { daySchema } from '../../../core/names.ts'
import { requiredText } from '../../forms.ts'
import { action, type Page, signedIn } from '../../page.ts'
import { dayOf, type FlowTools, flowName, readers } from './tools.ts'

/** One flow: where it stands, what the linter says, who has read it, and the ways on from here. */
export const flowPage = ({ workshop, prices }: Pick<FlowTools, 'workshop' | 'prices'>): Page => ({
  path: '/flows/:name',
  audience: readers,
  async show(request) {
    const copy = await workshop.open(flowName(request))
    const lines = (severity: string) => copy.findings.filter((each) => each.severity === severity).map(formatFinding)
    return {
      view: 'flows/flow',
      title: copy.name,
      data: {
        copy,
        errors: lines('error'),
        warnings: lines('warning'),
        prices,
        costs: copy.costs.map((each) => ({
          ...each,
          prices: prices.map((table) => costOf(each.typical, each.unit, table)),
        })),
        reviews: await workshop.reviews(copy.name),
        today: dayOf(request),
      },
    }
  },
  actions: {
    review: action({
      audit: 'flow.reviewed',
      audience: ['author', 'approver'],
      form: z.object({
        heldOn: daySchema('error.date'),
        community: requiredText(),
        people: z.coerce.number('error.number').int('error.number').min(1, 'error.number').max(100_000, 'error.number'),
        outcome: requiredText(2000),
      }),
      async run(request, review) {
        const { name, revision } = await workshop.open(flowName(request))
        await workshop.addReview({ flow: name, revision, ...review, recordedBy: signedIn(request).id })
        return { redirect: `/flows/${name}`, said: 'said.saved', audit: { subject: name } }
      },
    }),
  },
})
