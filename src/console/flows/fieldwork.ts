import type { Answer, Flow } from '../../core/flow.ts'
import { breakOffFinder } from '../../results/break-off.ts'
import { countedQuestions } from '../../results/tally.ts'
import type { Store } from '../../store/store.ts'

interface Count {
  readonly name: string
  /** Rounded down to a multiple of k. */
  readonly count: number
}

/**
 * How the fieldwork of an open round of a flow goes. All of it is of released interviews, and all but their number is rounded down to a
 * multiple of k: a number that rose by one with a release would tell about one person.
 */
export interface Fieldwork {
  readonly released: number
  readonly dispositions: readonly Count[]
  readonly media: readonly Count[]
  readonly languages: readonly Count[]
  /** For each question: to how many it was put, and how many left there. Without those of sensitive groups. */
  readonly questions: readonly { readonly name: string; readonly reached: number; readonly left: number }[]
}

/** The reasons with which nobody was asked, or not yet. */
const notPut: readonly string[] = ['not_reached', 'not_applicable']
const wasPut = (answer: Answer | undefined) =>
  answer !== undefined && !('missing' in answer && notPut.includes(answer.missing))

const roundedDown = (count: number, k: number) => Math.floor(count / k) * k

/** In the order of their names where they are the same: the order must not tell what the numbers do not. What is below k is left out. */
const counted = (counts: ReadonlyMap<string, number>, k: number): Count[] =>
  [...counts]
    .map(([name, count]) => ({ name, count: roundedDown(count, k) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))

/**
 * Counts the fieldwork of a flow's open round in one pass. Where people left is what `heard results` says of it, too. Of a closed round nothing is
 * counted here: its numbers leave by the published tables, because the auditor is told of no others.
 *
 * @param k how many interviews of the round are released together.
 */
export async function countFieldwork(
  interviews: Pick<Store['interviews'], 'released' | 'dispositions'>,
  flow: Flow,
  k: number,
): Promise<Fieldwork> {
  const names = countedQuestions(flow).map(({ name }) => name)
  const breakOffQuestion = breakOffFinder(flow)
  const reached = new Map(names.map((name) => [name, 0]))
  const left = new Map(names.map((name) => [name, 0]))
  const media = new Map<string, number>()
  const languages = new Map<string, number>()
  const add = (counts: Map<string, number>, name: string, by = 1) => counts.set(name, (counts.get(name) ?? 0) + by)
  let released = 0

  for await (const { round, medium, language, answers } of interviews.released(flow.name)) {
    if (round !== flow.round) continue
    released++
    if (medium !== null) add(media, medium)
    if (language !== null) add(languages, language)
    for (const name of names) if (wasPut(answers[name])) add(reached, name)
    const leftAt = breakOffQuestion(answers)
    if (leftAt === undefined) continue
    add(reached, leftAt)
    add(left, leftAt)
  }
  const dispositions = new Map<string, number>()
  for (const { round, disposition, count } of await interviews.dispositions(flow.name))
    if (round === flow.round) add(dispositions, disposition, count)
  const shown = countedQuestions(flow).filter(({ block }) => block === undefined)
  const numberIn = (counts: ReadonlyMap<string, number>, name: string) => roundedDown(counts.get(name) ?? 0, k)
  return {
    released,
    dispositions: counted(dispositions, k),
    media: counted(media, k),
    languages: counted(languages, k),
    questions: shown.map(({ name }) => ({ name, reached: numberIn(reached, name), left: numberIn(left, name) })),
  }
}
