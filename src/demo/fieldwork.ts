import type { Service } from '../channels/channel.ts'
import type { Medium } from '../channels/media/medium.ts'
import type { Converse } from '../conversation/conversation.ts'
import { createPhone } from '../conversation/phone.ts'
import type { FlowContent } from '../core/flow.ts'
import { chanceOf } from './chance.ts'
import { hold } from './conversation.ts'
import type { Citizen } from './population.ts'

/** So many people at a time. */
const together = 48

interface Fieldwork {
  readonly converse: Converse
  readonly media: readonly Medium[]
  /** The service whose abilities the phones have. */
  service(medium: Medium): Pick<Service, 'sends'>
  /** The flows, by name. */
  readonly contents: ReadonlyMap<string, FlowContent>
  /** The first of their telephone numbers: a number that has answered before is remembered with its language. */
  readonly firstNumber: number
  progress(done: number, all: number): void
}

/** Everybody answers the flows that they begin, one after the other, each on a telephone of their own and at the same time as others. */
export async function interviewAll(
  citizens: readonly Citizen[],
  { converse, media, service, contents, firstNumber, progress }: Fieldwork,
): Promise<void> {
  let [next, done] = [0, 0]
  async function interview({ media: ways, courses, gaps, ...citizen }: Citizen, place: number): Promise<void> {
    const chance = chanceOf(place)
    const number = `+88017${String(firstNumber + place).padStart(8, '0')}`
    const phones = new Map(
      media.map((medium) => [medium.name, createPhone({ converse, medium, service: service(medium), number })]),
    )
    for (const [name, course] of Object.entries(courses)) {
      const content = contents.get(name)
      const phone = phones.get(ways[name] ?? '')
      if (!content || !phone) throw new Error(`The demonstration has no flow ${name}, or nothing to answer it on.`)
      await hold({ ...citizen, phone, content, course, gaps: gaps[name] ?? {}, chance })
    }
  }
  async function worker(): Promise<void> {
    for (let place = next++; place < citizens.length; place = next++) {
      await interview(citizens[place] as Citizen, place)
      progress(++done, citizens.length)
    }
  }
  await Promise.all(Array.from({ length: together }, worker))
}
