import { type Bench, connections } from '../bench.ts'
import type { Server } from '../server.ts'
import { closedLoop } from './closed-loop.ts'
import {
  byTwilio,
  type Conversation,
  lanesOf,
  messagesPerConversation,
  people,
  preparedLanes,
} from './conversations.ts'
import { openLoop } from './open-loop.ts'

/** Code is compiled by how often it runs: both must be over, but nobody waits longer than the last. */
const warm = { seconds: 4, messages: 10_000, atMost: 20 }

/** More than any machine takes in the time. */
const mostPeople = 1_000_000

const portsOf = (servers: readonly Server[]) => servers.map(({ port }) => port)

/** How many people's conversations fill so many seconds at a rate. */
const peopleFor = (rate: number, seconds: number) =>
  Math.ceil((rate * seconds) / messagesPerConversation / connections) * connections

/** A rate, and what it costs. */
export interface Measured {
  /** Messages, or transactions, per second. */
  readonly rate: number
  /** Microseconds of processor time for each, of everything that takes part; NaN where the system does not tell. */
  readonly cost: number
}

const costOf = (before: number | null, after: number | null, count: number): number =>
  before === null || after === null ? Number.NaN : ((after - before) / count) * 1e6

const newPeople = (bench: Bench, count: number) => {
  const first = bench.newPeople(count)
  return Array.from({ length: count }, (_, index) => first + index)
}

/** Sends until the code of the server is compiled and its connections are open; returns about how many messages a second it takes. */
export async function warmUp(
  bench: Bench,
  servers: readonly Server[],
  conversation: Conversation = byTwilio,
): Promise<number> {
  const lanes = lanesOf(conversation, people(bench.newPeople(mostPeople), mostPeople), connections)
  const start = performance.now()
  const seconds = () => (performance.now() - start) / 1000
  let answered = 0
  const second: { seconds: number; answered: number }[] = []
  await closedLoop(portsOf(servers), lanes, {
    progress(count) {
      answered = count
      if (seconds() > second.length) second.push({ seconds: seconds(), answered })
      bench.progress.show('warming up', seconds() / warm.atMost)
    },
    enough: () => seconds() > warm.atMost || (seconds() > warm.seconds && answered > warm.messages),
  })
  // What it takes at the end, not at the beginning.
  const half = second[Math.floor(second.length / 2)] as { seconds: number; answered: number }
  return (answered - half.answered) / (seconds() - half.seconds)
}

/** Whole conversations of new people, 50 messages at a time; `expected` is about how many messages a second that will be. */
export async function measureRate(
  bench: Bench,
  servers: readonly Server[],
  { expected, seconds, doing }: { readonly expected: number; readonly seconds: number; readonly doing: string },
): Promise<Measured> {
  const count = peopleFor(expected, seconds)
  const lanes = preparedLanes(byTwilio, newPeople(bench, count), connections)
  await bench.checkpoint()
  const before = await bench.processorSeconds()
  const sent = await closedLoop(portsOf(servers), lanes, {
    progress: (answered) => bench.progress.show(doing, answered / count / messagesPerConversation),
  })
  return { rate: sent.rate, cost: costOf(before, await bench.processorSeconds(), sent.messages) }
}

/** Milliseconds until the answer, of messages that arrive by chance at a rate. */
export async function measureLatency(
  bench: Bench,
  server: Server,
  { conversation, rate, seconds, doing }: LatencyOptions,
): Promise<number[]> {
  // Chance may ask one connection for more messages than another: a fifth more than expected is ready.
  const count = peopleFor(rate * 1.2, seconds)
  const lanes = preparedLanes(conversation, newPeople(bench, count), connections)
  await bench.checkpoint()
  return openLoop(server.port, lanes, rate, seconds, (share) => bench.progress.show(doing, share))
}

interface LatencyOptions {
  readonly conversation: Conversation
  readonly rate: number
  readonly seconds: number
  readonly doing: string
}
