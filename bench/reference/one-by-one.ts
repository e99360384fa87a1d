import { hash, randomBytes } from 'node:crypto'
import pg from 'pg'
import { type RowBytes, referenceContacts } from './rows.ts'
import { statementsOf } from './statements.ts'

/** The reference in a process of its own, as the server has one. It is forked with a `Task` as JSON, and answers `Run`s with `Done`. */
export interface Task {
  readonly url: string
  readonly bytes: RowBytes
  /** Transactions at a time, each on a connection of its own. */
  readonly concurrent: number
}

export interface Run {
  readonly seconds: number
}

export interface Done {
  readonly transactions: number
  readonly seconds: number
}

const [lock, update, answer, note] = statementsOf({ contact: '$1', session: '$2', message: '$1', screen: '$2' })

const { url, bytes, concurrent } = JSON.parse(process.argv[2] ?? '') as Task
const keys = Array.from({ length: referenceContacts }, (_, index) => {
  const number = Buffer.alloc(4)
  number.writeInt32BE(index + 1)
  return hash('sha256', number, 'buffer')
})
const session = randomBytes(bytes.session)
const screen = randomBytes(bytes.screen)

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client
}

/** Transactions until `end`; returns how many. */
async function work(client: pg.Client, end: number): Promise<number> {
  let count = 0
  for (; performance.now() < end; count++) {
    const key = keys[Math.floor(Math.random() * keys.length)] as Buffer
    await client.query('BEGIN')
    await client.query({ name: 'lock', text: lock, values: [key] })
    await client.query({ name: 'update', text: update, values: [key, session] })
    await client.query({ name: 'answer', text: answer, values: [key] })
    await client.query({ name: 'note', text: note, values: [randomBytes(32), screen] })
    await client.query('COMMIT')
  }
  return count
}

process.on('message', async ({ seconds }: Run) => {
  const clients = await Promise.all(Array.from({ length: concurrent }, connect))
  const start = performance.now()
  const counts = await Promise.all(clients.map((client) => work(client, start + seconds * 1000)))
  const transactions = counts.reduce((sum, count) => sum + count, 0)
  const taken = (performance.now() - start) / 1000
  await Promise.all(clients.map((client) => client.end()))
  process.send?.({ transactions, seconds: taken } satisfies Done)
})
