import type { Medium } from '../../channels/media/medium.ts'
import { askState, type Context } from '../../core/conversation-state.ts'
import type { Engine } from '../../core/engine.ts'
import type { Choice, Screen } from '../../core/reply.ts'

/** How one question looks on one kind of phone screen. */
export interface Preview {
  readonly medium: string
  readonly pages: readonly (Screen & { readonly measure: string })[]
}

const context = (language: string, today: string): Context => ({
  ...{ language, consented: true, answers: {}, path: [], attempts: 0, suggested: null, notes: [], returnTo: [] },
  ...{ reachable: false, wantsResults: false, today },
})

/** The screens of a question by itself, as nobody has answered anything before. Lists that a filter empties show no choices. */
export function previewsOf(
  engine: Engine,
  question: string,
  language: string,
  { media, more, today }: { readonly media: readonly Medium[]; readonly more: Choice; readonly today: string },
): Preview[] {
  const position = { version: engine.version, state: askState(question), context: context(language, today) }
  const reply = engine.show(position)
  return media.map((medium) => ({
    medium: medium.name,
    pages: medium.pages(reply, more).map((screen) => ({ ...screen, measure: medium.measure(screen) })),
  }))
}
