import { z } from 'zod'
import { draftFilesSchema } from '../../../authoring/draft.ts'
import { formatFinding } from '../../../authoring/findings.ts'
import { Problem } from '../../../problem.ts'
import { action, FieldFaults, type Page, signedIn } from '../../page.ts'
import { type FlowTools, flowName, readers, revisionField } from './tools.ts'

const spreadsheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** The files of a draft as they are written: for those who know the format. */
export const flowSourcePage = ({ workshop }: Pick<FlowTools, 'workshop'>): Page => ({
  path: '/flows/:name/source',
  audience: readers,
  largestForm: 3_000_000,
  async show(request) {
    const copy = await workshop.open(flowName(request))
    return {
      view: 'flows/source',
      title: request.text('source.title', { name: copy.name }),
      data: { copy, files: Object.entries(copy.files), lines: copy.findings.map(formatFinding) },
    }
  },
  actions: {
    save: action({
      audit: 'flow.source_saved',
      audience: ['author'],
      form: z.looseObject({ revision: revisionField }),
      async run(request, { revision, ...fields }) {
        const copy = await workshop.open(flowName(request))
        const sent = Object.entries(fields).map(([path, text]) => [path, String(text).replaceAll('\r\n', '\n')])
        const files = draftFilesSchema(copy.name).safeParse(Object.fromEntries(sent))
        if (!files.success) throw new FieldFaults({ revision: 'error.invalid' })
        await workshop.save(copy.name, revision, { ...copy.files, ...files.data }, 'source', signedIn(request).id)
        return { redirect: `/flows/${copy.name}/source`, said: 'said.saved', audit: { subject: copy.name } }
      },
    }),
  },
})

/** A draft as a spreadsheet. */
export const flowSpreadsheet = ({ workshop, worker }: Pick<FlowTools, 'workshop' | 'worker'>): Page => ({
  path: '/flows/:name/xlsform',
  audience: readers,
  async show(request) {
    const { name, content } = await workshop.open(flowName(request))
    if (!content) throw new Problem('draft_faulty', name)
    return { file: await worker.run('writeForm', { content }), name: `${name}.xlsx`, contentType: spreadsheet }
  },
})
