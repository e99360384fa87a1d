import { type Answer, type Flow, type MissingCode, missingCodes } from '../core/flow.ts'
import type { AnswerCount } from '../store/interview-counts.ts'
import { reasonRow } from './answer-text.ts'
import { type Answers, takesSeveral } from './tally.ts'

const reasons = new Map<string, MissingCode>(missingCodes.map((code) => [reasonRow(code), code]))

function answerOf(value: string, isMultiple: boolean): Answer {
  const missing = reasons.get(value)
  if (missing !== undefined) return { missing }
  return { value: isMultiple ? (JSON.parse(value) as string[]) : value }
}

/**
 * What the store has counted, as interviews that stand for many: whatever counts interviews one by one may count these, `count` at once.
 * Numbers come as text.
 */
export function countedAnswers(
  flow: Flow,
  questions: readonly string[],
  counts: readonly AnswerCount[],
): (Answers & { readonly count: number })[] {
  const multiple = new Set(flow.questions.filter(takesSeveral).map(({ name }) => name))
  return counts.map(({ values, count }) => ({
    answers: Object.fromEntries(
      questions.map((name, index) => [
        name,
        answerOf(values[index] ?? reasonRow('not_applicable'), multiple.has(name)),
      ]),
    ),
    count,
  }))
}
