import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { Problem } from '../src/problem.ts'

const random = () => randomBytes(32).toString('base64url')

const production = () => ({ NODE_ENV: 'production', HEARD_SECRET: random(), PUBLIC_URL: 'https://heard.example.org' })

/** The lines of the refusal. */
function faultsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(environment)
  } catch (error) {
    if (error instanceof Problem && error.code === 'configuration') return error.details
    throw error
  }
  return []
}

describe('without any variable', () => {
  test('everything has its default, and no channel its secrets', () => {
    expect(loadConfig({})).toMatchObject({
      production: false,
      port: 3000,
      host: undefined,
      publicUrl: undefined,
      trustProxy: undefined,
      databaseUrl: undefined,
      dataDirectory: 'data',
      logLevel: 'info',
      secret: undefined,
      twilio: { authToken: undefined, accountSid: undefined, numbers: [] },
      telegram: { botToken: undefined, webhookSecret: undefined, apiRoot: 'https://api.telegram.org' },
      africasTalking: { webhookSecret: undefined, apiRoot: 'https://api.africastalking.com', sender: undefined },
      ussd: { limit: 160, codes: [] },
      contactMessagesPerMinute: 60,
      releaseK: 10,
      scoreK: 5,
      idleMinutes: 1440,
      defaultLanguage: 'en',
      organisation: 'Heard',
    })
  })

  test('an empty or blank one counts as unset', () => {
    expect(loadConfig({ PORT: '', HEARD_SECRET: '  ', TELEGRAM_WEBHOOK_SECRET: '' })).toEqual(loadConfig({}))
  })
})

test.each([
  ['PORT', '8080', { port: 8080 }],
  ['PUBLIC_URL', 'https://heard.example.org/base/', { publicUrl: 'https://heard.example.org/base' }],
  ['TELEGRAM_API_ROOT', 'http://127.0.0.1:9/', { telegram: { apiRoot: 'http://127.0.0.1:9' } }],
  ['TWILIO_NUMBERS', '+15005550006, 40404,', { twilio: { numbers: ['+15005550006', '40404'] } }],
  ['TRUST_PROXY', '1', { trustProxy: 1 }],
  ['TRUST_PROXY', 'loopback', { trustProxy: ['loopback'] }],
  ['TRUST_PROXY', '10.0.0.0/8, ::1', { trustProxy: ['10.0.0.0/8', '::1'] }],
  ['DATABASE_URL', 'postgres://u:p@h/d', { databaseUrl: 'postgres://u:p@h/d' }],
])('%s=%s is understood', (name, value, expected) => {
  expect(loadConfig({ [name]: value })).toMatchObject(expected)
})

test('USSD codes have a flow, or the menu, and a limit of their own, or the common one', () => {
  const config = loadConfig({
    USSD_LIMIT: '140',
    USSD_CODES: '*384*4737#=health-services, *384*4738#=safety:182,*384#=,*385#=:100',
  })
  expect(config.ussd).toEqual({
    limit: 140,
    codes: [
      { code: '*384*4737#', flow: 'health-services', limit: 140 },
      { code: '*384*4738#', flow: 'safety', limit: 182 },
      { code: '*384#', flow: null, limit: 140 },
      { code: '*385#', flow: null, limit: 100 },
    ],
  })
})

