import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { openApi } from '../../src/api-access.ts'
import { randomSecret, tokenHash } from '../../src/privacy/chance.ts'
import { freeze } from '../../src/questionnaires.ts'
import { readTable } from '../../src/results/stored-table.ts'
import type { ApiOptions } from '../../src/server/api.ts'
import type { ApiScope } from '../../src/store/console/api-tokens.ts'
import { openTestStore, type TestStore } from '../store/test-store.ts'
import { contentOf, inRound, questionnaires } from '../support/flows.ts'
import { type RunningServer, startServer } from './harness.ts'
import { problemDocument } from './problem-document.ts'

let now = new Date('2026-07-01T12:00:00Z')
let store: TestStore
let api: ApiOptions
let server: RunningServer
const round = { flow: 'safety', round: '2026' }
/** As it was stored before rows told values and reasons apart. */
const table = {
  ...{ question: 'exposed', dimensions: [], rows: ['yes', 'no', '(refused)'], columns: [[]] },
  ...{ cells: [[null], [30], [null]], rowTotals: [null, 30, null], columnTotals: [43], total: 43 },
}

/** 20 women and 20 men of one age, and three people who would stand alone. */
async function answers() {
  const people = [...Array(20).fill('woman'), ...Array(20).fill('man'), ...Array(3).fill('third_gender')]
  for (const [index, gender] of people.entries())
    await store.database.pool.query(
      `INSERT INTO interview (flow, round, version, period, language, medium, disposition, answers)
         VALUES ('safety', '2026', 'secret-version', '2026-06-17', 'bn', 'ussd', 'completed', $1)`,
      [
        JSON.stringify({
          ...{ age: { value: 'age_18_24' }, gender: { value: gender } },
          exposed: { value: index % 4 === 0 ? 'yes' : 'no' },
        }),
      ],
    )
}

async function tokenWith(scopes: readonly ApiScope[], days = 30): Promise<string> {
  // Each is newer than the one before.
  now = new Date(now.getTime() + 1000)
  const token = randomSecret()
  const expiresAt = new Date(now.getTime() + days * 86_400_000)
  const createdBy = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'
  await store.console.tokens.create(tokenHash(token), { name: 'Statistics office', scopes, createdBy, expiresAt })
  return token
}

const get = (path: string, token?: string, scheme = 'Bearer', init: RequestInit = {}) =>
  fetch(`${server.root}/api/v1${path}`, {
    ...init,
    headers: token === undefined ? {} : { authorization: `${scheme} ${token}` },
  })
let packageId: string
const pathOf = (path: string) =>
  path
    .replace('{flow}', round.flow)
    .replace('{round}', round.round)
    .replace('{id}', packageId)
    .replace('{question}', table.question)

beforeAll(async () => {
  store = await openTestStore({ clock: () => now })
  await answers()
  await store.interviews.close(round, 10)
  await store.publishedTables.add(round, [{ ...table, content: table }])
  api = openApi(
    store,
    questionnaires,
    { releaseK: 10, organisation: 'CSO', timeZone: 'UTC', publicUrl: 'https://heard.example.org/' },
    () => now,
  )
  server = await startServer({ api, limits: { rejectionsPerMinute: 1000 } })
  const list = await get('/flow-results/packages', await tokenWith(['interviews:read']))
  packageId = ((await list.json()) as { data: { id: string }[] }).data[0]?.id ?? ''
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await store.end()
})

