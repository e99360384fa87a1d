import { errorsIn } from '../../../authoring/findings.ts'
import { Problem } from '../../../problem.ts'
import type { Page } from '../../page.ts'
import { dayOf, type FlowTools, flowName, readers } from './tools.ts'

/** A flow as a picture and, question by question, on paper: for a review with the community. */
export const flowPicturePage = ({ workshop, worker }: Pick<FlowTools, 'workshop' | 'worker'>): Page => ({
  path: '/flows/:name/picture',
  audience: readers,
  async show(request) {
    const copy = await workshop.open(flowName(request))
    const { content, findings } = copy
    if (!content || errorsIn(findings).length > 0) throw new Problem('draft_faulty', copy.name)
    const wanted = request.query.get('language') ?? ''
    const language = content.flow.languages.includes(wanted) ? wanted : (content.flow.languages[0] ?? 'en')
    const title = request.text('picture.of', { name: copy.name })
    return {
      view: 'flows/picture',
      title,
      data: {
        ...{ copy, spoken: content.flow.languages, paperLanguage: language },
        questions: await worker.run('paper', { content, language }),
        picture: await worker.run('picture', { content, language, title, today: dayOf(request) }),
      },
    }
  },
})
