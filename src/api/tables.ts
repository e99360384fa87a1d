import { z } from 'zod'
import { flowNameSchema, roundNameSchema, storableText } from '../core/names.ts'
import { Problem } from '../problem.ts'
import { publishedOf } from '../results/publish.ts'
import { publishedIndicators } from '../results/report/indicators.ts'
import { publishedWeights } from '../results/report/weighted.ts'
import type { Interval } from '../results/statistics/intervals.ts'
import { saidSchema, tableSchema } from '../results/stored-table.ts'
import { type ApiRoute, route } from './route.ts'
import type { ApiTools } from './tools.ts'

/** A variable, or three of them. */
const longestName = 1000
const roundSchema = z.object({ flow: flowNameSchema, round: roundNameSchema })
const share = z.number().min(0).max(1).nullable()
const indicatorSchema = z.object({
  name: z.string(),
  sdg: z.string().nullable(),
  comparable: z.boolean(),
  dimensions: z.array(z.string()),
  values: z.array(saidSchema),
  share,
  base: z.int().nullable(),
  low: share,
  high: share,
  weighted: z.object({ share, low: share, high: share }).nullable(),
})

const boundsOf = (interval: Interval | null) => ({ low: interval?.low ?? null, high: interval?.high ?? null })

/** What is published. Hidden numbers are null: too few to show safely. */
export function tableRoutes({ interviews, publishedTables, facts }: ApiTools): ApiRoute[] {
  async function closed(wanted: z.output<typeof roundSchema>) {
    const rounds = await interviews.closed()
    if (rounds.some(({ flow, round }) => flow === wanted.flow && round === wanted.round)) return wanted
    throw new Problem('not_found')
  }

  return [
    route({
      path: '/rounds',
      about: 'The rounds that are closed',
      scope: 'tables:read',
      parameters: z.object({}),
      answers: { 'application/json': z.object({ rounds: z.array(roundSchema) }) },
      run: async () => ({ json: { rounds: (await interviews.closed()).map(({ flow, round }) => ({ flow, round })) } }),
    }),
    route({
      path: '/rounds/{flow}/{round}/tables',
      about: 'The published tables of a round; null is "too few to show safely"',
      scope: 'tables:read',
      parameters: roundSchema,
      answers: { 'application/json': z.object({ tables: z.array(tableSchema) }) },
      // Others may be published later; those that are there never change.
      run: async (wanted) => ({
        json: { tables: await publishedOf(publishedTables, await closed(wanted)) },
        keep: 'until_changed',
      }),
    }),
    route({
      path: '/rounds/{flow}/{round}/tables/{question}',
      about: 'One published table, by what it is about and by which questions it takes people apart; it never changes',
      scope: 'tables:read',
      parameters: roundSchema.extend({
        question: storableText.max(longestName),
        by: storableText.max(longestName).default(''),
      }),
      answers: { 'application/json': tableSchema },
      async run({ question, by, ...wanted }) {
        const tables = await publishedOf(publishedTables, await closed(wanted))
        const found = tables.find((table) => table.question === question && table.dimensions.join(',') === by)
        if (!found) throw new Problem('not_found')
        return { json: found, keep: 'forever' }
      },
    }),
    route({
      path: '/rounds/{flow}/{round}/indicators',
      about: 'The indicators of a round, from published tables; null where a number that is needed is hidden',
      scope: 'tables:read',
      parameters: roundSchema,
      answers: { 'application/json': z.object({ indicators: z.array(indicatorSchema) }) },
      async run(wanted) {
        const { content, published, population } = await facts(await closed(wanted))
        const weights = population && publishedWeights(population, published)
        const indicators = publishedIndicators(content.flow, published, weights)
        return {
          keep: 'until_changed',
          json: {
            indicators: indicators.map(({ indicator, dimensions, values, share: value, base, interval, weighted }) => ({
              ...{ name: indicator.name, sdg: indicator.sdg ?? null, comparable: indicator.comparable },
              ...{ dimensions: [...dimensions], values: [...values], share: value, base },
              ...boundsOf(interval),
              weighted: weighted && { share: weighted.share, ...boundsOf(weighted.interval) },
            })),
          },
        }
      },
    }),
  ]
}
