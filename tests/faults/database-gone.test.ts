import { afterAll, beforeAll, expect, test } from 'vitest'
import { openProxy } from '../support/proxy.ts'
import { startCampaign } from './campaign.ts'
import { long, patience, printFigures, times } from './length.ts'
import { passOutage } from './outage.ts'
import { type PostgresProcess, startPostgres } from './postgres-process.ts'
import { endServers, spawnServer } from './server-process.ts'
import { query } from './stored.ts'

// One process, on a PostgreSQL of its own behind a proxy, while people answer: it is never started again.
let postgres: PostgresProcess
let proxy: Awaited<ReturnType<typeof openProxy>>
let url: string
let campaign: ReturnType<typeof startCampaign>
beforeAll(async () => {
  postgres = await startPostgres()
  proxy = await openProxy(new URL(postgres.url))
  url = await spawnServer({ DATABASE_URL: proxy.url, LOG_LEVEL: 'silent' }).ready
  campaign = startCampaign(() => [url], { atATime: 6 })
}, 120_000)
afterAll(async () => {
  await endServers()
  await proxy.down()
  await postgres[Symbol.asyncDispose]()
})

const setConnectionLimit = (limit: number) =>
  query(postgres.superuserUrl, `ALTER DATABASE heard CONNECTION LIMIT ${limit}`)

const outages: readonly { name: string; begin(): Promise<void>; end(): Promise<void> }[] = [
  { name: 'killed', begin: () => postgres.kill(), end: () => postgres.restart() },
  { name: 'hung', begin: () => postgres.freeze(), end: () => postgres.thaw() },
  { name: 'half-open', begin: async () => proxy.hold(), end: async () => proxy.release() },
  {
    name: 'out of connections, because others hold them all',
    async begin() {
      await setConnectionLimit(0)
      await query(
        postgres.superuserUrl,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'heard'",
      )
    },
    async end() {
      await setConnectionLimit(-1)
    },
  },
]

// Half-open is met as hung is, and by tests of the store: here in the long form only.
test.each(outages.filter(({ name }) => long || name !== 'half-open'))(
  'PostgreSQL is $name: refused in time, and taken again without a restart',
  patience(60, 900),
  async (outage) => {
    for (let round = 0; round < times(1, 5); round++) {
      const figures = await passOutage({ url, campaign, ...outage, lasts: long ? 20_000 : 0 })
      printFigures(`PostgreSQL ${outage.name}: seconds`, { ...figures })
    }
  },
)

test('nothing that was acknowledged is gone, and nothing is there twice', patience(60, 120), async () => {
  const result = await campaign.finish(postgres.superuserUrl)
  printFigures('PostgreSQL gone and back', { ...result })
  expect(result).toMatchObject({ lost: 0, doubled: 0, foreign: 0 })
})
