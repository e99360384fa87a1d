import { missingCodes } from '../../core/flow.ts'
import { createTranslator } from '../../core/texts.ts'
import { answeredIn, countAt, type PublishedTable, type ShownCount, tableOfEverybody } from '../published-table.ts'
import { because } from '../said.ts'
import { variablesOf } from '../tables.ts'
import { missingReasons } from './codes.ts'
import type { ExportData } from './export-data.ts'
import { questionLabels } from './labels.ts'
import { outcomeCaution, outcomeFigures } from './outcomes.ts'
import { publicSentences } from './report.ts'
import { publicWeightingSentences } from './weights.ts'

/** A chapter of the quality report. */
export interface Section {
  readonly title: string
  readonly lines: readonly string[]
  readonly table?: { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] }
}

const tooFew = 'too few to show safely'
const notRecorded = 'Not recorded: the flow was not launched from the console.'

const purpose = ({ launch, organisation, round, version, today }: ExportData): Section => ({
  title: 'Purpose and producer',
  lines: [
    launch?.purpose ?? notRecorded,
    ...(launch ? [`Use: ${launch.use}`] : []),
    `Producer: ${organisation}. Questionnaire ${round.flow}, round ${round.round}, version ${version.slice(0, 12)}. Report of ${today}.`,
    'These are data that citizens contributed. They are no official statistics.',
  ],
})

const codesign = ({ reviews }: ExportData): Section => ({
  title: 'Part of the community',
  lines: [
    reviews.length === 0
      ? 'Nobody of the community is recorded to have looked at the questions. Without that it is a survey of citizens, not data in whose making they had a sufficient part (Copenhagen Framework on Citizen Data).'
      : 'People of the community looked at drafts of the questions before these were asked:',
  ],
  ...(reviews.length > 0 && {
    table: {
      header: ['Day', 'Who', 'How many', 'What came of it'],
      rows: reviews.map(({ heldOn, community, people, outcome }) => [heldOn, community, String(people), outcome]),
    },
  }),
})

const population = ({ launch }: ExportData): Section => ({
  title: 'Population and recruitment',
  lines: [
    launch ? `Target population: ${launch.targetPopulation}` : 'Target population: not recorded.',
    'No sample was drawn. People come by themselves, by a keyword, a number or a link that is made known: this is no probability sample. Intervals are about chance, not about who comes.',
    'A number may complete a round as often as the questionnaire allows; who answered is not known, several people may share a telephone.',
  ],
})

const modes = ({ launch, content: { flow } }: ExportData): Section => ({
  title: 'Modes and dates',
  lines: [
    `Self-administered on a telephone: ${(launch?.media ?? flow.media ?? ['every channel that was on']).join(', ')}.`,
    launch ? `Open from ${launch.opensOn} to ${launch.closesOn} (UTC). The round is closed.` : 'The round is closed.',
    'Deviations from interviews by people: "prefer not to say" is shown with every question, because a menu cannot keep it silent; the order of questions and answers is fixed; long questions stand on several screens; an answer that is not understood three times is recorded as such.',
    'How long somebody took is not known: no times are stored, by design.',
  ],
})

const languages = ({ launch, content: { flow } }: ExportData): Section => ({
  title: 'Languages and translations',
  lines: [],
  table: {
    header: ['Language', 'Review of the translation'],
    rows: flow.languages.map((language) => {
      const review = launch?.translationReviews[language]
      return [language, review ? `by ${review.by} on ${review.on}` : 'none is recorded: a source text, or a draft']
    }),
  },
})

const outcomes = ({ outcomes: shown }: ExportData): Section => ({
  title: 'Outcomes (AAPOR, Standard Definitions, 10th edition)',
  lines: [outcomeCaution],
  table: { header: ['Outcome', 'Number or rate'], rows: outcomeFigures(shown) },
})

