import { z } from 'zod'
import { draftFilesSchema } from '../../../authoring/draft.ts'
import { formatFinding } from '../../../authoring/findings.ts'
import { flowNameSchema, roundNameSchema, storableText } from '../../../core/names.ts'
import { Problem } from '../../../problem.ts'
import type { Taking, WaitingUpload } from '../../flows/uploads.ts'
import { action, type ConsoleRequest, FieldFaults, type Page, signedIn, type View } from '../../page.ts'
import { type FlowTools, readers, revisionField } from './tools.ts'

const largestFile = 5_000_000

const takeSchema = z.object({
  name: flowNameSchema,
  revision: revisionField,
  note: storableText,
  files: z.string(),
  kind: z.enum(['same_round', 'new_round', 'other_name']),
  ...{ round: z.string().trim().default(''), to: z.string().trim().default('') },
})

/** What is to become of a form; a text key where the name for it is none. */
function takingOf(kind: Taking['kind'], round: string, to: string): Taking | string {
  if (kind === 'same_round') return { kind }
  if (kind === 'new_round') {
    const name = roundNameSchema.safeParse(round).data
    return name === undefined ? 'launch.fault.round_name' : { kind, round: name }
  }
  const name = flowNameSchema.safeParse(to).data
  return name === undefined ? 'error.invalid' : { kind, to: name }
}

/** What was chosen, and what is wrong with it. */
interface Chosen {
  readonly kind: string
  readonly round: string
  readonly to: string
  readonly fault: string
}

/** JSON that this page wrote itself; undefined where it is none any more. */
function parsed(written: string): unknown {
  try {
    return JSON.parse(written)
  } catch {
    return undefined
  }
}

/** Every flow with where it stands, and the ways to begin a new one. */
export const flowsPage = ({ workshop }: Pick<FlowTools, 'workshop'>): Page => {
  /** The name is taken: what is different, and what is to become of it. The form waits in the page, so that nothing is kept of it before. */
  async function ask(
    request: ConsoleRequest,
    waiting: WaitingUpload,
    lines: readonly string[],
    chosen?: Chosen,
  ): Promise<View> {
    const { changed, rounds } = await workshop.uploads.compare(waiting)
    const data = {
      waiting,
      written_files: JSON.stringify(waiting.files),
      changed,
      rounds,
      lines,
      chosen: chosen ?? null,
    }
    return { view: 'flows/taken', title: request.text('flows.taken', { name: waiting.name }), data }
  }

  return {
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
          const { name, findings, waiting } = await workshop.uploads.upload(file.name, bytes, signedIn(request).id)
          const lines = findings.map(formatFinding)
          if (waiting !== null)
            return {
              ...(await ask(request, waiting, lines)),
              audit: { subject: waiting.name, details: { as: 'waiting' } },
            }
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
      take: action({
        audit: 'flow.upload_taken',
        audience: ['author'],
        form: takeSchema,
        async run(request, { kind, round, to, files: written, ...upload }) {
          const files = draftFilesSchema(upload.name).safeParse(parsed(written))
          if (!files.success)
            throw new Problem('form_unreadable', 'the form that waited has been changed on the way: upload it again')
          const waiting = { ...upload, files: files.data }
          const again = async (fault: string) =>
            ask(request, waiting, [], { kind, round, to, fault: request.text(fault) })
          const taking = takingOf(kind, round, to)
          if (typeof taking === 'string') return again(taking)
          try {
            const name = await workshop.uploads.take(waiting, taking, signedIn(request).id)
            return {
              redirect: `/flows/${name}`,
              said: 'flows.uploaded',
              audit: { subject: name, details: { as: kind } },
            }
          } catch (error) {
            if (error instanceof Problem && error.code === 'flow_exists') return again('error.name_taken')
            throw error
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
  }
}
