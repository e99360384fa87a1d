import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { randomId } from '../../src/privacy/chance.ts'
import { openTestStore } from './test-store.ts'

// The whole suite has one server with a role and a database "heard" already: here both have another name.
const name = `heard_${randomId().replaceAll('-', '')}`
const password = 'of-the-role-in-compose'
const script = readFileSync(join(import.meta.dirname, '../../compose/database.sql'), 'utf8')
const statements = script
  .replace(/^--.*$/gm, '')
  .replace(/^\\getenv password HEARD_DATABASE_PASSWORD$/m, '')
  .replaceAll(/\bheard\b/g, () => name)
  .replaceAll(":'password'", () => `'${password}'`)
  .split(';')
  .map((statement) => statement.trim())
  .filter((statement) => statement !== '')

const url = () => {
  const address = new URL(inject('postgresUrl'))
  Object.assign(address, { username: name, password, pathname: `/${name}` })
  return address.href
}

async function asSuperuser<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  return work(client).finally(() => client.end())
}

beforeAll(() =>
  asSuperuser(async (client) => {
    for (const statement of statements) await client.query(statement)
  }),
)
afterAll(() =>
  asSuperuser(async (client) => {
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`)
    await client.query(`DROP ROLE ${name}`)
  }),
)

test('the role that compose.yaml gives the program may do nothing on the server but own its database', async () => {
  const { rows } = await asSuperuser((client) =>
    client.query(
      `SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolcanlogin,
         (SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = $1) AS owner
       FROM pg_roles WHERE rolname = $1`,
      [name],
    ),
  )
  expect(rows).toEqual([
    {
      ...{ rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolreplication: false, rolbypassrls: false },
      ...{ rolcanlogin: true, owner: name },
    },
  ])
})

test('and that is enough to make the tables and to work in them', async () => {
  const store = await openTestStore({ url: url() })
  expect(await store.ready()).toBe(true)
  await store.end()
})
