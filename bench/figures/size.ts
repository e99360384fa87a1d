import { type Bench, connections } from '../bench.ts'
import type { Figure, Report, Row } from '../figure.ts'
import { closedLoop } from '../load/closed-loop.ts'
import { byTwilio, lanesOf, messagesPerConversation, people } from '../load/conversations.ts'

/** What an estimate of the disk is made of: a table, and what one row of it stands for. */
const counted = {
  inbound_message: 'a message of the last seven days',
  contact: 'a contact of the last seven days',
  participation: '"completed this round"',
  waiting_interview: 'a waiting interview',
  interview: 'a released interview',
}

async function run(bench: Bench): Promise<Report> {
  const wanted = bench.full ? 200_000 : 20_000
  const database = await bench.createDatabase()
  const server = await bench.startServer(database)
  const position = async () => {
    const { rows } = await database.pool.query<{ bytes: number }>(
      "SELECT (pg_current_wal_insert_lsn() - '0/0')::float8 AS bytes",
    )
    return rows[0]?.bytes ?? 0
  }
  const before = await position()
  const count = Math.ceil(wanted / messagesPerConversation)
  const lanes = lanesOf(byTwilio, people(bench.newPeople(count), count), connections)
  const { messages } = await closedLoop([server.port], lanes, {
    progress: (answered) => bench.progress.show('messages', answered / wanted),
  })
  const perMessage = ((await position()) - before) / messages

  const rows: Row[] = []
  for (const [table, what] of Object.entries(counted)) {
    const { rows: found } = await database.pool.query<{ count: number; bytes: number }>(
      `SELECT count(*)::float8 AS count, pg_total_relation_size('${table}')::float8 AS bytes FROM ${table}`,
    )
    const { count, bytes } = found[0] ?? { count: 0, bytes: 0 }
    // A few rows stand in whole pages, which would be counted as theirs.
    rows.push({ what, table, rows: count, bytes: count < 100 ? 'too few rows' : Math.round(bytes / count) })
  }
  rows.push({ what: 'write-ahead log, for each message', table: '', rows: messages, bytes: Math.round(perMessage) })
  return {
    findings: [],
    rows,
    notes: [
      `After ${messages.toLocaleString('en')} messages of whole conversations; indexes and what rows keep outside of their table included.`,
      'What operations.md estimates is made of these. The log has whole pages after each checkpoint: the more messages between two, the less for each.',
    ],
  }
}

export const size: Figure = { name: 'size', title: 'Bytes for each message, contact and interview', run }
