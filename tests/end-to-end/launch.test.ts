import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApplication } from '../../src/application.ts'
import { loadConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { randomSecret } from '../../src/privacy/chance.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

// The numbers that come with the project are examples: nobody may be sent to them.
const secret = randomSecret()
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

async function started(variables: Readonly<Record<string, string>>) {
  const config = loadConfig({
    ...{ HEARD_SECRET: secret, PORT: '0', HOST: '127.0.0.1', DATABASE_URL: database.url },
    ...variables,
  })
  const logged: string[] = []
  const application = await startApplication(config, secret, createLog('warn', { write: (line) => logged.push(line) }))
  await application.stop()
  return { ...application, logged: logged.join('\n') }
}

describe('a questionnaire with sensitive groups', () => {
  test('is not opened in production before its referrals are verified, and the log says so', async () => {
    const { flows, unready, logged } = await started({ NODE_ENV: 'production' })
    expect(unready.map(({ flow }) => flow)).toEqual(['safety'])
    expect(flows).not.toContain('safety')
    expect(flows).toContain('living-conditions')
    expect(logged).toContain('a questionnaire is not opened')
  })

  test('is open in development, with a notice', async () => {
    const { flows, unready } = await started({ NODE_ENV: 'development' })
    expect(flows).toContain('safety')
    expect(unready).toHaveLength(1)
  })
})
