import { z } from 'zod'
import { formatFinding } from '../../../authoring/findings.ts'
import { flowNameSchema } from '../../../core/names.ts'
import { Problem } from '../../../problem.ts'
import { action, FieldFaults, type Page, signedIn } from '../../page.ts'
import { type FlowTools, readers } from './tools.ts'

const largestFile = 5_000_000

/** Every flow with where it stands, and the ways to begin a new one. */
export const flowsPage = ({ workshop }: Pick<FlowTools, 'workshop'>): Page => ({
  path: '/flows',
  audience: readers,
  menu: { label: 'flows.title', about: 'flows.about' },
  largestForm: largestFile,
  async show(request) {
    return { view: 'flows/list', title: request.text('flows.title'), data: { flows: await workshop.list() } }
  },
  actions: {
    upload: action({
      audit: 'flow.uploaded',
      audience: ['author'],
      form: z.object({
        file: z.instanceof(File, { error: 'error.required' }).refine(({ size }) => size > 0, 'error.required'),
      }),
      async run(request, { file }) {
        const bytes = Buffer.from(await file.arrayBuffer())
        const { name, findings } = await workshop.upload(file.name, bytes, signedIn(request).id)
        const lines = findings.map(formatFinding)
        if (name !== null && lines.length === 0)
          return { redirect: `/flows/${name}`, said: 'flows.uploaded', audit: { subject: name } }
        return {
          view: 'flows/uploaded',
          title: request.text(name === null ? 'flows.refused' : 'flows.uploaded'),
          data: { name, lines },
          audit: { subject: name ?? 'refused' },
        }
      },
    }),
    clone: action({
      audit: 'flow.cloned',
      audience: ['author'],
      form: z.object({ from: flowNameSchema, to: z.string().trim().pipe(flowNameSchema) }),
      async run(request, { from, to }) {
        await workshop.clone(from, to, signedIn(request).id).catch((error: unknown) => {
          if (error instanceof Problem && error.code === 'flow_exists')
            throw new FieldFaults({ to: 'error.name_taken' })
          throw error
        })
        return { redirect: `/flows/${to}`, said: 'flows.cloned', audit: { subject: to, details: { from } } }
      },
    }),
  },
})