describe('a token', () => {
  test('is needed, and must be one of ours that is neither too old nor revoked', async () => {
    const revoked = await tokenWith(['tables:read'])
    const [made] = await store.console.tokens.list()
    expect(await store.console.tokens.revoke(made?.id ?? '')).toBe(true)
    const old = await tokenWith(['tables:read'], -1)
    for (const token of [undefined, '', 'x', randomSecret(), revoked, old]) {
      const response = await get('/rounds', token)
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
      expect(await response.json()).toEqual(problemDocument('token_invalid', 401))
    }
  })

  test('may be called Bearer or Token, and the day of its use is noted', async () => {
    const token = await tokenWith(['tables:read'])
    for (const scheme of ['Bearer', 'Token', 'bearer']) expect((await get('/rounds', token, scheme)).status).toBe(200)
    expect((await get('/rounds', token, 'Basic')).status).toBe(401)
    expect((await store.console.tokens.list())[0]?.lastUsedOn).toEqual(new Date('2026-07-01'))
  })

  test('opens what it covers and nothing else', async () => {
    for (const { path, scope } of api.routes) {
      if (scope === null) continue
      const others: ApiScope[] = ['tables:read', 'interviews:read', 'interviews:sensitive']
      const wrong = await get(pathOf(path), await tokenWith(others.filter((each) => each !== scope)))
      expect([path, wrong.status, await wrong.json()]).toEqual([
        ...[path, 403, { ...problemDocument('scope_missing', 403), detail: `the scope ${scope} is needed` }],
      ])
      expect([path, (await get(pathOf(path), await tokenWith([scope]))).status]).toEqual([path, 200])
    }
  })

  test('cannot be guessed: many wrong ones of one address are refused, and a right one still passes', async () => {
    await using strict = await startServer({ api, limits: { rejectionsPerMinute: 3 } })
    const ask = (token: string) =>
      fetch(`${strict.root}/api/v1/rounds`, { headers: { authorization: `Bearer ${token}` } }).then(
        ({ status }) => status,
      )
    const statuses: number[] = []
    for (let count = 0; count < 5; count++) statuses.push(await ask(randomSecret()))
    expect(statuses).toEqual([401, 401, 401, 429, 429])
    expect(await ask(await tokenWith(['tables:read']))).toBe(200)
  })
})

test.each(['%00', 'a%00', '..%2F..%2Fcompose', '1e20', 'x'.repeat(3000), '%ED%A0%80', "'"])(
  'a parameter that is %j is a fault of who asks, not of the program',
  async (odd) => {
    const token = await tokenWith(['tables:read', 'interviews:read', 'interviews:sensitive'])
    for (const { path } of api.routes) {
      for (const [name] of path.matchAll(/\{\w+\}/g)) {
        const { status } = await get(pathOf(path.replace(name, odd)), token)
        expect([path, name, [400, 404].includes(status)]).toEqual([path, name, true])
      }
      const { status } = await get(`${pathOf(path)}?format=${odd}&sensitive=${odd}&round=${odd}`, token)
      expect([path, status < 500]).toEqual([path, true])
    }
  },
)

describe('tables', () => {
  test('are those that were published, hidden numbers included', async () => {
    const token = await tokenWith(['tables:read'])
    expect(await (await get('/rounds', token)).json()).toEqual({ rounds: [round] })
    expect(await (await get('/rounds/safety/2026/tables', token)).json()).toEqual({
      tables: [{ ...table, rows: [{ value: 'yes' }, { value: 'no' }, { reason: 'refused' }] }],
    })
  })

  test('may be kept: one table for good, because it never changes, and a list until another is published', async () => {
    const token = await tokenWith(['tables:read'])
    for (const [path, keep] of [
      ['/rounds/safety/2026/tables/exposed', 'private, max-age=31536000, immutable'],
      ['/rounds/safety/2026/tables', 'private, no-cache'],
      ['/rounds/safety/2026/indicators', 'private, no-cache'],
    ] as const) {
      const response = await get(path, token)
      const tag = response.headers.get('etag') ?? ''
      expect([path, response.headers.get('cache-control')]).toEqual([path, keep])
      expect(tag).toMatch(/^"[0-9a-f]+"$/)
      const again = (known: string) =>
        fetch(`${server.root}/api/v1${path}`, {
          headers: { authorization: `Bearer ${token}`, 'if-none-match': known },
        })
      for (const known of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
        const kept = await again(known)
        expect([kept.status, await kept.text(), kept.headers.get('etag')]).toEqual([304, '', tag])
      }
      expect((await again('"x"')).status).toBe(200)
      // Who may not read it does not learn that it is unchanged.
      const stranger = await fetch(`${server.root}/api/v1${path}`, { headers: { 'if-none-match': tag } })
      expect(stranger.status).toBe(401)
    }
    expect(await (await get('/rounds/safety/2026/tables/exposed', token)).json()).toEqual(readTable(table))
    expect((await get('/rounds/safety/2026/tables/exposed?by=age', token)).status).toBe(404)
    expect((await get('/rounds', token)).headers.get('etag')).toBeNull()
  })

  test.each(['/rounds/safety/2025/tables', '/rounds/disputes/2026/tables', '/rounds/safety/2025/indicators'])(
    'of a round that is open or unknown are not there: %s',
    async (path) => {
      expect((await get(path, await tokenWith(['tables:read']))).status).toBe(404)
    },
  )
})

