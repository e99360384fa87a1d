import { type Chance, chanceOf, dealt, mixed, oneOf } from './chance.ts'

/** What somebody means to answer: the names of choices; null: prefers not to say. Questions that are not here are not put to them. */
export type Answers = Readonly<Record<string, readonly string[] | null>>

/** How somebody gets through a questionnaire. */
export type Course = 'completes' | 'declines' | 'leaves' | 'falls_silent'

/** One simulated citizen: what they answer to each of the flows, and how they take part. */
export interface Citizen {
  readonly language: string
  /** The medium on which they answer, by flow. */
  readonly media: Readonly<Record<string, string>>
  readonly courses: Readonly<Record<string, Course>>
  /** So many questions they answer who leave or fall silent. */
  readonly patience: number
  readonly answers: Answers
  /** Questions that they leave without an answer, by flow. */
  readonly gaps: Readonly<Record<string, Gaps>>
}

/** What happens at a question: they prefer not to say, or are not understood however often they try. */
export type Gaps = Readonly<Record<string, 'refuses' | 'is_not_understood'>>

export const demoFlows = ['who-we-are', 'safety', 'disputes'] as const

type Community = 'dalit' | 'person_with_disability' | 'sex_worker' | 'third_gender'
type Counts = readonly (readonly [string, number])[]

// The figures of "Basic Public Services for the Marginalised Groups in Bangladesh" (slides of November 2022). The slides print percentages and a few
// counts; these are counts that reproduce each of them. How many people were asked, and how large the groups were, is not printed: N = 2,060 and
// the sizes are invented, such that 103 are 5 %.
const sizes: Readonly<Record<Community, number>> = {
  dalit: 500,
  person_with_disability: 520,
  sex_worker: 520,
  third_gender: 520,
}
/** 103 yes (5 %), 82 prefer not to say (4 %). The groups' shares of the 103 are printed as a ranking. */
const exposed: Readonly<Record<Community, { readonly yes: number; readonly refused: number }>> = {
  dalit: { yes: 12, refused: 20 },
  person_with_disability: { yes: 18, refused: 20 },
  sex_worker: { yes: 28, refused: 21 },
  third_gender: { yes: 45, refused: 21 },
}
/** 56 % physical, 39 % mental of 103. */
const kinds: Counts = [
  ['physical', 58],
  ['mental', 40],
  ['other', 5],
]
/** 70 % told nobody in authority. */
const reported: Counts = [
  ['no', 72],
  ['yes', 31],
]
/** 20 of the 31 went to the police or a court. */
const toWhom: Counts = [
  ['police', 12],
  ['court', 8],
  ['leader', 6],
  ['organisation', 5],
]
/** 40 % of the 30 who said what happened: not properly addressed. One of the 31 did not say. */
const outcomes: readonly (readonly [string | null, number])[] = [
  ['nothing_done', 12],
  ['addressed', 10],
  ['compromise', 8],
  [null, 1],
]
/** 264 had a dispute; 88 % of them used no formal mechanism. What the others did is invented. */
const disputes = 264
const mechanisms: Counts = [
  ['court', 10],
  ['police', 14],
  ['government_office', 8],
  ['leader', 90],
  ['mediator', 40],
  ['other', 22],
  ['no_one', 80],
]
const reasons: Counts = [
  ['not_needed', 24],
  ['did_not_know_how', 18],
  ['no_trust', 14],
  ['cost', 12],
  ['fear', 12],
]
/** 72 % of Dalit respondents Hindu, 26 % Muslim; of the other groups at least 90 % Muslim. */
const religions: Readonly<Record<Community, Counts>> = {
  dalit: [
    ['hinduism', 360],
    ['islam', 130],
    ['christianity', 10],
  ],
  person_with_disability: [
    ['islam', 484],
    ['hinduism', 36],
  ],
  sex_worker: [
    ['islam', 486],
    ['hinduism', 34],
  ],
  third_gender: [
    ['islam', 478],
    ['hinduism', 42],
  ],
}
/** "Never" is the commonest answer in every group, most of all of persons with disabilities and sex workers. The counts are invented. */
const schooling: Readonly<Record<Community, Counts>> = {
  dalit: [
    ['never', 215],
    ['below_class_5', 130],
    ['class_5_to_9', 100],
    ['class_10_or_more', 40],
    ['studying', 15],
  ],
  person_with_disability: [
    ['never', 318],
    ['below_class_5', 92],
    ['class_5_to_9', 60],
    ['class_10_or_more', 35],
    ['studying', 15],
  ],
  sex_worker: [
    ['never', 300],
    ['below_class_5', 130],
    ['class_5_to_9', 70],
    ['class_10_or_more', 20],
  ],
  third_gender: [
    ['never', 205],
    ['below_class_5', 140],
    ['class_5_to_9', 110],
    ['class_10_or_more', 50],
    ['studying', 15],
  ],
}

const ages = ['age_18_24', 'age_25_34', 'age_25_34', 'age_35_44', 'age_45_54', 'age_55_64', 'age_65_plus'] as const
const places = ['city', 'city', 'town', 'village', 'village'] as const
const topics = ['land', 'land', 'land', 'family', 'family', 'work', 'debt', 'housing', 'government', 'other'] as const
const communities = Object.keys(sizes) as Community[]
const choice = (name: string): readonly string[] => [name]
/** Of those who are counted above nobody leaves; these come on top of them, as a share of everybody. */
const others: readonly (readonly [Course, number])[] = [
  ['declines', 0.05],
  ['leaves', 0.04],
  ['falls_silent', 0.02],
]

