import { z } from 'zod'
import { errorsIn } from '../../../authoring/findings.ts'
import type { FlowContent } from '../../../core/flow.ts'
import { languageSchema } from '../../../core/names.ts'
import { Problem } from '../../../problem.ts'
import { editableTexts, withTexts } from '../../flows/texts.ts'
import { action, type ConsoleRequest, type Page, signedIn } from '../../page.ts'
import { dayOf, type FlowTools, flowName, readers, revisionField } from './tools.ts'

/** Fields that hold a text are called by its path; no other field has a point in its name. */
const isPath = (field: string) => /^(?:questions|choices)\./.test(field)

const languageOf = (request: ConsoleRequest, { flow }: FlowContent): string => {
  const wanted = request.query.get('language') ?? ''
  return flow.languages.includes(wanted) ? wanted : (flow.languages[0] ?? 'en')
}

/** The texts of a flow in one language, each question beside its screens. */
export const flowTextsPage = ({ workshop, worker }: Pick<FlowTools, 'workshop' | 'worker'>): Page => ({
  path: '/flows/:name/texts',
  audience: readers,
  async show(request) {
    const copy = await workshop.open(flowName(request))
    const { content } = copy
    if (!content) return { redirect: `/flows/${copy.name}/source` }
    const language = languageOf(request, content)
    const isWhole = errorsIn(copy.findings).length === 0
    const previews = isWhole ? await worker.run('previews', { content, language, today: dayOf(request) }) : null
    const questions = editableTexts(content, copy.files, language).map(({ question, texts }) => ({
      ...{ question, texts },
      isShown: texts.length > 0,
      previews: previews?.get(question.name) ?? [],
    }))
    return {
      view: 'flows/texts',
      title: request.text('texts.title', { name: copy.name }),
      data: { copy, textLanguage: language, spoken: content.flow.languages, questions },
    }
  },
  actions: {
    save: action({
      audit: 'flow.texts_saved',
      audience: ['author'],
      form: z.looseObject({ revision: revisionField, language: languageSchema }),
      async run(request, { revision, language, ...fields }) {
        const copy = await workshop.open(flowName(request))
        if (copy.content && !copy.content.flow.languages.includes(language)) throw new Problem('language_unknown')
        const changes = Object.entries(fields).filter(([field, value]) => isPath(field) && typeof value === 'string')
        const files = withTexts(copy.files, copy.name, language, Object.fromEntries(changes) as Record<string, string>)
        await workshop.save(copy.name, revision, files, `texts: ${language}`, signedIn(request).id)
        return {
          redirect: `/flows/${copy.name}/texts?language=${encodeURIComponent(language)}`,
          said: 'said.saved',
          audit: { subject: copy.name, details: { language } },
        }
      },
    }),
  },
})
