import pg from 'pg'
import { inject } from 'vitest'
import { randomId } from '../../src/privacy/chance.ts'

/** A database with the newest schema and nothing in it. */
export interface TestDatabase {
  readonly url: string
  drop(): Promise<void>
}

/** Copies the template; drop it in `afterAll`, after every store that uses it is closed. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomId().replaceAll('-', '')}`
  await asSuperuser(`CREATE DATABASE ${name} TEMPLATE template_heard`)
  return {
    url: inject('postgresUrl').replace(/postgres$/, name),
    drop: () => asSuperuser(`DROP DATABASE ${name} WITH (FORCE)`),
  }
}

async function asSuperuser(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
