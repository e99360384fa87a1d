import { expect } from 'vitest'
import { type Move, waysInto } from '../../src/conversation/phone.ts'
import type { Screen } from '../../src/core/reply.ts'
import type { FinishedInterview } from '../../src/store/contacts.ts'
import { newPerson, type Person, type PersonSettings } from './person.ts'

export interface TesterSettings extends PersonSettings {
  /** The language of the keyword that a flow is started with. */
  readonly language?: string
}

interface Duration {
  readonly minutes?: number
  readonly hours?: number
  readonly days?: number
}

/**
 * A conversation as a sentence: what a person does, and what the person sees then. The steps are taken when it is awaited,
 * or returned from a test; a step that fails points to its own line.
 */
class Tester implements PromiseLike<void> {
  readonly #person: Person
  #waiting: (() => Promise<void>)[] = []
  #screen: Screen | null = null
  #when = 'before anything was said'

  constructor(person: Person) {
    this.#person = person
  }

  /** Dials a service code, perhaps one that is tied to a flow; where there is nothing to dial, follows a link, perhaps with a keyword. */
  opens(target: string | null = null): this {
    return this.#does({ kind: 'opens', target })
  }

  /** Sends a message, or types on a USSD screen. */
  says(text: string): this {
    return this.#does({ kind: 'says', text })
  }

  /** Comes into a flow by its keyword; by USSD without a language, by a code that is tied to it. */
  starts(name: string, language?: string): this {
    const { library, phone } = this.#person
    const flow = library.open.find((engine) => engine.flow.name === name)?.flow
    if (!flow) throw new Error(`There is no flow "${name}".`)
    for (const move of waysInto(flow, phone.medium, language)) this.#does(move)
    return this
  }

  /** Lets time pass. */
  after({ minutes = 0, hours = 0, days = 0 }: Duration): this {
    return this.#then(() => this.#person.wait(((days * 24 + hours) * 60 + minutes) * 60_000))
  }

  /** The screen, choices included: all of it, or a pattern in it. */
  sees(expected: string | RegExp): this {
    return this.#then(() => {
      expect(this.#screen, this.#when).not.toBeNull()
      if (typeof expected === 'string') expect(this.#screen?.text, this.#when).toBe(expected)
      else expect(this.#screen?.text, this.#when).toMatch(expected)
    })
  }

  hearsNothing(): this {
    return this.#then(() => expect(this.#screen, this.#when).toBeNull())
  }

  /** Nothing is expected any more, and nothing can be chosen. */
  ends(): this {
    return this.#then(() => expect(this.#screen, this.#when).toMatchObject({ end: true, buttons: [] }))
  }

  /** The last interview that ended has these contents, and perhaps others. */
  leaves(record: object): this {
    return this.#then(() => expect(this.finished.at(-1)?.record, this.#when).toMatchObject(record))
  }

  leavesNothing(): this {
    return this.#then(() => expect(this.finished, this.#when).toEqual([]))
  }

  /** The interviews that have ended so far. */
  get finished(): readonly FinishedInterview[] {
    return this.#person.finished
  }

  /** What was to be erased from the chat so far: from which of the person's messages to which, counted from 1. */
  get erased(): readonly { readonly from: string; readonly to: string }[] {
    return this.#person.erasures.map(({ erases }) => erases)
  }

  get optedOut(): boolean {
    return this.#person.optedOut()
  }

  // biome-ignore lint/suspicious/noThenProperty: to await a conversation is to have it.
  then<Done = void, Failed = never>(
    done?: ((value: undefined) => Done | PromiseLike<Done>) | null,
    failed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed> {
    return this.#run().then(done, failed)
  }

  #does(move: Move): this {
    return this.#then(async () => {
      this.#when = move.kind === 'says' ? `after "${move.text}"` : 'after opening'
      this.#screen = await this.#person.phone.does(move)
    })
  }

  #then(step: () => unknown): this {
    const { stack } = new Error()
    this.#waiting.push(async () => {
      try {
        await step()
      } catch (error) {
        // Where the step is written, not where it is taken.
        if (error instanceof Error && stack) error.stack = stack.replace(/^Error/, `${error.name}: ${error.message}`)
        throw error
      }
    })
    return this
  }

  async #run(): Promise<undefined> {
    const steps = this.#waiting
    this.#waiting = []
    for (const step of steps) await step()
  }
}

/** Somebody new with a phone; with a flow's name, somebody who starts that flow. */
export function tester(settings: TesterSettings): Tester
export function tester(flow: string, settings?: TesterSettings): Tester
export function tester(first: string | TesterSettings, second: TesterSettings = {}): Tester {
  if (typeof first !== 'string') return new Tester(newPerson(first))
  return new Tester(newPerson(second)).starts(first, second.language)
}
