import { availableParallelism } from 'node:os'
import { z } from 'zod'
import { isTimeZone } from './core/days.ts'
import { mostIdleMinutes, mostK } from './core/names.ts'
import { logLevels } from './log.ts'
import { Problem } from './problem.ts'
import { secretFaults } from './secret-strength.ts'

/** Commas separate; spaces do not count. */
const list = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be from ${least} to ${most}`)

const webAddress = z
  .string()
  .refine((text) => {
    const url = URL.parse(text)
    return url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash
  }, 'must be an http:// or https:// address without user, query or fragment')
  .transform((text) => text.replace(/\/+$/, ''))

/** Pages below 40 characters have no room for a question, above 182 no operator passes them on (3GPP TS 23.090). */
const [leastUssd, mostUssd] = [40, 182]

/** One service code: see `USSD_CODES` below. */
const ussdCode = z
  .string()
  .regex(/^\*[\d*]+#?=[a-z0-9-]*(?::\d+)?$/, 'each code must look like *384*4737#=flow or *384*4737#=flow:182')
  .transform((entry) => {
    const [code = '', target = ''] = entry.split('=')
    const [flow = '', limit] = target.split(':')
    return { code, flow: flow === '' ? null : flow, limit: limit === undefined ? undefined : Number(limit) }
  })
  .refine(
    ({ limit = leastUssd }) => limit >= leastUssd && limit <= mostUssd,
    `a limit must be from ${leastUssd} to ${mostUssd}`,
  )

const ussdCodes = z
  .string()
  .transform(list)
  .pipe(z.array(ussdCode))
  .refine((codes) => new Set(codes.map(({ code }) => code)).size === codes.length, 'names a code twice')

/** Addresses and networks, or the number of proxies in front. Not `true`: anybody could then claim any address. */
const trustProxy = z
  .string()
  .regex(/^(?:\d|[0-9a-f.:/, ]+|loopback)$/i, 'must be a number of proxies, or a list of addresses and networks')
  .transform((text) => (/^\d$/.test(text) ? Number(text) : list(text)))

/** Each process takes up to 20 connections, and the embedded PostgreSQL has 100, of which commands take some. */
const mostWorkersEmbedded = 4

/** Below this a mean tells too much about each of the people who it is made from. */
const leastScorers = 5

/** The first core is left to the database, the proxy and the primary process. */
const oneForEachCore = () => Math.max(1, availableParallelism() - 1)

/**
 * The environment variables. An empty one counts as unset; a channel whose variables are not all set is off.
 *
 * - `PUBLIC_URL`: where providers reach this program, such as `https://heard.example.org`; Twilio signs it.
 * - `HEARD_SECRET`: the master secret, at least 32 bytes.
 * - `HEARD_SECRET_PREVIOUS`: the one before, while it is being changed.
 * - `TWILIO_NUMBERS`: our own numbers, separated by commas; unset: every number of the account.
 * - `TWILIO_REDACT`: whether the texts of messages are emptied in Twilio's records once they are handled; in production they are.
 * - `USSD_CODES`: what people dial and what it opens, separated by commas: `CODE=FLOW`, or `CODE=FLOW:LIMIT` where the operator
 *   passes on another number of characters than `USSD_LIMIT`: `*384*4737#=health-services,*384*4738#=safety:182`. Without a
 *   flow (`*384*4739#=` or `*384*4739#=:182`) the code opens the menu, as every code does that is not listed.
 * - `IDLE_MINUTES`: after so long without a message a conversation ends as a break-off; three days at most, because from the fifth day on it is
 *   forgotten.
 * - `RELEASE_K`: so many finished interviews are released together; in production 100 at most.
 * - `SCORE_K`: a mean score of a scorecard is shown if so many people gave one; 5 at least.
 * - `TIME_ZONE`: where people are asked, as an IANA name such as `Asia/Dhaka`: days, the first and last of a launch, and `today()` are its days.
 * - `ORGANISATION`: who asks; shown with the request for consent.
 * - `OIDC_ISSUER`, `OIDC_CLIENT_ID`, `OIDC_CLIENT_SECRET`: the organisation's OpenID Connect provider, for signing in to the console.
 * - `WORKERS`: how many processes answer on one port; `auto` or 0: one for each processor core beyond the first.
 * - `TRUST_PROXY`: the proxies whose `X-Forwarded-For` is believed; unset: none.
 */