describe('interviews', () => {
  const path = '/rounds/safety/2026/interviews'

  test('come so that nobody stands alone, without ids, days and sensitive answers', async () => {
    const text: string = await (await get(path, await tokenWith(['interviews:read']))).text()
    expect(text).not.toMatch(/secret|2026-06-17|ussd|exposed": ?\{/)
    const { interviews, report } = JSON.parse(text) as {
      interviews: { answers: Record<string, object> }[]
      report: string[]
    }
    expect(interviews).toHaveLength(43)
    expect(Object.keys(interviews[0]?.answers ?? {})).toEqual(['age', 'gender'])
    const genders = Map.groupBy(interviews, ({ answers: { gender } }) => JSON.stringify(gender))
    expect([...genders.keys()].join()).not.toContain('third_gender')
    for (const [gender, members] of genders)
      if (!gender.includes('suppressed')) expect(members.length).toBeGreaterThanOrEqual(10)
    expect(report.join()).toContain('Sensitive questions left out: exposed')
  })

  test('hold sensitive answers only for a token that covers them, and only if it asks', async () => {
    const refused = await get(`${path}?sensitive=true`, await tokenWith(['interviews:read']))
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'scope_missing' }])
    const token = await tokenWith(['interviews:read', 'interviews:sensitive'])
    const lines = async (query: string) =>
      parse<Record<string, string>>(await (await get(`${path}?format=csv${query}`, token)).text(), { columns: true })
    expect(Object.keys((await lines(''))[0] ?? {})).not.toContain('exposed')
    expect((await lines('&sensitive=true')).filter(({ exposed }) => exposed === 'yes')).toHaveLength(11)
  })

  test('are noted in the audit log each time they are read, with the token', async () => {
    const token = await tokenWith(['interviews:read'])
    await (await get(path, token)).text()
    const [entry] = await store.console.audit.read({ action: 'interviews.read' }, 1)
    const [made] = await store.console.tokens.list()
    expect(entry).toMatchObject({
      ...{ accountId: null, subject: 'safety' },
      details: {
        round: '2026',
        format: 'json',
        sensitive: false,
        freeText: false,
        token: made?.id,
        name: 'Statistics office',
      },
    })
  })

  test.each(['/rounds/safety/2025/interviews', '/rounds/disputes/2026/interviews', '/rounds/nothing/1/interviews'])(
    'of a round that is open or unknown are not there, and nothing is noted: %s',
    async (other) => {
      const before = await store.console.audit.read({}, 100)
      expect((await get(other, await tokenWith(['interviews:read']))).status).toBe(404)
      expect(await store.console.audit.read({}, 100)).toEqual(before)
    },
  )
})

