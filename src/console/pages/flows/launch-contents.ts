import { needsSecondPerson } from '../../../authoring/launch-gate.ts'
import type { FlowContent } from '../../../core/flow.ts'
import { questionTypeOf } from '../../../core/questions/index.ts'
import type { Launch } from '../../../store/workspace.ts'
import { differences } from '../../flows/differences.ts'
import { frozenFiles } from '../../flows/frozen-files.ts'
import { questionsOnPaper } from '../../flows/on-paper.ts'
import { previewsOf } from '../../flows/previews.ts'
import type { FlowTools } from './tools.ts'

type Tools = Pick<FlowTools, 'workshop' | 'media' | 'play'>

/** Each question in one language, beside its screens. */
function asked(content: FlowContent, language: string, today: string, { media, play }: Tools) {
  const engine = play(content)
  const more = { key: '98', label: engine.translator.text(language, 'system:more') }
  const own = media.filter(({ name }) => content.flow.media?.includes(name) ?? true)
  return questionsOnPaper(content, language, engine.translator).map((question) => {
    const written = content.flow.questions.find(({ name }) => name === question.name)
    const isAsked = written !== undefined && questionTypeOf(written).way === 'ask'
    return {
      ...question,
      previews: isAsked ? previewsOf(engine, question.name, language, { media: own, more, today }) : [],
    }
  })
}

/**
 * For who decides about a launch: everything of the version that was frozen when it was asked for, and how it differs from what is
 * open now. null: that version is not known, and cannot be opened.
 */
export async function launchContents(launch: Launch, all: readonly Launch[], today: string, tools: Tools) {
  const { launches } = tools.workshop
  const content = await launches.frozen(launch)
  if (content === null) return null
  const open = all.find(({ state }) => state === 'live' || state === 'paused')
  const now = open ? await launches.frozen(open) : null
  const files = frozenFiles(content)
  return {
    twoPeople: needsSecondPerson(content),
    languages: content.flow.languages.map((language) => ({
      language,
      questions: asked(content, language, today, tools),
    })),
    files: Object.entries(files),
    changed: now ? differences(frozenFiles(now), files) : null,
  }
}
