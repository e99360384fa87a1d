import { parseExpression } from './expression.ts'
import type { Flow, Question } from './flow.ts'

/** Questions that an expression refers to; none where it cannot be read, which is reported where it stands. */
function questionsIn(expression: string): readonly string[] {
  try {
    return parseExpression(expression).questions
  } catch {
    return []
  }
}

const references = (...expressions: (string | undefined)[]): readonly string[] =>
  expressions.flatMap((each) => (each === undefined ? [] : questionsIn(each)))

/** Questions that the value, or the lack of one, follows from. */
const followsFrom = ({ relevant, calculation, choice_filter, constraint }: Question): readonly string[] =>
  references(...relevant, calculation, choice_filter, constraint)

/** `names`, and what can be reached from them over and over again. */
function closure(names: Iterable<string>, next: (name: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set(names)
  // A set that grows while it is gone through yields what is added to it, too.
  for (const name of found) for (const other of next(name)) found.add(other)
  return found
}

/** These questions, and all others whose answer may give theirs away: computed from them, or asked only of some. */
const followersOf = (flow: Flow, names: Iterable<string>): ReadonlySet<string> =>
  closure(names, (name) => flow.questions.filter((each) => followsFrom(each).includes(name)).map((each) => each.name))

/** These questions, and all calculated variables that may repeat what was answered. */
export const computedFrom = (flow: Flow, names: Iterable<string>): ReadonlySet<string> =>
  closure(names, (name) =>
    flow.questions.filter(({ calculation }) => references(calculation).includes(name)).map((each) => each.name),
  )

/** These questions, and those that a calculated variable among them was computed from. */
const sourcesOf = (flow: Flow, names: Iterable<string>): ReadonlySet<string> =>
  closure(names, (name) => references(flow.questions.find((each) => each.name === name)?.calculation))

/** Everything from which the value of one of these variables could be seen or computed again. */
export const tellsAbout = (flow: Flow, names: Iterable<string>): ReadonlySet<string> =>
  followersOf(flow, sourcesOf(flow, names))

const known = new WeakMap<Flow, ReadonlySet<string>>()

/**
 * The sensitive questions of a flow: those in sensitive groups, and all that is computed from them or routed by them, because it may give an answer
 * away. Whatever drops, publishes, exports or checks sensitive answers asks this function.
 */
export function sensitiveQuestions(flow: Flow): ReadonlySet<string> {
  const found =
    known.get(flow) ??
    followersOf(
      flow,
      flow.questions.filter(({ block }) => block !== undefined).map(({ name }) => name),
    )
  known.set(flow, found)
  return found
}
