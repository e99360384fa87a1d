import { placeOf } from '../../core/conversation-state.ts'
import { questionTypeOf } from '../../core/questions/index.ts'
import type { Node } from '../walk/walk.ts'
import type { Check, Fault } from './check.ts'
import type { Subject } from './subject.ts'

/** Every point at which a question is asked. */
const askingNodes = ({ nodes }: Subject) =>
  [...nodes.values()].flatMap((node) => {
    const place = node.step.position && placeOf(node.step.position.state)
    return place?.kind === 'ask' ? [{ question: place.question, node }] : []
  })

export const fewerWays = 'ask less, let conditions look at fewer answers together, or divide the flow'

/** Points that were not looked at, because there are too many. */
export const unlookedAt: Check = {
  rule: 'unlooked-at',
  find({ nodes }) {
    if (nodes.unseen === 0) return []
    const message = `${nodes.size} points of the conversation were looked at, and ${nodes.unseen} or more were not: ${fewerWays}`
    return [{ severity: 'warning', message }]
  },
}

/** Questions that no answer leads to: their conditions contradict each other, or what was asked before. */
export const unreachable: Check = {
  rule: 'unreachable-question',
  find(subject) {
    // What was not looked at may be reached there.
    if (subject.nodes.unseen > 0) return []
    const reached = new Set(askingNodes(subject).map(({ question }) => question))
    return subject.content.flow.questions
      .filter((question) => questionTypeOf(question).way === 'ask' && !reached.has(question.name))
      .map(({ name, relevant }) => ({
        severity: 'error' as const,
        question: name,
        message: `"${name}" is never asked: ${relevant.length > 0 ? `no answers make ${relevant.map((each) => `"${each}"`).join(' and ')} true together` : 'no way leads to it'}; mend the condition or take the question out`,
      }))
  },
}

/** Questions to which, on some way, no reply can be understood: a filter leaves no choice, or the constraint never holds. */
export const deadEnds: Check = {
  rule: 'dead-end',
  find(subject) {
    const found = new Map<string, Fault>()
    for (const { question, node } of askingNodes(subject)) {
      const isAnswered = ({ step }: Node['edges'][number]) => {
        const answer = (step.position?.context.answers ?? step.outcome?.answers)?.[question]
        return answer !== undefined && 'value' in answer
      }
      if (found.has(question) || node.edges.some(isAnswered)) continue
      const message = `no reply to "${question}" is understood here, so everybody is asked in vain: look at its choice_filter and its constraint`
      found.set(question, { severity: 'error', question, path: subject.pathTo(node.key), message })
    }
    return [...found.values()]
  },
}

const comparison =
  /\$\{([^{}\s]+)\}\s*(?:!=|=)\s*(?:'([^']*)'|"([^"]*)")|selected\(\s*\$\{([^{}\s]+)\}\s*,\s*(?:'([^']*)'|"([^"]*)")\s*\)/g

/** Conditions that compare with a choice that the question does not have. */
export const unknownChoices: Check = {
  rule: 'unknown-choice',
  find({ content: { flow } }) {
    const found: Fault[] = []
    const look = (source: string | undefined, question: string) => {
      for (const [, first, a, b, second, c, d] of (source ?? '').matchAll(comparison)) {
        const name = first ?? second ?? ''
        const value = a ?? b ?? c ?? d ?? ''
        const list = flow.lists[flow.questions.find((each) => each.name === name)?.list ?? '']
        if (!list || value === '' || list.items.some((item) => item.name === value)) continue
        const known = list.items.map((item) => item.name).join(', ')
        found.push({
          ...{ severity: 'error', question },
          message: `"${name}" has no choice "${value}", so this never holds: ${source}; it has: ${known}`,
        })
      }
    }
    for (const { name, relevant, constraint, calculation } of flow.questions)
      for (const source of [...relevant, constraint, calculation]) look(source, name)
    look(flow.eligible, 'eligible')
    return found
  },
}

const mostQuestions = 6

/** Half of those who start leave when there are more (Abt/SHOPS, m4RH Kenya: 40 % answered one of six, 20 % all). */
export const tooManyQuestions: Check = {
  rule: 'too-many-questions',
  find({ nodes, content }) {
    const longest = new Map<string, number>()
    const from = (key: string): number => {
      const known = longest.get(key)
      if (known !== undefined) return known
      longest.set(key, 0)
      const node = nodes.get(key)
      const place = node?.step.position && placeOf(node.step.position.state)
      const own = place?.kind === 'ask' ? 1 : 0
      const most = own + Math.max(0, ...(node?.edges ?? []).map(({ to }) => from(to)))
      longest.set(key, most)
      return most
    }
    const [first = ''] = nodes.keys()
    const most = from(first)
    if (most <= mostQuestions) return []
    const message = `the longest way asks ${most} questions; more than ${mostQuestions} and many people leave: split "${content.flow.name}", or ask less`
    return [{ severity: 'warning', message }]
  },
}
