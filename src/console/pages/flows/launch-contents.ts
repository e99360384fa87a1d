import { needsSecondPerson } from '../../../authoring/launch-gate.ts'
import type { FlowContent } from '../../../core/flow.ts'
import type { Launch } from '../../../store/workspace.ts'
import { frozenFiles } from '../../flows/frozen-files.ts'
import type { FlowTools } from './tools.ts'

type Tools = Pick<FlowTools, 'workshop' | 'worker'>

/** Each question in one language, beside its screens. */
async function asked(content: FlowContent, language: string, today: string, { worker }: Tools) {
  const questions = await worker.run('paper', { content, language })
  const previews = await worker.run('previews', { content, language, today })
  return questions.map((question) => ({ ...question, previews: previews.get(question.name) ?? [] }))
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
    languages: await Promise.all(
      content.flow.languages.map(async (language) => ({
        language,
        questions: await asked(content, language, today, tools),
      })),
    ),
    files: Object.entries(files),
    changed: now ? await tools.worker.run('compare', { from: frozenFiles(now), to: files }) : null,
  }
}
