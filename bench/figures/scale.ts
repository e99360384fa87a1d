import { type Bench, connections, type Database } from '../bench.ts'
import type { Figure, Report } from '../figure.ts'
import { closedLoop } from '../load/closed-loop.ts'
import { goingOn, messagesLeft, preparedLanes } from '../load/conversations.ts'
import { makeTemplates, putLiveSessions, type Templates } from '../load/live-sessions.ts'
import { warmUp } from '../load/load.ts'
import { putInterviews, putMessagesBehind } from '../load/past.ts'
import { measureRowBytes } from '../reference/rows.ts'
import type { Server } from '../server.ts'
import { formatSpread, spreadOf } from '../statistics.ts'

const target = 0.9
const secondsOf = ({ full }: Bench) => (full ? 15 : 5)

interface Size {
  readonly sessions: number
  readonly interviews: number
}

const small: Size = { sessions: 10_000, interviews: 10_000 }
const large = (full: boolean): Size =>
  full ? { sessions: 1_000_000, interviews: 5_000_000 } : { sessions: 100_000, interviews: 500_000 }

interface Side {
  readonly size: Size
  readonly database: Database
  readonly server: Server
  readonly templates: Templates
  /** The first person with a live session. */
  readonly first: number
  /** How many people take part in one measurement. */
  readonly people: number
  readonly rates: number[]
}

const inWords = ({ sessions, interviews }: Size) =>
  `${sessions.toLocaleString('en')} live sessions, ${interviews.toLocaleString('en')} interviews`

async function openSide(bench: Bench, size: Size): Promise<Side> {
  const show = (what: string) => (done: number) => bench.progress.show(`${what}: ${inWords(size)}`, done)
  const database = await bench.createDatabase()
  const server = await bench.startServer(database)
  const templates = await makeTemplates(database, server, bench.newPeople(100))
  const first = bench.newPeople(size.sessions)
  const everybody = Array.from({ length: size.sessions }, (_, index) => first + index)
  await putLiveSessions(database, templates, everybody, show('live sessions'))
  await putMessagesBehind(database, (await measureRowBytes(database.pool)).screen)
  await putInterviews(database, size.interviews, show('interviews'))
  await database.pool.query('VACUUM ANALYZE')
  const enough = Math.round(((await warmUp(bench, [server])) * secondsOf(bench)) / messagesLeft)
  return { size, database, server, templates, first, people: Math.min(enough, small.sessions), rates: [] }
}

/** Prime, so that its multiples go through everybody of a round number of people. */
const stride = 7919

/** People spread over all who have a live session, others in each round as far as there are others. */
const chosen = ({ first, size, people }: Side, round: number): number[] =>
  Array.from({ length: people }, (_, index) => first + (((round * people + index) * stride) % size.sessions))

/** Everybody who is chosen goes on from the middle of a conversation to its end. */
async function measure(bench: Bench, side: Side, round: number): Promise<number> {
  const who = chosen(side, round)
  await putLiveSessions(side.database, side.templates, who)
  const lanes = preparedLanes(goingOn(round), who, connections)
  await side.database.pool.query('VACUUM contact')
  await bench.checkpoint()
  const doing = `${inWords(side.size)}, round ${round} of ${bench.rounds}`
  const { rate } = await closedLoop([side.server.port], lanes, {
    progress: (answered) => bench.progress.show(doing, answered / who.length / messagesLeft),
  })
  return rate
}

async function run(bench: Bench): Promise<Report> {
  const sides = [await openSide(bench, small), await openSide(bench, large(bench.full))] as const
  for (let round = 1; round <= bench.rounds; round++)
    for (const side of sides) side.rates.push(await measure(bench, side, round))

  const [few, many] = sides
  const ratios = spreadOf(many.rates.map((rate, round) => rate / (few.rates[round] as number)))
  return {
    findings: [
      {
        what: `${inWords(many.size)} / ${inWords(few.size)}`,
        target: `>= ${target} x`,
        measured: `${formatSpread(ratios)} x`,
        met: ratios.median >= target,
      },
    ],
    rows: sides.map(({ size, rates }) => ({
      'in the database': inWords(size),
      'messages/s': formatSpread(spreadOf(rates), 0),
    })),
    notes: [
      `Median (least-most) of ${bench.rounds} rounds, the two taking turns; ${many.people.toLocaleString('en')} people, spread over all who have a live session, go on from the middle of a conversation to its end.`,
      'Sessions are real and sealed; each has the messages behind it that led there, each interview the mark of its number. VACUUM ANALYZE after filling, VACUUM of the sessions and a checkpoint before each measurement.',
      ...(bench.full ? [] : ['A quick look: with --full it is 1,000,000 live sessions and 5,000,000 interviews.']),
    ],
  }
}

export const scale: Figure = { name: 'scale', title: 'Many live sessions and released interviews', run }
