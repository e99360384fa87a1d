import type { Prices } from '../../../authoring/proof/prices.ts'
import type { FindSensitiveWord } from '../../../authoring/sensitive-words.ts'
import type { ServedMedium } from '../../../channels/media/medium.ts'
import type { ResultScreen } from '../../../conversation/result-message.ts'
import type { Engine } from '../../../core/engine.ts'
import type { Flow, FlowContent } from '../../../core/flow.ts'
import { countSchema, type FlowName } from '../../../core/names.ts'
import { Problem } from '../../../problem.ts'
import type { RoundFacts } from '../../../results/export/export-data.ts'
import type { Population } from '../../../results/weigh.ts'
import type { Round } from '../../../store/contacts.ts'
import type { Store } from '../../../store/store.ts'
import type { Workshop } from '../../flows/workshop.ts'
import type { Audience, ConsoleRequest } from '../../page.ts'
import type { Tries } from '../../try/tries.ts'
import type { FlowWorker } from '../../worker/open.ts'

/** Ends rounds for good. */
export interface Closing {
  /** What closing a round would do to the interviews that wait in it now; fewer than `k` in the end are deleted. */
  forecast(round: Round): Promise<{ readonly released: number; readonly lost: number; readonly k: number }>
  /** `by`: the account that decided; null for a command. Called again it goes on where it stopped. */
  close(round: Round, by: string | null): Promise<CloseReport>
}

/** What became of a round that was closed. */
interface CloseReport {
  /** Conversations that were under way and ended with the round. */
  readonly ended: number
  readonly released: number
  /** Too few waited, and they were deleted. */
  readonly discarded: boolean
  /** Contacts whose session could not be ended; it is lost with the key. */
  readonly stuck: number
}

/** What the pages about flows are made with. */
export interface FlowTools {
  readonly workshop: Workshop
  readonly media: readonly ServedMedium[]
  readonly interviews: Pick<Store['interviews'], 'released' | 'dispositions'>
  readonly backlog: Store['backlog']
  readonly tables: Pick<Store['publishedTables'], 'list'>
  readonly publicResults: Store['publicResults']
  readonly scores: Pick<Store['publishedScores'], 'find'>
  readonly scorecards: Store['scorecards']
  /** Rounds of which tables may be published. */
  readonly closedRounds: Store['interviews']['closed']
  /** Rounds in which nothing can be begun or completed any more, and how far their end has come. */
  readonly endedRounds: Store['interviews']['ended']
  /** Closes rounds, as `heard close` does. */
  readonly closing: Closing
  readonly resultMessages: Pick<Store['resultMessages'], 'find' | 'write' | 'decide'>
  /** What ties who decides to who asked: see `Accounts`. */
  readonly tieBetween: Store['console']['accounts']['tieBetween']
  readonly resultWishes: Pick<Store['resultWishes'], 'count'>
  /** How results look that are sent to those who want them. */
  readonly resultScreen: ResultScreen
  readonly findSensitiveWord: FindSensitiveWord
  /** What people were asked last, ever or in one round: see `askedVersion`. Throws `flow_unknown` and `round_unknown`. */
  asked(name: string, round?: string): Promise<FlowContent>
  /** What is known of a closed round, without its interviews. Throws as `closedRound` does. */
  facts(round: Round): Promise<RoundFacts>
  /** What is known of the population, from the text of a margins file. Throws `usage` with every fault. */
  readPopulation(margins: string, flow: Flow): Population
  /** Plays a flow that people were asked, as they saw it. */
  play(content: FlowContent): Engine
  /** Draws and writes what may take long. */
  readonly worker: FlowWorker
  readonly tries: Tries
  /** What messages cost, by country. */
  readonly prices: readonly Prices[]
  /** Who may try flows out: everybody in development. */
  readonly tryAudience: Audience
  /** How many interviews are released together in a round. */
  minimum(round: Round): Promise<number>
  /** How many interviews are released together unless a launch says more. */
  readonly releaseK: number
}

/** Who sees flows; who changes them is said at each action. */
export const readers = ['author', 'approver', 'analyst', 'administrator'] as const

/** The flow that the address names. Throws `not_found`. */
export function flowName({ parameters: { name } }: Pick<ConsoleRequest, 'parameters'>): FlowName {
  if (name === undefined) throw new Problem('not_found')
  return name
}

/** What the draft that a form changes was when the form was opened. */
export const revisionField = countSchema

/** ISO date, in the survey's time zone. */
export const dayOf = ({ today }: ConsoleRequest): string => today