const variables = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('development'),
  PORT: wholeNumber(0, 65_535).default(3000),
  HOST: z.string().optional(),
  PUBLIC_URL: webAddress.optional(),
  TRUST_PROXY: trustProxy.optional(),
  WORKERS: z
    .string()
    .regex(/^(?:auto|\d|[1-5]\d|6[0-4])$/, 'must be a number of processes from 1 to 64, or auto')
    .transform((text) => (text === 'auto' ? 0 : Number(text)))
    .default(1),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(?:ql)?:\/\//, 'must begin with postgresql://')
    .optional(),
  DATA_DIR: z.string().default('data'),
  BACKUP_DIR: z.string().optional(),
  LOG_LEVEL: z.enum(logLevels).default('info'),
  HEARD_SECRET: z
    .string()
    .refine((text) => Buffer.byteLength(text) >= 32, 'must be at least 32 bytes long')
    .optional(),
  HEARD_SECRET_PREVIOUS: z.string().optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_ACCOUNT_SID: z.string().optional(),
  TWILIO_NUMBERS: z
    .string()
    .transform(list)
    .pipe(z.array(z.string().regex(/^\+?\d{3,15}$/, 'must be numbers such as +15550100, separated by commas')))
    .default([]),
  TWILIO_API_ROOT: webAddress.default('https://api.twilio.com'),
  TWILIO_REDACT: z.stringbool().optional(),
  TELEGRAM_BOT_TOKEN: z.string().optional(),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{1,256}$/, 'must be 1 to 256 of A-Z, a-z, 0-9, _ and -')
    .optional(),
  TELEGRAM_API_ROOT: webAddress.default('https://api.telegram.org'),
  AFRICASTALKING_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w.~-]+$/, 'must be of A-Z, a-z, 0-9, ., _, ~ and -, because it is part of an address')
    .optional(),
  AFRICASTALKING_USERNAME: z.string().optional(),
  AFRICASTALKING_API_KEY: z.string().optional(),
  AFRICASTALKING_API_ROOT: webAddress.default('https://api.africastalking.com'),
  AFRICASTALKING_SENDER: z.string().optional(),
  USSD_CODES: ussdCodes.default([]),
  USSD_LIMIT: wholeNumber(leastUssd, mostUssd).default(160),
  CONTACT_MESSAGES_PER_MINUTE: wholeNumber(1, 100_000).default(60),
  RELEASE_K: wholeNumber(1, 100_000).default(10),
  SCORE_K: wholeNumber(leastScorers, mostK).default(leastScorers),
  IDLE_MINUTES: wholeNumber(1, mostIdleMinutes).default(1440),
  TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'must be a time zone by its IANA name, such as Asia/Dhaka or Africa/Nairobi')
    .default('UTC'),
  DEFAULT_LANGUAGE: z
    .string()
    .regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]+)*$/, 'must be a language code such as en or bn')
    .default('en'),
  ORGANISATION: z.string().default('Heard'),
  OIDC_ISSUER: webAddress.optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
})

type Variables = z.output<typeof variables>

/** The variables that are secret. */
const secretNames = [
  'HEARD_SECRET',
  'TWILIO_AUTH_TOKEN',
  'TELEGRAM_BOT_TOKEN',
  'TELEGRAM_WEBHOOK_SECRET',
  'AFRICASTALKING_WEBHOOK_SECRET',
  'AFRICASTALKING_API_KEY',
  'OIDC_CLIENT_SECRET',
] as const satisfies readonly (keyof Variables)[]

/** What is good enough to try the program out is refused where real people answer. */
function productionFaults(environment: Readonly<Record<string, string>>): string[] {
  const missing = environment.HEARD_SECRET === undefined ? ['HEARD_SECRET: must be set in production'] : []
  const insecure = /^http:/i.test(environment.PUBLIC_URL ?? '')
    ? ['PUBLIC_URL: must begin with https:// in production']
    : []
  const issuer = /^http:/i.test(environment.OIDC_ISSUER ?? '')
    ? ['OIDC_ISSUER: must begin with https:// in production']
    : []
  const held = Number(environment.RELEASE_K ?? 0) > mostK ? [`RELEASE_K: must be at most ${mostK} in production`] : []
  const secrets = secretNames.flatMap((name) => {
    const value = environment[name]
    return value === undefined ? [] : [{ name, value }]
  })
  return [...missing, ...secretFaults(secrets), ...insecure, ...issuer, ...held]
}

const openIdNames = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const

