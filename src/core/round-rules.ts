import { sensitiveQuestions } from './dependence.ts'
import type { Flow, FlowContent, Question } from './flow.ts'

/** Questions of sensitive groups. */
const inGroups = ({ questions }: Flow): string[] =>
  questions.filter(({ block }) => block !== undefined).map(({ name }) => name)

const named = ({ questions }: Flow, name: string): Question | undefined => questions.find((each) => each.name === name)

/**
 * What a version promises less than one that was open before it in the same round, in names of questions: answers of both are counted
 * together, so people who answered before would lose what they were promised. Empty: nothing.
 */
export function weakenedBy(before: Flow, after: Flow): string[] {
  const sensitive = sensitiveQuestions(after)
  const shown = [...sensitiveQuestions(before)].filter((name) => named(after, name) && !sensitive.has(name))
  const blurred = before.questions.filter(
    ({ name, disaggregate }) => disaggregate && named(after, name)?.disaggregate === false,
  )
  const groups = Object.keys(before.blocks)
  return [...shown, ...blurred.map(({ name }) => name), ...(Object.keys(after.blocks).length === 0 ? groups : [])]
}

/** What stands for the group of a question that only another version of the round had in one. */
const otherGroup = 'of_another_version'

/**
 * A version with the strictest rules of all versions of its round: what was sensitive in one of them is sensitive, and what could
 * tell who somebody is in one of them can. Each interview keeps so what the person was promised, whatever was launched after it.
 */
export function withStrictestRules(content: FlowContent, versions: readonly FlowContent[]): FlowContent {
  const { flow } = content
  const own = new Set(inGroups(flow))
  const following = sensitiveQuestions(flow)
  const sensitive = new Set(
    versions.flatMap((version) => {
      const grouped = inGroups(version.flow)
      const others = [...sensitiveQuestions(version.flow)].filter((name) => !following.has(name))
      return [...grouped.filter((name) => !own.has(name)), ...others]
    }),
  )
  const tells = new Set(
    versions.flatMap(({ flow: { questions } }) =>
      questions.filter(({ disaggregate }) => disaggregate).map(({ name }) => name),
    ),
  )
  const isStricter = flow.questions.some(
    ({ name, disaggregate }) => sensitive.has(name) || (tells.has(name) && !disaggregate),
  )
  if (!isStricter) return content
  const questions = flow.questions.map((question) => ({
    ...question,
    disaggregate: question.disaggregate || tells.has(question.name),
    ...(sensitive.has(question.name) && { block: question.block ?? otherGroup }),
  }))
  const isGrouped = questions.some(({ block }) => block === otherGroup)
  const blocks = isGrouped ? { ...flow.blocks, [otherGroup]: { relevant: [] } } : flow.blocks
  return { ...content, flow: { ...flow, questions, blocks } }
}
