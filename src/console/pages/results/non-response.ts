import type { PublishedTable } from '../../../results/published-table.ts'
import { isAnswerRow } from '../../../results/tables.ts'
import type { ResultWords } from './words.ts'

/** The columns of the table of who did not answer what. */
export const reasonsForNoAnswer = ['refused', 'dont_know', 'invalid', 'not_reached', 'not_applicable'] as const

/** For each variable how many gave an answer, and why others did not; null: too few to show safely. */
export const nonResponse = (tables: readonly PublishedTable[], words: ResultWords) =>
  tables
    .filter(({ dimensions }) => dimensions.length === 0)
    .map(({ question, rows, cells }) => {
      const at = (row: string) => cells[rows.indexOf(row)]?.[0] ?? null
      const answers = rows.filter(isAnswerRow).map(at)
      const known = answers.filter((count) => count !== null)
      return {
        question: words.variable(question),
        answered: known.length === answers.length ? known.reduce((sum, count) => sum + count, 0) : null,
        reasons: reasonsForNoAnswer.map((reason) => at(`(${reason})`)),
      }
    })
