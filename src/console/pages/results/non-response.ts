import { reasonRow } from '../../../results/answer-text.ts'
import { answeredIn, countAt, type PublishedTable } from '../../../results/published-table.ts'
import type { ResultWords } from './words.ts'

/** The columns of the table of who did not answer what. */
export const reasonsForNoAnswer = ['refused', 'dont_know', 'invalid', 'not_reached', 'not_applicable'] as const

/** For each variable how many gave an answer, and why others did not; null: too few to show safely. */
export const nonResponse = (tables: readonly PublishedTable[], words: ResultWords) =>
  tables
    .filter(({ dimensions }) => dimensions.length === 0)
    .map((table) => ({
      question: words.variable(table.question),
      answered: answeredIn(table),
      reasons: reasonsForNoAnswer.map((reason) => countAt(table, reasonRow(reason))),
    }))
