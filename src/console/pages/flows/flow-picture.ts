import { errorsIn } from '../../../authoring/findings.ts'
import { drawFlow } from '../../../authoring/picture/draw.ts'
import { flowGraph } from '../../../authoring/picture/graph.ts'
import { subjectOf } from '../../../authoring/proof/subject.ts'
import { Problem } from '../../../problem.ts'
import { questionsOnPaper } from '../../flows/on-paper.ts'
import type { Page } from '../../page.ts'
import { dayOf, type FlowTools, flowName, readers } from './tools.ts'

/** A flow as a picture and, question by question, on paper: for a review with the community. */
export const flowPicturePage = ({ workshop, play }: Pick<FlowTools, 'workshop' | 'play'>): Page => ({
  path: '/flows/:name/picture',
  audience: readers,
  async show(request) {
    const copy = await workshop.open(flowName(request))
    const { content, findings } = copy
    if (!content || errorsIn(findings).length > 0) throw new Problem('draft_faulty', copy.name)
    const wanted = request.query.get('language') ?? ''
    const language = content.flow.languages.includes(wanted) ? wanted : (content.flow.languages[0] ?? 'en')
    const questions = questionsOnPaper(content, language, play(content).translator)
    const title = request.text('picture.of', { name: copy.name })
    return {
      view: 'flows/picture',
      title,
      data: {
        ...{ copy, questions, spoken: content.flow.languages, paperLanguage: language },
        picture: await drawFlow(flowGraph(subjectOf(content, [], dayOf(request)), language), title),
      },
    }
  },
})
