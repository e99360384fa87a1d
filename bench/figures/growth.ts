import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { createLog } from '../../src/log.ts'
import { openDatabase } from '../../src/store/database.ts'
import { openKeys } from '../../src/store/keys.ts'
import { retention } from '../../src/store/retention.ts'
import { roundEnds } from '../../src/store/round-ends.ts'
import { type Bench, connections, type Database } from '../bench.ts'
import type { Figure, Report, Row } from '../figure.ts'
import { masterSecret } from '../load/account.ts'
import { closedLoop } from '../load/closed-loop.ts'
import { byTwilio, lanesOf, messagesPerConversation, people } from '../load/conversations.ts'
import type { Server } from '../server.ts'

/** What grows without end doubles from the middle to the end; what is used again stays, once it has found its size. */
const parts = 10
const middle = 5
const target = 1.2

/** Smaller tables and indexes are left out; somewhat larger ones are shown, but grow by whole pages, which proves nothing. */
const leastBytes = { shown: 100_000, judged: 1_000_000 }
const millisecondsPerWeek = 7 * 86_400_000

/** What is kept for ever, one row for each result: these tables grow with the results and with nothing else. */
const results = ['interview', 'participation', 'disposition_count', 'release', 'flow_version']

interface Relation {
  /** A table, or an index with its table. */
  readonly name: string
  readonly table: string
  readonly bytes: number
  readonly rows: number
  readonly dead: number
}

const sizes = (pool: pg.Pool) =>
  pool.query<Relation>(
    `SELECT each.relname AS name, tables.relname AS table, pg_relation_size(each.oid)::int AS bytes,
       coalesce(stat.n_live_tup, 0)::int AS rows, coalesce(stat.n_dead_tup, 0)::int AS dead
     FROM pg_class each
       LEFT JOIN pg_index ON indexrelid = each.oid
       JOIN pg_class tables ON tables.oid = coalesce(indrelid, each.oid)
       JOIN pg_namespace ON pg_namespace.oid = each.relnamespace
       LEFT JOIN pg_stat_user_tables stat ON stat.relid = each.oid
     WHERE each.relkind IN ('r', 'i') AND nspname IN ('public', 'pgboss')
     ORDER BY tables.relname, each.relkind DESC, each.relname`,
  )

/** Waits until the server has released what may be released. */
async function released(pool: pg.Pool): Promise<void> {
  const waiting = `SELECT count(*)::int AS count FROM (
    SELECT FROM waiting_interview GROUP BY flow, round HAVING count(*) >= 100) AS rounds`
  while ((await pool.query<{ count: number }>(waiting)).rows[0]?.count !== 0) await sleep(250)
}

/** Runs the program's own purge as if a week had passed; returns the seconds that it takes. */
async function purgeAWeekLater({ url }: Database): Promise<number> {
  const log = createLog('error')
  const database = await openDatabase({ url, log })
  const clock = () => new Date(Date.now() + millisecondsPerWeek + 86_400_000)
  const keys = await openKeys(database.pool, { current: masterSecret, previous: [] }, clock)
  const tools = { keys, log, clock, enqueue: async () => {}, rounds: roundEnds() }
  const start = performance.now()
  try {
    await retention(database, tools).purge()
  } finally {
    await database.close()
  }
  return (performance.now() - start) / 1000
}

async function send(bench: Bench, server: Server, messages: number, doing: string): Promise<number> {
  const count = Math.ceil(messages / messagesPerConversation)
  const lanes = lanesOf(byTwilio, people(bench.newPeople(count), count), connections)
  const sent = await closedLoop([server.port], lanes, {
    progress: (answered) => bench.progress.show(doing, answered / messages),
  })
  return sent.messages
}

const inMegabytes = (bytes: number) => (bytes / 1e6).toFixed(1)

async function run(bench: Bench): Promise<Report> {
  const total = bench.full ? 1_000_000 : 50_000
  const database = await bench.createDatabase()
  const server = await bench.startServer(database)

  const before: (readonly Relation[])[] = []
  const purges: number[] = []
  let messages = 0
  let after: readonly Relation[] = []
  for (let part = 1; part <= parts; part++) {
    messages += await send(bench, server, total / parts, `messages, part ${part} of ${parts}`)
    await released(database.pool)
    before.push((await sizes(database.pool)).rows)
    purges.push(await purgeAWeekLater(database))
    // What autovacuum does by itself within minutes.
    await database.pool.query('VACUUM ANALYZE')
    after = (await sizes(database.pool)).rows
  }

  const [first = [], last = []] = [before[middle - 1], before[parts - 1]]
  const large = last.filter(({ bytes }) => bytes >= leastBytes.shown)
  const judged = large.filter(({ table, bytes }) => !results.includes(table) && bytes >= leastBytes.judged)
  const growthOf = ({ name, bytes }: Relation) => bytes / (first.find((each) => each.name === name)?.bytes || 1)
  const worst = judged.toSorted((one, other) => growthOf(other) - growthOf(one))[0]
  return {
    findings: [
      {
        what: `tables and indexes of what is forgotten, part ${parts} / part ${middle} of ${messages.toLocaleString('en')} messages`,
        target: `<= ${target} x, each`,
        measured: worst ? `${growthOf(worst).toFixed(2)} x (${worst.name})` : 'nothing is large enough',
        met: worst ? growthOf(worst) <= target : null,
      },
    ],
    rows: large.map((relation): Row => {
      const { name, table, bytes } = relation
      const left = after.find((each) => each.name === name)
      return {
        relation: name === table ? name : `  ${name}`,
        [`MB, part ${middle}`]: inMegabytes(first.find((each) => each.name === name)?.bytes ?? 0),
        [`MB, part ${parts}`]: inMegabytes(bytes),
        'MB, purged': inMegabytes(left?.bytes ?? 0),
        ...(name === table && { 'dead rows': relation.dead, 'rows, purged': left?.rows ?? 0 }),
        kept: results.includes(table) ? 'for ever, one row a result' : '',
      }
    }),
    notes: [
      `${parts} weeks with as many messages each. After each the program's own purge runs as if a week had passed, then VACUUM, which autovacuum does by itself.`,
      `Sizes are taken before the purge; "purged" is after the last one. ${last.length - large.length} tables and indexes of less than 0.1 MB are left out. The purge of one part took ${Math.max(...purges).toFixed(1)} s at most.`,
      ...(bench.full ? [] : ['A quick look: with --full it is 1,000,000 messages.']),
    ],
  }
}

export const growth: Figure = { name: 'growth', title: 'What the database keeps', run }
