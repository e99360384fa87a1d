import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checksOfDatabase, examine } from '../../src/commands/doctor.ts'
import { loadConfig } from '../../src/config.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const secret = 'Qx7Zp2Lw9TnRk4Vb8Hs6Jd3Gf1Ya5Mc0'
const telegram = {
  TELEGRAM_BOT_TOKEN: '5839217460:AAHk3Vb9Qx2Zr7Tn5Lw8Yp4Md6Gs1Jf0Cu',
  TELEGRAM_WEBHOOK_SECRET: 'Lk2Wq8Zr5Xt1Yn7Bv4Cm9Dp6Fs3Gh0Ja',
}

/** What is said of each thing, by its state. */
async function said(variables: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const checks = await examine(loadConfig(variables))
  return Object.fromEntries(checks.map(({ what, state, says }) => [what, `${state}: ${says}`]))
}

describe('heard doctor', () => {
  test('finds nothing wrong with a service that is set up', async () => {
    const all = await said({
      ...{ NODE_ENV: 'production', HEARD_SECRET: secret, DATABASE_URL: database.url, ...telegram },
      PUBLIC_URL: 'https://heard.example.org',
    })
    expect(all).toMatchObject({
      ...{ configuration: 'good: NODE_ENV is production', secret: 'good: HEARD_SECRET is set' },
      database: expect.stringMatching(/^good: PostgreSQL \d+.*, \d+ MB$/),
      ...{ schema: 'good: is the newest', clock: "good: agrees with the database's", telegram: 'good: is on' },
      ...{ twilio: 'off: is off', backups: 'look: cannot be seen from here' },
    })
    expect(Object.values(all).filter((each) => each.startsWith('wrong'))).toEqual([])
  })

  test('says what to think of where nothing is configured', async () => {
    const all = await said({})
    expect(all.secret).toMatch(/^look: HEARD_SECRET is not set/)
    expect(all.database).toMatch(/^look: DATABASE_URL is not set/)
    expect(all.disk).toMatch(/MB are free for DATA_DIR$/)
    expect(all.channels).toMatch(/^look: no channel is on/)
  })

  test('says when the last backup was made, and warns of one that is old', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'heard-backups-'))
    const backups = async (now: string) => {
      const checks = await examine(loadConfig({ BACKUP_DIR: folder }), new Date(now))
      const { state, says } = checks.find(({ what }) => what === 'backups') ?? {}
      return `${state}: ${says}`
    }
    expect(await backups('2026-07-03T12:00:00Z')).toBe('look: there is none in BACKUP_DIR')
    for (const day of ['01', '02']) await writeFile(join(folder, `heard-2026-07-${day}T02-30-00Z.backup`), '')
    await writeFile(join(folder, 'heard-2026-07-03T02-30-00Z.backup.part'), '')
    expect(await backups('2026-07-03T12:00:00Z')).toBe('good: the newest in BACKUP_DIR is of 2026-07-02 02:30 UTC')
    expect(await backups('2026-07-04T12:00:00Z')).toBe(
      'look: the newest in BACKUP_DIR is of 2026-07-02 02:30 UTC, older than two days',
    )
    await rm(folder, { recursive: true })
  })

  test.each([
    ['a database that nothing listens at', { DATABASE_URL: 'postgres://127.0.0.1:1/heard' }, 'database'],
    ['channels without an address', telegram, 'address'],
  ])('finds wrong: %s', async (_what, variables, thing) => {
    expect((await said(variables))[thing]).toMatch(/^wrong: /)
  })

  test.each([
    ['an old schema', { schemaFault: 'the schema is not the newest' }, 'schema'],
    ['a clock that is a minute late', { clockAhead: -60_000 }, 'clock'],
  ])('finds wrong: %s', (_what, fault, thing) => {
    const checks = checksOfDatabase({ version: '18', bytes: 1, clockAhead: 0, schemaFault: null, ...fault })
    expect(checks.filter(({ state }) => state === 'wrong').map(({ what }) => what)).toEqual([thing])
    expect(checks.find(({ state }) => state === 'wrong')?.advice).toBeTruthy()
  })
})
