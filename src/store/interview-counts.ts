import type pg from 'pg'
import type { RecordedAnswer } from './interview-record.ts'

/** Interviews in which the answers to some questions are the same. */
export interface AnswerCount {
  /** One for each question. */
  readonly answers: readonly RecordedAnswer[]
  readonly count: number
}

/**
 * Counts the released interviews of one round of a flow by their answers to some questions together. PostgreSQL does it, in one
 * pass over the table: `#>>` takes the text of an answer without copying the object around it, and the column says by `n_distinct` that
 * there are few kinds of answers, so that its parallel workers count and nothing is sorted.
 */
export async function countAnswers(
  pool: pg.Pool,
  flow: string,
  round: string,
  questions: readonly string[],
): Promise<AnswerCount[]> {
  const parameters: unknown[] = [flow, round]
  // A question that this version of the flow did not have was not put to the person.
  const columns = questions.map(
    (name) => `coalesce(answers #>> $${parameters.push([name])}::text[], '{"missing": "not_applicable"}')`,
  )
  const { rows } = await pool.query<(string | number)[]>({
    text: `SELECT ${['count(*)::int', ...columns].join(', ')} FROM interview
      WHERE flow = $1 AND round = $2
      ${columns.length > 0 ? `GROUP BY ${columns.map((_, index) => index + 2).join(', ')}` : ''}`,
    values: parameters,
    rowMode: 'array',
  })
  return rows.map(([count, ...texts]) => ({
    // What is released was checked before.
    answers: texts.map((text) => JSON.parse(String(text)) as RecordedAnswer),
    count: Number(count),
  }))
}
