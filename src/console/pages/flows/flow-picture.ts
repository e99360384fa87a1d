import { errorsIn } from '../../../authoring/findings.ts'
import { asFile } from '../../../authoring/picture/draw.ts'
import { Problem } from '../../../problem.ts'
import type { ConsoleRequest, Page } from '../../page.ts'
import { dayOf, type FlowTools, flowName, readers } from './tools.ts'

/** The flow that is drawn, and the language that was asked for. Throws `draft_faulty` for what cannot be drawn. */
async function wanted({ workshop }: Pick<FlowTools, 'workshop'>, request: ConsoleRequest) {
  const copy = await workshop.open(flowName(request))
  const { content, findings } = copy
  if (!content || errorsIn(findings).length > 0) throw new Problem('draft_faulty', copy.name)
  const asked = request.query.get('language') ?? ''
  const language = content.flow.languages.includes(asked) ? asked : (content.flow.languages[0] ?? 'en')
  return { copy, content, language, title: request.text('picture.of', { name: copy.name }) }
}

/** A flow as a picture and, question by question, on paper: for a review with the community. */
export const flowPicturePage = (tools: Pick<FlowTools, 'workshop' | 'worker'>): Page => ({
  path: '/flows/:name/picture',
  audience: readers,
  async show(request) {
    const { copy, content, language, title } = await wanted(tools, request)
    return {
      view: 'flows/picture',
      title,
      data: {
        ...{ copy, spoken: content.flow.languages, paperLanguage: language },
        questions: await tools.worker.run('paper', { content, language }),
        picture: await tools.worker.run('picture', { content, language, title, today: dayOf(request) }),
      },
    }
  },
})

/** The picture as a file. The page's script makes a PNG of it, where there are scripts. */
export const flowPictureFile = (tools: Pick<FlowTools, 'workshop' | 'worker'>): Page => ({
  path: '/flows/:name/picture/svg',
  audience: readers,
  async show(request) {
    const { copy, content, language, title } = await wanted(tools, request)
    const picture = await tools.worker.run('picture', { content, language, title, today: dayOf(request) })
    return { file: asFile(picture), name: `${copy.name}-${language}.svg`, contentType: 'image/svg+xml' }
  },
})
