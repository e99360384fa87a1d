import type { Answer } from '../../../src/core/flow.ts'
import type { RoundFacts } from '../../../src/results/export/export-data.ts'
import { prepareExport } from '../../../src/results/export/prepare.ts'
import type { ExportChoices } from '../../../src/results/export/variables.ts'
import type { ReleasedInterview } from '../../../src/store/interviews.ts'
import { smallFlow } from '../../support/flows.ts'

const k = 5

const content = smallFlow(
  [
    { name: 'gender', list: 'gender', disaggregate: true, label: "You're: 'what'?" },
    { name: 'seeing', list: 'difficulty' },
    {
      ...{ name: 'functioning', type: 'calculate', disaggregate: true },
      calculation: "if(${seeing} = 'a_lot', 'with_difficulty', if(${seeing} = '', '', 'without_difficulty'))",
    },
    { name: 'of_third_gender', list: 'answer', relevant: ["${gender} = 'third_gender'"] },
    { name: 'children', type: 'integer' },
    { name: 'visit', type: 'date' },
    { name: 'services', type: 'select_multiple', list: 'services' },
    { name: 'comment', type: 'text' },
    { name: 'words_again', type: 'calculate', calculation: '${comment}' },
    { name: 'exposed', list: 'answer', block: 'private' },
    { name: 'told', list: 'answer', relevant: ["${exposed} = 'yes'"] },
  ],
  {
    gender: { woman: 'মহিলা "W"', man: 'Man', third_gender: 'Third gender' },
    difficulty: { none: 'No difficulty', a_lot: 'A lot' },
    answer: { yes: 'Yes', no: 'No, never' },
    services: { clinic: 'Clinic', school: 'School' },
  },
  {},
  { blocks: { private: { relevant: [] } } },
)

const person = (gender: string, place: number): Record<string, Answer> => ({
  gender: { value: gender },
  seeing: place % 7 === 6 ? { missing: 'refused' } : { value: place % 2 === 0 ? 'none' : 'a_lot' },
  functioning:
    place % 7 === 6
      ? { missing: 'not_applicable' }
      : { value: place % 2 === 0 ? 'without_difficulty' : 'with_difficulty' },
  of_third_gender: gender === 'third_gender' ? { value: 'yes' } : { missing: 'not_applicable' },
  children: place % 9 === 8 ? { missing: 'invalid' } : { value: place % 4 === 3 ? -2 : place % 4 },
  visit: { value: `2026-03-${String((place % 28) + 1).padStart(2, '0')}` },
  services: place % 5 === 4 ? { missing: 'dont_know' } : { value: place % 2 === 0 ? ['clinic', 'school'] : ['school'] },
  comment: { value: place % 2 === 0 ? '=HYPERLINK("x")' : 'My own words, "quoted"' },
  words_again: { value: 'My own words again' },
  exposed: { value: place % 3 === 0 ? 'yes' : 'no' },
  told: place % 3 === 0 ? { value: 'no' } : { missing: 'not_applicable' },
})

/** 42 women, 42 men, and 3 people of third gender, who would stand alone. One interview in a month by itself, and one of another round. */
export const interviews: readonly ReleasedInterview[] = [
  ...Array.from({ length: 42 }, (_, place) => person('woman', place)),
  ...Array.from({ length: 42 }, (_, place) => person('man', place)),
  ...Array.from({ length: 3 }, (_, place) => person('third_gender', place)),
].map((answers, index) => ({
  // What the database knows besides must not come out.
  ...{ id: `secret-id-${index}`, round: '1', version: 'secret-version' },
  ...{ period: ['2026-01-17'][index] ?? (index < 44 ? '2026-05-17' : '2026-06-17'), language: 'bn', medium: 'ussd' },
  ...{ disposition: index % 10 === 9 ? 'break_off' : 'completed', answers },
}))

export const facts: RoundFacts = {
  ...{ content, version: 'abc', round: { flow: 'small', round: '1' }, k, organisation: 'CSO' },
  ...{
    today: '2026-07-01',
    id: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
    reviews: [],
    published: [],
    launch: null,
    population: null,
  },
  outcomes: {
    ...{ complete: 79, partial: 0, refusal: 0, nonContact: 0, other: 0, unknown: 0, notEligible: 0 },
    hasFrame: false,
  },
}

export const nothingMore: ExportChoices = { sensitive: false, freeText: false }
export const everything: ExportChoices = { sensitive: true, freeText: true }

/** The round, ready to be exported; `given` are its interviews. */
export const prepared = (
  choices: ExportChoices,
  more: Partial<RoundFacts> = {},
  given: Iterable<ReleasedInterview> = interviews,
) =>
  prepareExport({ ...facts, ...more }, choices, {
    interviews: {
      async *released() {
        yield* given
        yield { ...(interviews[0] as ReleasedInterview), round: '0' }
      },
    },
    // The last first: an order that is not that of the database.
    shuffled: (items) => items.toReversed(),
    progress: () => {},
  })
