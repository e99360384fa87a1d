import type { Flow } from '../../core/flow.ts'
import { chosen, notChosen } from '../knowledge.ts'
import { isReason, type Said, valued } from '../said.ts'
import { variablesOf } from '../tables.ts'

/** People who are taken together: the questions by which they are, and one answer to each, or why there is none. No question: everybody. */
export interface Group {
  readonly by: readonly string[]
  readonly values: readonly Said[]
}

/**
 * Reads columns of published tables as groups. To a table each choice of a question that takes several answers is a variable of its own; the group
 * is then who made that choice, and somebody may be in several groups. null: those who did not make it, which are no group that anybody asks for.
 */
export function groupReader(flow: Flow): (dimensions: readonly string[], values: readonly Said[]) => Group | null {
  const variables = new Map(variablesOf(flow).map((variable) => [variable.name, variable]))
  return (dimensions, values) => {
    const parts = values.map((value, place) => {
      const name = dimensions[place] ?? ''
      const { question, choice = null } = variables.get(name) ?? {}
      const own = { question: question?.name ?? name, value }
      if (choice === null || isReason(value)) return own
      if (value.value === notChosen) return null
      return value.value === chosen ? { ...own, value: valued(choice) } : own
    })
    if (!parts.every((part) => part !== null)) return null
    return { by: parts.map(({ question }) => question), values: parts.map(({ value }) => value) }
  }
}

/** The place of each answer among those that its question offers; what is not offered (any more), and reasons for no answer, come last. */
export function answerOrder(flow: Flow): (question: string, value: Said) => number {
  const offered = Map.groupBy(variablesOf(flow), ({ question }) => question.name)
  const places = new Map(
    [...offered].map(([name, variables]) => [
      name,
      variables.flatMap(({ choice, values }) => (choice === null ? values : [choice])),
    ]),
  )
  return (question, value) => {
    const place = isReason(value) ? -1 : (places.get(question)?.indexOf(value.value) ?? -1)
    return place < 0 ? Number.MAX_SAFE_INTEGER : place
  }
}
