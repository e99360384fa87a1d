import { stat } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { expectWithin } from '../support/time-bound.ts'
import { startCampaign } from './campaign.ts'
import { patience, printFigures, times } from './length.ts'
import { type PostgresProcess, startPostgres } from './postgres-process.ts'
import { endServers, spawnServer } from './server-process.ts'
import { folderOn, openSmallDisk, type SmallDisk } from './small-disk.ts'
import { query } from './stored.ts'

// PostgreSQL's tables lie on a disk of their own, which is filled while people answer. Where nothing can be mounted, only the
// second way is tried: a trigger that raises what PostgreSQL reports of a full disk.
let postgres: PostgresProcess
let disk: SmallDisk | null
let url: string
let campaign: ReturnType<typeof startCampaign>

beforeAll(async () => {
  postgres = await startPostgres()
  disk = await openSmallDisk(64)
  if (disk) {
    const { uid } = await stat(postgres.dataFolder)
    const place = await folderOn(disk, 'tables', uid)
    const server = postgres.superuserUrl.replace(/heard$/, 'postgres')
    await query(server, `CREATE TABLESPACE tight LOCATION '${place}'`)
    await query(server, 'ALTER DATABASE heard SET TABLESPACE tight')
  } else console.warn('Nothing can be mounted here, so no disk is filled: see the trigger.')
  url = await spawnServer({ DATABASE_URL: postgres.url, LOG_LEVEL: 'silent' }).ready
  await query(
    postgres.superuserUrl,
    `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$`,
  )
  campaign = startCampaign(() => [url], { atATime: 24 })
}, 120_000)
afterAll(async () => {
  await endServers()
  await postgres[Symbol.asyncDispose]()
  await disk?.[Symbol.asyncDispose]()
})

const statement = (text: string) => query(postgres.superuserUrl, text)
const ways: readonly { name: string; begin(): unknown; end(): unknown; isReady: number }[] = [
  { name: 'the disk is full', begin: () => disk?.fill(), end: () => disk?.clear(), isReady: 503 },
  {
    name: 'one statement of the transaction meets it',
    begin: () =>
      statement('CREATE TRIGGER full_disk BEFORE UPDATE ON contact FOR EACH ROW EXECUTE FUNCTION full_disk()'),
    end: () => statement('DROP TRIGGER full_disk ON contact'),
    // Nothing but a message that is stored would find it out.
    isReady: 200,
  },
]

const ready = async () => (await fetch(`${url}/health/ready`)).status
async function counted(outcome: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  const values = metrics.matchAll(new RegExp(`^heard_webhook_requests_total\\{.*outcome="${outcome}"\\} (\\d+)$`, 'gm'))
  return [...values].reduce((sum, [, value]) => sum + Number(value), 0)
}

test.each(ways)('$name: people are refused, nobody is put aside', patience(90, 900), async (way) => {
  if (!disk && way.isReady === 503) return
  await Promise.race([campaign.acknowledges(50), campaign.everybody])
  await vi.waitUntil(async () => (await ready()) === 200, { timeout: 10_000 })
  const before = await counted('unavailable')
  await way.begin()
  // Rows still find room beside others: some messages are stored and some are not.
  const refused = vi.waitUntil(async () => (await counted('unavailable')) - before > times(150, 20_000), {
    timeout: 600_000,
  })
  await Promise.race([refused, campaign.everybody])
  expect(await ready()).toBe(way.isReady)
  await way.end()
  const ended = performance.now()
  await Promise.race([campaign.acknowledges(50), campaign.everybody])
  expectWithin(performance.now() - ended, 10_000)
})

test('nothing that was acknowledged is gone, and nothing is there twice', patience(60, 120), async () => {
  const result = await campaign.finish(postgres.superuserUrl)
  printFigures('The disk was full', { ...result, refused: await counted('unavailable') })
  expect(result).toMatchObject({ lost: 0, doubled: 0, foreign: 0 })
  for (const outcome of ['internal', 'quarantined']) expect(await counted(outcome), outcome).toBe(0)
  expect(await statement('SELECT FROM failed_message')).toEqual([])
  await vi.waitUntil(async () => (await ready()) === 200, { timeout: 10_000 })
})
