import type { FlowContent } from '../../core/flow.ts'

function textAt(
  { texts }: FlowContent,
  language: string,
  namespace: string,
  path: readonly string[],
): string | undefined {
  let found: unknown = texts[language]?.[namespace]
  for (const part of path) {
    if (typeof found !== 'object' || found === null) return undefined
    found = Object.hasOwn(found, part) ? (found as Record<string, unknown>)[part] : undefined
  }
  return typeof found === 'string' ? found : undefined
}

/** Everything that somebody reads before they answer: the question and its choices. */
function wordsOf(content: FlowContent, name: string, language: string): string | null {
  const question = content.flow.questions.find((each) => each.name === name)
  if (!question) return null
  const { namespace, items } = content.flow.lists[question.list ?? ''] ?? { namespace: '', items: [] }
  return JSON.stringify([
    textAt(content, language, question.namespace, ['questions', name, 'label']),
    items.map((item) => [item.name, textAt(content, language, namespace, ['choices', question.list ?? '', item.name])]),
  ])
}

/** Who is asked, and what of the answers is counted. */
function countedIn({ flow }: FlowContent, name: string): string | null {
  const indicator = flow.indicators.find((each) => each.name === name)
  if (!indicator) return null
  const { questions, counts, among } = indicator
  const asked = questions.map((each) => {
    const question = flow.questions.find((own) => own.name === each)
    return [each, question?.relevant, question?.calculation]
  })
  return JSON.stringify([counts, among, asked, flow.eligible])
}

/**
 * Whether an indicator was asked in the same words and counted in the same way in both, as far as they have languages in common. A language that
 * is new breaks nothing.
 */
export function isAskedAlike(name: string, one: FlowContent, other: FlowContent): boolean {
  const counted = countedIn(one, name)
  if (counted === null || counted !== countedIn(other, name)) return false
  const questions = one.flow.indicators.find((each) => each.name === name)?.questions ?? []
  const shared = one.flow.languages.filter((language) => other.flow.languages.includes(language))
  return shared.every((language) =>
    questions.every((question) => wordsOf(one, question, language) === wordsOf(other, question, language)),
  )
}