/** A provider of which only a part is known cannot be asked. */
function openIdFaults(environment: Readonly<Record<string, string>>): string[] {
  const missing = openIdNames.filter((name) => environment[name] === undefined)
  if (missing.length === 0 || missing.length === openIdNames.length) return []
  return missing.map((name) => `${name}: must be set too, or none of ${openIdNames.join(', ')}`)
}

function workerFaults({ WORKERS, DATABASE_URL }: Variables): string[] {
  if (DATABASE_URL !== undefined || WORKERS <= mostWorkersEmbedded) return []
  return [
    `WORKERS: must be at most ${mostWorkersEmbedded} without DATABASE_URL: the embedded PostgreSQL has no more connections`,
  ]
}

/** How many processes answer. */
function workersOf({ WORKERS, DATABASE_URL }: Variables): number {
  if (WORKERS > 0) return WORKERS
  return DATABASE_URL === undefined ? Math.min(oneForEachCore(), mostWorkersEmbedded) : oneForEachCore()
}

function settingsOf(values: Variables) {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = values
  return {
    production: values.NODE_ENV === 'production',
    port: values.PORT,
    /** undefined: every interface. */
    host: values.HOST,
    trustProxy: values.TRUST_PROXY,
    workers: workersOf(values),
    publicUrl: values.PUBLIC_URL,
    /** undefined: the embedded database in `dataDirectory`. */
    databaseUrl: values.DATABASE_URL,
    dataDirectory: values.DATA_DIR,
    /** Where `heard backup` writes; undefined: it is told. */
    backupDirectory: values.BACKUP_DIR,
    logLevel: values.LOG_LEVEL,
    /** The master secret; undefined (never in production): see local-secrets.ts. */
    secret: values.HEARD_SECRET,
    /** Those that may still wrap keys. */
    previousSecrets: values.HEARD_SECRET_PREVIOUS === undefined ? [] : [values.HEARD_SECRET_PREVIOUS],
    twilio: {
      authToken: values.TWILIO_AUTH_TOKEN,
      accountSid: values.TWILIO_ACCOUNT_SID,
      numbers: values.TWILIO_NUMBERS,
      apiRoot: values.TWILIO_API_ROOT,
      redact: values.TWILIO_REDACT ?? values.NODE_ENV === 'production',
    },
    telegram: {
      botToken: values.TELEGRAM_BOT_TOKEN,
      webhookSecret: values.TELEGRAM_WEBHOOK_SECRET,
      apiRoot: values.TELEGRAM_API_ROOT,
    },
    africasTalking: {
      webhookSecret: values.AFRICASTALKING_WEBHOOK_SECRET,
      username: values.AFRICASTALKING_USERNAME,
      apiKey: values.AFRICASTALKING_API_KEY,
      apiRoot: values.AFRICASTALKING_API_ROOT,
      sender: values.AFRICASTALKING_SENDER,
    },
    ussd: {
      limit: values.USSD_LIMIT,
      codes: values.USSD_CODES.map(({ code, flow, limit }) => ({ code, flow, limit: limit ?? values.USSD_LIMIT })),
    },
    contactMessagesPerMinute: values.CONTACT_MESSAGES_PER_MINUTE,
    releaseK: values.RELEASE_K,
    scoreK: values.SCORE_K,
    idleMinutes: values.IDLE_MINUTES,
    timeZone: values.TIME_ZONE,
    defaultLanguage: values.DEFAULT_LANGUAGE,
    organisation: values.ORGANISATION,
    /** undefined: staff sign in with passwords only. */
    openId: issuer && clientId && clientSecret ? { issuer, clientId, clientSecret } : undefined,
  }
}

export type Config = Readonly<ReturnType<typeof settingsOf>>

/** Reads the environment. Throws `configuration` with every fault; each names the variable, none its value. */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(
    Object.keys(variables.shape).flatMap((name) => {
      const value = environment[name]?.trim()
      return value ? [[name, value] as const] : []
    }),
  )
  const result = variables.safeParse(given)
  const invalid = (result.error?.issues ?? []).map((issue) => `${String(issue.path[0])}: ${messageOf(issue)}`)
  const faults = [
    ...new Set([
      ...invalid,
      ...openIdFaults(given),
      ...(result.success ? workerFaults(result.data) : []),
      ...(given.NODE_ENV === 'production' ? productionFaults(given) : []),
    ]),
  ]
  if (!result.success || faults.length > 0) throw new Problem('configuration', faults)
  return settingsOf(result.data)
}

const messageOf = (issue: z.core.$ZodIssue) =>
  issue.code === 'invalid_value' ? `must be one of ${issue.values.map(String).join(', ')}` : issue.message