describe('a fault', () => {
  test.each([
    ['PORT', '80a'],
    ['PORT', '65536'],
    ['NODE_ENV', 'staging'],
    ['LOG_LEVEL', 'loud'],
    ['PUBLIC_URL', 'heard.example.org'],
    ['PUBLIC_URL', 'ftp://heard.example.org'],
    ['PUBLIC_URL', 'https://user:word@heard.example.org'],
    ['PUBLIC_URL', 'https://heard.example.org/?a=b'],
    ['TRUST_PROXY', 'true'],
    ['DATABASE_URL', 'mysql://u:word@h/d'],
    ['HEARD_SECRET', 'tooshort'],
    ['TWILIO_NUMBERS', '+1500,abc'],
    ['TELEGRAM_WEBHOOK_SECRET', 'with spaces'],
    ['AFRICASTALKING_WEBHOOK_SECRET', 'a/b'],
    ['USSD_CODES', '384=health'],
    ['USSD_CODES', '*384#=Health!'],
    ['USSD_CODES', '*384#=health:9999'],
    ['USSD_CODES', '*384#=health,*384#=safety'],
    ['USSD_LIMIT', '5'],
    ['CONTACT_MESSAGES_PER_MINUTE', '-7'],
    ['RELEASE_K', 'ten'],
    ['SCORE_K', '4'],
    ['IDLE_MINUTES', '1.5'],
    // Fourteen days: what was answered would be forgotten before it is counted.
    ['IDLE_MINUTES', '20160'],
    ['IDLE_MINUTES', '4321'],
    ['TIME_ZONE', 'Mars'],
    ['TIME_ZONE', '+06:00'],
    ['DEFAULT_LANGUAGE', 'English'],
  ])('in %s=%s is named without the value', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name}: `))])
    expect(faultsOf({ [name]: value }).join()).not.toContain(value)
  })

  test('does not hide the others', () => {
    const faults = faultsOf({
      NODE_ENV: 'production',
      PORT: 'x',
      LOG_LEVEL: 'x',
      PUBLIC_URL: 'http://heard.example.org',
    })
    expect(faults.map((fault) => fault.split(':')[0]).toSorted()).toEqual([
      'HEARD_SECRET',
      'LOG_LEVEL',
      'PORT',
      'PUBLIC_URL',
    ])
  })
})

describe('in production', () => {
  test('random secrets and https are accepted', () => {
    const environment = {
      ...production(),
      TELEGRAM_WEBHOOK_SECRET: random(),
      TWILIO_AUTH_TOKEN: randomBytes(16).toString('hex'),
    }
    expect(loadConfig(environment)).toMatchObject({ production: true, secret: environment.HEARD_SECRET })
  })

  test('the master secret must be there', () => {
    expect(faultsOf({ NODE_ENV: 'production' })).toEqual([expect.stringMatching(/^HEARD_SECRET: /)])
  })

  test.each([
    ['short', 'kq83Zp'],
    ['a placeholder', 'changeme-changeme-changeme-changeme'],
    ['the word itself', 'my-secret-my-secret-my-secret-my-secret'],
    ['an example', `example-${random()}`],
    ['from a test', `test-${random()}`],
    ['one character', 'a'.repeat(64)],
    ['a pattern', 'abcabcabc'.repeat(8)],
    ['a row of keys', '1234567890qwertyuiopasdfghjklzxcvbnm'],
  ])('a secret that is %s is refused', (_, value) => {
    for (const name of [
      'HEARD_SECRET',
      'TWILIO_AUTH_TOKEN',
      'TELEGRAM_WEBHOOK_SECRET',
      'AFRICASTALKING_WEBHOOK_SECRET',
    ]) {
      const faults = faultsOf({ ...production(), [name]: value })
      expect(faults).toEqual([expect.stringMatching(new RegExp(`^${name}: must be`))])
      expect(faults.join()).not.toContain(value)
    }
  })

  test('two secrets must differ', () => {
    const same = random()
    expect(faultsOf({ ...production(), TELEGRAM_WEBHOOK_SECRET: same, AFRICASTALKING_WEBHOOK_SECRET: same })).toEqual([
      'AFRICASTALKING_WEBHOOK_SECRET: must differ from TELEGRAM_WEBHOOK_SECRET',
    ])
  })

  test('http is refused', () => {
    expect(faultsOf({ ...production(), PUBLIC_URL: 'http://heard.example.org' })).toEqual([
      'PUBLIC_URL: must begin with https:// in production',
    ])
  })
})

test('outside production weak secrets are enough to try things out', () => {
  expect(
    faultsOf({ HEARD_SECRET: 'secret'.repeat(6), TELEGRAM_WEBHOOK_SECRET: 'test', PUBLIC_URL: 'http://localhost' }),
  ).toEqual([])
})

test('in production no more than 100 interviews are held back together', () => {
  const environment = { NODE_ENV: 'production', HEARD_SECRET: 'y4Jm0qv8d2s6Tn1wZc5x7bR3kL9pQfGh' }
  expect(() => loadConfig({ ...environment, RELEASE_K: '101' })).toThrow(/RELEASE_K: must be at most 100/)
  expect(loadConfig({ ...environment, RELEASE_K: '100' }).releaseK).toBe(100)
})

test.each([
  [{}, 1],
  [{ WORKERS: '3' }, 3],
  [{ WORKERS: 'auto', DATABASE_URL: 'postgresql://localhost/heard' }, Math.max(1, availableParallelism() - 1)],
  [{ WORKERS: '0', DATABASE_URL: 'postgresql://localhost/heard' }, Math.max(1, availableParallelism() - 1)],
])('%j: so many processes answer', (variables, expected) => {
  expect(loadConfig(variables).workers).toBe(expected)
})

test('processes that the database has no connections for are refused', () => {
  expect(() => loadConfig({ WORKERS: '5' })).toThrow(/WORKERS: must be at most 4 without DATABASE_URL/)
  expect(() => loadConfig({ WORKERS: '65' })).toThrow(/WORKERS: must be a number of processes/)
  expect(loadConfig({ WORKERS: '64', DATABASE_URL: 'postgresql://localhost/heard' }).workers).toBe(64)
})
