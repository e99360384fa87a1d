import { questionReports } from '../../../results/report/question-report.ts'
import { publishedWeights } from '../../../results/report/weighted.ts'
import { aboutRound } from './about-round.ts'
import { coverageOfRound } from './coverage.ts'
import { indicatorSections } from './indicators.ts'
import { itemNonResponse, outcomeTable } from './non-response.ts'
import { type PageAddress, pickerOf } from './picker.ts'
import { questionSection } from './questions.ts'
import type { RoundResults } from './round-results.ts'
import { datesOf, summaryOf } from './summary.ts'
import { type Reader, wordsOf } from './words.ts'

/**
 * Everything that a page about a round shows, in the words of its reader: the pages of the console and the page to share are made from it. All of
 * it rests on published tables. `address`: where the page is; null: nowhere, so nothing can be asked of it.
 */
export function roundPage({ facts, before, population }: RoundResults, reader: Reader, address: PageAddress | null) {
  const { content, published, outcomes, round } = facts
  const { flow } = content
  const words = wordsOf(content, reader)
  const told = { words, reader }
  // Margins that are brought along when answers are known do not weight anything.
  const weights = facts.population && publishedWeights(facts.population, published)
  const reports = questionReports(flow, published, weights)
  const isProfile = new Set(flow.questions.filter(({ disaggregate }) => disaggregate).map(({ name }) => name))
  const sections = reports.map((report) => ({
    ...{ isProfile: isProfile.has(report.question), ...questionSection({ report, ...told }) },
  }))
  const people = published[0]?.total ?? 0
  const indicators = indicatorSections(flow, published, before?.published ?? [], { ...told, weights })
  const calculated = new Set(
    flow.questions.filter(({ calculation }) => calculation !== undefined).map(({ name }) => name),
  )
  const questions = reports.filter(({ question }) => !calculated.has(question)).length
  return {
    title: reader.text('results.of', { name: words.title, round: round.round }),
    ...{ round, before: before?.round ?? null, isPublished: published.length > 0 },
    pick: address && pickerOf(reports, words, address, null),
    dates: datesOf(facts, reader),
    summary: summaryOf(facts, indicators, { ...told, people, questions }),
    indicators,
    profile: sections.filter((section) => section.isProfile),
    questions: sections.filter((section) => !section.isProfile),
    coverage:
      population &&
      coverageOfRound(population, published, { ...told, weights, isRecorded: population === facts.population }),
    nonResponse: itemNonResponse(reports, told),
    outcomes: outcomeTable(outcomes, reader),
    about: aboutRound(facts, reader),
  }
}
