import { type Flow, flowContentSchema } from '../src/core/flow.ts'

/** A question as a benchmark writes it. */
interface AskedQuestion {
  readonly name: string
  readonly list: string
  readonly type?: string
  readonly disaggregate?: boolean
  readonly block?: string
  /** Comes only to those who gave this answer to that question. */
  readonly after?: readonly [question: string, answer: string]
}

/** A flow that was never asked anybody; a choice "none" excludes the others. */
export const flowOf = (
  name: string,
  round: string,
  asked: readonly AskedQuestion[],
  lists: Readonly<Record<string, readonly string[]>>,
): Flow =>
  flowContentSchema.shape.flow.parse({
    ...{ name, round, answersPerRound: 1, languages: ['en'], keywords: {}, referral: false },
    questions: asked.map(({ after, ...question }) => ({
      ...{ namespace: name, type: 'select_one', disaggregate: false, ...question },
      relevant: after ? [`\${${after[0]}} = '${after[1]}'`] : [],
    })),
    lists: Object.fromEntries(
      Object.entries(lists).map(([list, items]) => [
        list,
        { namespace: name, items: items.map((item) => ({ name: item, ...(item === 'none' && { exclusive: true }) })) },
      ]),
    ),
    blocks: Object.fromEntries(asked.flatMap(({ block }) => (block ? [[block, { relevant: [] }]] : []))),
  })