describe('FLOIP Flow Results', () => {
  test('has a package for the round, whose responses are where it says', async () => {
    const token = await tokenWith(['interviews:read'])
    const address = `/flow-results/packages/${packageId}`
    expect(packageId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const { data } = (await (await get(address, token, 'Token')).json()) as {
      data: { attributes: { id: string; resources: { api_data_url: string; schema: { questions: object } }[] } }
    }
    const [resource] = data.attributes.resources
    expect(data.attributes.id).toBe(packageId)
    expect(resource?.api_data_url).toBe(`https://heard.example.org/api/v1${address}/responses`)
    expect(Object.keys(resource?.schema.questions ?? {})).toEqual(['age', 'gender'])
    const page = (await (await get(`${address}/responses?page[size]=5`, token)).json()) as {
      data: { attributes: { responses: [string, string, string, string, string, string, object][] } }
    }
    const { responses } = page.data.attributes
    expect(new Set(responses.map(([time]) => time))).toEqual(new Set(['2026-06-01T00:00:00+00:00']))
    expect(new Set(responses.map(([, row]) => row)).size).toBe(responses.length)
    expect(
      responses.filter(([, , , , question, response]) => question === 'gender' && response === 'third_gender'),
    ).toEqual([])
    expect((await get('/flow-results/packages/6f9619ff-8b86-4d01-b42d-00cf4fc964ff', token)).status).toBe(404)
  })
})

describe('the description', () => {
  test('needs no token, and has every route with its parameters and scope', async () => {
    const { openapi, paths } = (await (await get('/openapi.json')).json()) as {
      openapi: string
      paths: Record<
        string,
        { get: { parameters: { name: string; in: string; schema: object }[]; description?: string } }
      >
    }
    expect(openapi).toBe('3.1.0')
    expect(Object.keys(paths)).toEqual(api.routes.map(({ path }) => path))
    const { parameters, description } = paths['/rounds/{flow}/{round}/interviews']?.get ?? { parameters: [] }
    expect(parameters.map((each) => [each.name, each.in])).toEqual([
      ['flow', 'path'],
      ['round', 'path'],
      ['format', 'query'],
      ['sensitive', 'query'],
      ['free_text', 'query'],
    ])
    expect(parameters[2]?.schema).toMatchObject({ enum: ['json', 'csv'], default: 'json' })
    expect(description).toContain('interviews:read')
  })

  test('is true: every route answers as it says', async () => {
    const token = await tokenWith(['tables:read', 'interviews:read'])
    for (const { path, answers } of api.routes) {
      const response = await get(pathOf(path), token)
      const type = response.headers.get('content-type')?.split(';')[0] ?? ''
      const schema = answers[type] as z.ZodType
      expect([path, schema.safeParse(await response.json()).error]).toEqual([path, undefined])
    }
  })
})

test('a problem names its entry in the catalogue', async () => {
  const { type, title, status } = (await (await get('/rounds')).json()) as Record<'type' | 'title' | 'status', unknown>
  const [path, code] = String(type).split('#')
  const { problems } = (await (await fetch(`${server.root}${path}`)).json()) as { problems: { code: string }[] }
  expect(problems.find((each) => each.code === code)).toMatchObject({ title, status })
})

test('what is not understood is refused', async () => {
  const token = await tokenWith(['tables:read', 'interviews:read'])
  const response = await get('/rounds/safety/2026/interviews?format=sav', token)
  expect([response.status, await response.json()]).toEqual([
    400,
    { ...problemDocument('malformed', 400), detail: 'the parameter format cannot be what it is; see openapi.json' },
  ])
  expect((await get('/rounds', token, 'Bearer', { method: 'POST' })).status).toBe(405)
  expect((await get('/elsewhere', token)).status).toBe(404)
})

test('a round stays when another has followed, as it was asked then', async () => {
  const { flow, ...content } = inRound(contentOf('safety'), '2024')
  const indicator = { ...flow.indicators[0], name: 'asked_then' }
  const asked = freeze({ ...content, flow: { ...flow, indicators: [indicator as (typeof flow.indicators)[0]] } })
  await store.flowVersions.launch([asked])
  await store.interviews.close({ flow: 'safety', round: '2024' }, 10)
  await store.publishedTables.add({ flow: 'safety', round: '2024' }, [{ ...table, content: table }])
  const token = await tokenWith(['tables:read'])
  const response = await get('/rounds/safety/2024/indicators', token)
  expect(await response.json()).toMatchObject({ indicators: [{ name: 'asked_then' }] })
})