/**
 * Questions that some do not answer, by flow: 2 % prefer not to say and 0.5 % are not understood, as in ordinary surveys. Not those of which the
 * slides print counts, and not the age in `safety`: who does not say it is asked no more there.
 */
const unanswered: Readonly<Record<string, readonly string[]>> = {
  'who-we-are': ['age', 'gender', 'schooling', 'place'],
  safety: ['gender'],
  disputes: ['gender', 'about'],
}
const shareOf = { refused: 0.02, notUnderstood: 0.005 }

function gapsOf(chance: Chance): Citizen['gaps'] {
  const gapsIn = (questions: readonly string[]): Gaps =>
    Object.fromEntries(
      questions.flatMap((question): [string, Gaps[string]][] => {
        const luck = chance()
        if (luck < shareOf.refused) return [[question, 'refuses']]
        return luck < shareOf.refused + shareOf.notUnderstood ? [[question, 'is_not_understood']] : []
      }),
    )
  return Object.fromEntries(Object.entries(unanswered).map(([flow, questions]) => [flow, gapsIn(questions)]))
}

/** Questions that everybody is asked, by flow: somewhere among them people leave. */
const askedOfAll: Readonly<Record<string, number>> = { 'who-we-are': 6, safety: 3, disputes: 2 }

/** Two phones in five speak English here, so that both scripts are seen; most people use what every telephone has. */
function wayOf(chance: Chance): Pick<Citizen, 'language' | 'media'> {
  const language = oneOf(['bn', 'bn', 'bn', 'en', 'en'], chance)
  const ordinary = oneOf(['ussd', 'ussd', 'sms', 'telegram'], chance)
  return { language, media: { 'who-we-are': ordinary, disputes: ordinary, safety: 'ussd' } }
}

/** Everybody of one community, by what the slides say of it. */
function membersOf(community: Community, chance: Chance): Record<string, readonly string[] | null>[] {
  const size = sizes[community]
  const { yes, refused } = exposed[community]
  const answered = dealt<string | null>(
    [
      ['yes', yes],
      [null, refused],
      ['no', size - yes - refused],
    ],
    chance,
  )
  const religion = dealt(religions[community], chance)
  const school = dealt(schooling[community], chance)
  return answered.map((said, place) => ({
    community: choice(community),
    gender: choice(community === 'third_gender' ? 'third_gender' : oneOf(['woman', 'woman', 'man'], chance)),
    age: choice(oneOf(ages, chance)),
    place: choice(oneOf(places, chance)),
    religion: choice(religion[place] ?? ''),
    schooling: choice(school[place] ?? ''),
    exposed: said === null ? null : choice(said),
    dispute: choice('no'),
  }))
}

/** Gives what is dealt to those who are asked, one after the other. */
function give(
  people: readonly Record<string, readonly string[] | null>[],
  question: string,
  dealtOut: readonly (string | null)[],
): void {
  people.forEach((person, place) => {
    const answer = dealtOut[place] ?? null
    person[question] = answer === null ? null : choice(answer)
  })
}

/**
 * The people of the demonstration: 2,060 who complete all three flows, and further ones who do not, each beginning one. Together the
 * first give exactly the figures of the slides; which person gives which answer is up to the seed.
 */
export function populationOf(seed: number): Citizen[] {
  const chance = chanceOf(seed)
  const people = mixed(
    communities.flatMap((community) => membersOf(community, chance)),
    chance,
  )
  const said = (question: string, value: string) => people.filter((person) => person[question]?.includes(value))
  const hurt = said('exposed', 'yes')
  give(hurt, 'kinds', dealt(kinds, chance))
  give(hurt, 'reported', dealt(reported, chance))
  give(said('reported', 'yes'), 'to_whom', dealt(toWhom, chance))
  give(said('reported', 'yes'), 'outcome', dealt(outcomes, chance))
  const disputing = mixed(people, chance).slice(0, disputes)
  for (const person of disputing)
    Object.assign(person, { dispute: choice('yes'), about: choice(oneOf(topics, chance)) })
  give(disputing, 'mechanism', dealt(mechanisms, chance))
  give(said('mechanism', 'no_one'), 'reason', dealt(reasons, chance))

  const all = { 'who-we-are': 'completes', safety: 'completes', disputes: 'completes' } as const
  const completing = people.map(
    (answers): Citizen => ({ ...wayOf(chance), courses: all, patience: 0, answers, gaps: gapsOf(chance) }),
  )
  // Who leaves answers nothing of which the slides print counts.
  const uncounted = people.filter(({ community, dispute }) => !community?.includes('dalit') && dispute?.includes('no'))
  const further = demoFlows.flatMap((flow) =>
    others.flatMap(([course, share]) =>
      Array.from({ length: Math.round(share * people.length) }, (): Citizen => {
        const patience = Math.floor(chance() * (askedOfAll[flow] ?? 1))
        return { ...wayOf(chance), courses: { [flow]: course }, patience, answers: oneOf(uncounted, chance), gaps: {} }
      }),
    ),
  )
  return mixed([...completing, ...further], chance)
}
