import { type Chance, chanceOf, oneOf } from './chance.ts'
import type { Citizen } from './population.ts'

export const scorecardFlows = ['service-scorecard', 'service-scorecard-provider'] as const

// Everything here is invented: clinics as large as focus groups of real scorecards are, and staff who score themselves higher.

const scores = ['very_poor', 'poor', 'fair', 'good', 'very_good'] as const
const indicators = ['staff', 'supplies', 'respect'] as const
type Means = Readonly<Record<(typeof indicators)[number], number>>

interface Clinic {
  readonly name: string
  readonly district: string
  /** About where the scores of users lie, from 0 (very poor) to 4 (very good). */
  readonly users: Means
  readonly staff: Means
}

const clinics: readonly Clinic[] = [
  {
    ...{ name: 'clinic_a', district: 'north' },
    users: { staff: 2.6, supplies: 1.2, respect: 1.8 },
    staff: { staff: 3.2, supplies: 1.6, respect: 3.1 },
  },
  {
    ...{ name: 'clinic_b', district: 'north' },
    users: { staff: 1.9, supplies: 0.9, respect: 1.4 },
    staff: { staff: 2.6, supplies: 1.3, respect: 2.8 },
  },
  {
    ...{ name: 'clinic_c', district: 'south' },
    users: { staff: 2.9, supplies: 2.1, respect: 2.5 },
    staff: { staff: 3.1, supplies: 2.3, respect: 3.2 },
  },
  {
    ...{ name: 'clinic_d', district: 'south' },
    users: { staff: 2.2, supplies: 1.5, respect: 1.1 },
    staff: { staff: 3, supplies: 1.9, respect: 2.9 },
  },
]
const people = { users: 30, staff: 7 }

/** A score near a mean: one lower or higher for some. */
function near(mean: number, chance: Chance): string {
  const place = Math.round(mean + (chance() + chance() - 1) * 1.5)
  return scores[Math.min(scores.length - 1, Math.max(0, place))] ?? scores[2]
}

function scorer(flow: string, { name, district }: Clinic, means: Means, chance: Chance): Citizen {
  const media = { [flow]: oneOf(['ussd', 'ussd', 'sms', 'telegram'], chance) }
  const given = indicators.map((indicator): [string, string[]] => [indicator, [near(means[indicator], chance)]])
  const gender = oneOf(['woman', 'woman', 'woman', 'man', 'man', 'third_gender'], chance)
  return {
    ...{ language: oneOf(['bn', 'bn', 'en'], chance), media, courses: { [flow]: 'completes' }, patience: 0, gaps: {} },
    answers: { gender: [gender], district: [district], service_point: [name], ...Object.fromEntries(given) },
  }
}

/** Users and staff of four clinics, who score them: the same seed gives the same people. */
export function scorersOf(seed: number): Citizen[] {
  const chance = chanceOf(seed)
  const each = (count: number, one: () => Citizen) => Array.from({ length: count }, one)
  return clinics.flatMap((clinic) => [
    ...each(people.users, () => scorer(scorecardFlows[0], clinic, clinic.users, chance)),
    ...each(people.staff, () => scorer(scorecardFlows[1], clinic, clinic.staff, chance)),
  ])
}
