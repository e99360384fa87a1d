import type { Answer, Flow } from '../core/flow.ts'
import { questionTypeOf } from '../core/questions/index.ts'

const isUnreached = (answer: Answer | undefined) =>
  answer !== undefined && 'missing' in answer && answer.missing === 'not_reached'

/**
 * Finds the question that was put last and never answered; undefined where none was. It is the first one that is asked after the last of which
 * anything is recorded. Whoever leaves in the midst of a sensitive group is counted at its first question: nothing of it is kept.
 */
export function breakOffFinder(flow: Flow): (answers: Readonly<Record<string, Answer>>) => string | undefined {
  const asked = flow.questions.filter((question) => questionTypeOf(question).way === 'ask').map(({ name }) => name)
  return (answers) => {
    const last = asked.findLastIndex((name) => answers[name] && !isUnreached(answers[name]))
    return asked.slice(last + 1).find((name) => isUnreached(answers[name]))
  }
}
