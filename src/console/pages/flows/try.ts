import { z } from 'zod'
import { errorsIn } from '../../../authoring/findings.ts'
import { flowNameSchema } from '../../../core/names.ts'
import { Problem } from '../../../problem.ts'
import { action, type ConsoleRequest, FieldFaults, type Page } from '../../page.ts'
import type { Try } from '../../try/tries.ts'
import { dayOf, type FlowTools } from './tools.ts'

type TryTools = Pick<FlowTools, 'workshop' | 'worker' | 'media' | 'tries' | 'tryAudience'>

/** The flows that can be tried: those that can be put together. */
export const tryPage = ({ workshop, media, tries, tryAudience }: TryTools): Page => ({
  path: '/try',
  audience: tryAudience,
  menu: { label: 'try.title', about: 'try.about' },
  async show(request) {
    const flows = (await workshop.list()).map(({ name }) => name)
    const wanted = request.query.get('flow') ?? ''
    return {
      view: 'try/begin',
      title: request.text('try.title'),
      data: {
        flows: flows.map((name) => ({ value: name, label: name })),
        wanted: flows.includes(wanted) ? wanted : (flows[0] ?? ''),
        media: media.map(({ name }) => ({ value: name, label: request.text(`medium.${name}`) })),
      },
    }
  },
  actions: {
    begin: action({
      audit: null,
      form: z.object({ flow: flowNameSchema, medium: z.string(), language: z.string().trim() }),
      async run(_request, { flow, medium: name, language }) {
        const { content, findings } = await workshop.open(flow)
        const medium = media.find((each) => each.name === name)
        if (!medium) throw new FieldFaults({ medium: 'error.invalid' })
        if (!content || errorsIn(findings).length > 0) throw new FieldFaults({ flow: 'launch.fault.flow' })
        const spoken = content.flow.languages.includes(language) ? language : (content.flow.languages[0] ?? 'en')
        const { id } = await tries.begin(content, medium, spoken)
        return { redirect: `/try/${id}` }
      },
    }),
  },
})

function tryIn({ parameters }: ConsoleRequest, tools: TryTools): Try {
  const found = tools.tries.find(parameters.id ?? '')
  if (!found) throw new Problem('not_found')
  return found
}

/** One phone in the browser, with the way through the flow beside it. */
export const tryPhonePage = (tools: TryTools): Page => ({
  path: '/try/:id',
  audience: tools.tryAudience,
  async show(request) {
    const { content, medium, channel, language, exchanges, visited, current } = tryIn(request, tools)
    const title = request.text('picture.of', { name: content.flow.name })
    return {
      view: 'try/phone',
      title: request.text('try.phone', { name: content.flow.name, medium: request.text(`medium.${medium.name}`) }),
      data: {
        ...{ medium: medium.name, channel, phoneLanguage: language, exchanges, flow: content.flow.name },
        ended: exchanges.at(-1)?.screen?.end ?? false,
        picture: await tools.worker.run('picture', {
          ...{ content, language, title, today: dayOf(request) },
          ...{ visited: [...visited], current },
        }),
      },
    }
  },
  actions: {
    say: action({
      audit: null,
      form: z.object({ text: z.string().max(1600) }),
      async run(request, { text }) {
        const { id } = tryIn(request, tools)
        if (!(await tools.tries.say(id, text))) throw new Problem('not_found')
        return { redirect: `/try/${id}#newest` }
      },
    }),
    again: action({
      audit: null,
      form: z.object({}),
      async run(request) {
        const { content, medium, language } = tryIn(request, tools)
        const { id } = await tools.tries.begin(content, medium, language)
        return { redirect: `/try/${id}` }
      },
    }),
  },
})
