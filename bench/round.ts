import type { Answer } from '../src/core/flow.ts'
import { flowOf } from './flow.ts'

/** Numbers from 0 to below 1, the same in every run (Park and Miller's generator). */
export function chances(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

const lists = {
  age: ['18_24', '25_34', '35_44', '45_54', '55_64', '65_plus'],
  gender: ['woman', 'man', 'third_gender', 'other'],
  religion: ['islam', 'hinduism', 'buddhism', 'christianity', 'other'],
  schooling: ['never', 'below_5', '5_to_9', '10_or_more', 'studying'],
  place: ['city', 'town', 'village'],
  community: ['dalit', 'indigenous', 'tea_worker', 'sex_worker', 'none'],
  answer: ['yes', 'no'],
  kinds: ['physical', 'mental', 'economic', 'other'],
  to_whom: ['police', 'court', 'leader', 'other'],
  satisfaction: ['very', 'rather', 'little', 'not'],
} as const

const asked = [
  { name: 'age', list: 'age', disaggregate: true },
  { name: 'gender', list: 'gender', disaggregate: true },
  { name: 'religion', list: 'religion', disaggregate: true },
  { name: 'schooling', list: 'schooling', disaggregate: true },
  { name: 'place', list: 'place', disaggregate: true },
  { name: 'community', list: 'community', type: 'select_multiple', disaggregate: true },
  { name: 'exposed', list: 'answer', block: 'private' },
  { name: 'kinds', list: 'kinds', type: 'select_multiple', block: 'private', after: ['exposed', 'yes'] },
  { name: 'reported', list: 'answer', block: 'private', after: ['exposed', 'yes'] },
  { name: 'to_whom', list: 'to_whom', block: 'private', after: ['reported', 'yes'] },
  { name: 'satisfaction', list: 'satisfaction' },
] as const

/** A flow whose tables hang together in every way: several answers, follow-up questions, six questions to take people apart by. */
export const linkedFlow = flowOf('linked', '1', asked, lists)

/** One person's answers: the first choices of a list are the commonest, and a few refuse. */
function answersOf(chance: () => number): Record<string, Answer> {
  const answers: Record<string, Answer> = {}
  const one = (items: readonly string[]) => items[Math.floor(chance() ** 2 * items.length)] ?? ''
  const skipsBlock = chance() < 0.03
  for (const question of asked) {
    const items = lists[question.list]
    const before = 'after' in question ? answers[question.after[0]] : undefined
    const isLeftOut = 'after' in question && !(before && 'value' in before && before.value === question.after[1])
    if ('block' in question && skipsBlock) answers[question.name] = { missing: 'refused' }
    else if (isLeftOut) answers[question.name] = { missing: 'not_applicable' }
    else if (chance() < 0.02) answers[question.name] = { missing: 'refused' }
    else if ('type' in question) {
      const several = items.filter((item) => item !== 'none' && chance() < 0.15)
      answers[question.name] = { value: several.length > 0 ? several : [items.at(-1) ?? ''] }
    } else if (question.name === 'exposed') answers[question.name] = { value: chance() < 0.12 ? 'yes' : 'no' }
    else answers[question.name] = { value: one(items) }
  }
  return answers
}

/** That many people who answered, the same in every run. */
export async function* linkedInterviews(people: number) {
  const chance = chances(1)
  for (let person = 0; person < people; person++)
    yield {
      ...{ round: '1', version: 'v', period: '2026-06-01', language: 'en', medium: 'sms', disposition: 'completed' },
      answers: answersOf(chance),
    }
}
