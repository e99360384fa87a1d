import { errorsIn } from '../../../authoring/findings.ts'
import { drawFlow } from '../../../authoring/picture/draw.ts'
import { flowGraph } from '../../../authoring/picture/graph.ts'
import { subjectOf } from '../../../authoring/proof/subject.ts'
import { questionTypeOf } from '../../../core/questions/index.ts'
import { Problem } from '../../../problem.ts'
import type { Page } from '../../page.ts'
import { dayOf, type FlowTools, flowName, readers } from './tools.ts'

/** A condition as somebody reads it who knows no formulas: names without their signs. */
const inWords = (condition: string): string => condition.replace(/\$\{(\w+)\}/g, '$1').replaceAll("'", '')

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
    const { translator } = play(content)
    const questions = content.flow.questions
      .filter((question) => questionTypeOf(question).way !== 'compute')
      .map(({ name, namespace, relevant, list, block }) => ({
        ...{ name, block },
        label: translator.text(language, `${namespace}:questions.${name}.label`),
        onlyIf: relevant.map(inWords),
        choices: (content.flow.lists[list ?? '']?.items ?? []).map((item) =>
          translator.text(language, `${content.flow.lists[list ?? '']?.namespace}:choices.${list}.${item.name}`),
        ),
      }))
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