/** From published tables only: what is hidden there is hidden here. */
function nonResponse(data: ExportData): Section {
  const { published, content } = data
  const labelOf = questionLabels(data)
  // Those of the flow: what is published may be left out of the interviews. All choices of a question have the same reasons.
  const questions = Map.groupBy(variablesOf(content.flow), ({ question }) => question.name)
  const rows = [...questions].flatMap(([name, variables]) => {
    const tables = variables.flatMap((variable) => tableOfEverybody(published, variable.name) ?? [])
    if (tables.length === 0) return []
    const shown = (count: (table: PublishedTable) => ShownCount) =>
      tables.map((table) => count(table)).find((each) => each !== null) ?? null
    const counts = [
      shown((table) => answeredIn(table)),
      ...missingCodes.map((code) => shown((table) => countAt(table, because(code)))),
    ]
    return [[`${name}: ${labelOf(name)}`, ...counts.map((count) => (count === null ? tooFew : String(count)))]]
  })
  const labels = missingReasons.filter(({ code }) => code !== 'suppressed').map(({ label }) => label)
  return {
    title: 'Item non-response',
    lines: [rows.length === 0 ? 'No table is published.' : 'From published tables; other questions are not published.'],
    ...(rows.length > 0 && { table: { header: ['Question', 'Answered', ...labels], rows } }),
  }
}

function disclosure(data: ExportData): Section {
  const { published, k } = data
  const numbers = published.flatMap(({ cells, rowTotals, columnTotals }) => [
    ...[...cells.flat(), ...rowTotals, ...columnTotals],
  ])
  return {
    title: 'Disclosure control',
    lines: [
      `${published.length} tables are published, with ${numbers.length} numbers; ${numbers.filter((each) => each === null).length} of these are hidden.`,
      `Hidden are counts of 1 to ${k - 1}, what would tell that all of a group gave the same answer to a sensitive question, and what would give away another hidden number. Other code than that which hides attacked each table before it was published.`,
      ...(published.some(({ auditedInParts }) => auditedInParts)
        ? [
            'It could not look at all tables at once, but only at some of them at a time: several tables may still give a hidden number away together.',
          ]
        : []),
      'Interviews, as they are exported:',
      ...publicSentences(data),
    ],
  }
}

function indicators({ content: { flow, texts }, language }: ExportData): Section {
  const { text } = createTranslator(texts, language)
  return {
    title: 'Indicators, and what they may be compared with',
    lines:
      flow.indicators.length === 0
        ? ['The questionnaire declares none: nothing of it is said to be comparable with official figures.']
        : [],
    ...(flow.indicators.length > 0 && {
      table: {
        header: ['Indicator', 'SDG', 'Comparable', 'Why'],
        rows: flow.indicators.map(({ name, namespace, sdg, comparable }) => [
          text(language, `${namespace}:indicators.${name}.label`),
          sdg ?? '–',
          comparable ? 'yes' : 'no',
          text(language, `${namespace}:indicators.${name}.comparability`),
        ]),
      },
    }),
  }
}

const ethics = ({ launch, content: { flow, referrals }, ...data }: ExportData): Section => ({
  title: 'Weighting, ethics and help',
  lines: [
    ...publicWeightingSentences(data),
    `Ethics: ${launch?.ethicsReference || 'no reference is recorded'}.`,
    'Everybody was asked for consent first, could skip every question, and could leave or withdraw at any time.',
    flow.referral || Object.keys(flow.blocks).length > 0
      ? `Everybody was told where help is: ${referrals.map(({ number }) => number).join(', ') || 'no number is recorded'}.`
      : 'No sensitive question was asked, and no help line was sent.',
  ],
})

/** The chapters of the quality report, in their order. */
export const qualitySections = (data: ExportData): readonly Section[] => [
  ...[purpose(data), codesign(data), population(data), modes(data), languages(data), outcomes(data)],
  ...[nonResponse(data), disclosure(data), indicators(data), ethics(data)],
]
