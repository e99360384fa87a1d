import type { FlowContent } from '../../src/core/flow.ts'
import type { Database } from '../bench.ts'
import { flowOf } from '../flow.ts'

/** The questions of the filled interviews, and the values of each; about one in twelve has no answer. */
const questions = {
  gender: ['woman', 'man', 'third_gender'],
  age: ['18_24', '25_34', '35_44', '45_54', '55_64', '65_or_more'],
  place: ['city', 'town', 'village'],
  functioning: ['difficulty', 'no_difficulty'],
  care: ['each_time', 'sometimes', 'never', 'not_needed'],
  reason: ['cost', 'waiting', 'distance', 'no_known_doctor', 'no_time', 'fear', 'no_medicine', 'other'],
  affordable: ['strongly_agree', 'agree', 'disagree', 'strongly_disagree'],
  equal: ['strongly_agree', 'agree', 'disagree', 'strongly_disagree'],
  time: ['strongly_agree', 'agree', 'disagree', 'strongly_disagree'],
  satisfaction: ['very_satisfied', 'satisfied', 'dissatisfied', 'very_dissatisfied'],
} as const

export const questionNames = Object.keys(questions)
/** Whose interviews they are. */
export const filledFlow = 'filled'
export const filledRound = '2026'

const dimensions = new Set(['gender', 'age', 'place'])
/** What they were asked: each question with a list of its own, three of them to take people apart by. */
export const filledContent: FlowContent = {
  flow: flowOf(
    filledFlow,
    filledRound,
    questionNames.map((name) => ({ name, list: name, disaggregate: dimensions.has(name) })),
    questions,
  ),
  texts: { en: { [filledFlow]: { title: 'Filled' } } },
  referrals: [],
}

const portion = 50_000

/** An answer left to chance. The values are ours: nothing has to be quoted. */
const answerOf = (values: readonly string[]) => `CASE WHEN random() < 0.08
  THEN json_build_object('missing', (ARRAY['refused', 'dont_know', 'not_applicable'])[1 + floor(random() * 3)::int])
  ELSE json_build_object('value', (ARRAY[${values.map((value) => `'${value}'`)}])[1 + floor(random() * ${values.length})::int]) END`

/** Released interviews with ten answers each, as the release writes them. */
export async function putAnswers({ pool }: Database, count: number, progress: (done: number) => void): Promise<void> {
  const answers = Object.entries(questions).map(([name, values]) => `'${name}', ${answerOf(values)}`)
  for (let from = 1; from <= count; from += portion) {
    const to = Math.min(from + portion - 1, count)
    await pool.query(
      `INSERT INTO interview (flow, round, version, period, language, medium, disposition, answers)
       SELECT $1, $2, encode(sha256(int4send(n % 3)), 'hex'), to_char(current_date - n % 90, 'YYYY-MM'), 'en', 'sms', 'completed',
         json_build_object(${answers.join(', ')})
       FROM generate_series($3::int, $4::int) AS n`,
      [filledFlow, filledRound, from, to],
    )
    progress(to / count)
  }
}
