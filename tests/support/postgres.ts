import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { randomId } from '../../src/privacy/chance.ts'
import { openDatabase } from '../../src/store/database.ts'
import { type Embedded, openEmbedded } from '../../src/store/embedded.ts'
import { migrate } from '../../src/store/migrations.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The superuser of the one PostgreSQL that the whole suite uses. */
    postgresUrl: string
  }
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }

const folder = join(tmpdir(), `heard-tests-${randomId()}`)
let embedded: Embedded

/** A PostgreSQL that forgets on power failure, and a template with the newest schema: each test file gets a copy. */
export async function setup(project: TestProject): Promise<void> {
  // Each server that a test starts compiles the same modules: once is enough.
  process.env.NODE_COMPILE_CACHE = join(folder, 'compiled')
  embedded = await openEmbedded(folder, silent, ['fsync=off', 'full_page_writes=off', 'max_connections=300'])
  const server = await openDatabase({ url: embedded.superuserUrl, log: silent })
  await server.pool.query('CREATE DATABASE template_heard')
  await server.close()
  const url = embedded.superuserUrl.replace(/postgres$/, 'template_heard')
  const template = await openDatabase({ url, log: silent })
  await migrate(template.pool)
  await template.close()
  project.provide('postgresUrl', embedded.superuserUrl)
}

export async function teardown(): Promise<void> {
  await embedded.close()
  await rm(folder, { recursive: true, force: true })
}
