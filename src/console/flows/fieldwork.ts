import type { Answer, Flow } from '../../core/flow.ts'
import { countedQuestions } from '../../results/tally.ts'
import type { Store } from '../../store/store.ts'

interface Count {
  readonly name: string
  readonly count: number
}

/** How the fieldwork of one flow goes. All of it is of released interviews: less would show single people. */
export interface Fieldwork {
  readonly released: number
  readonly dispositions: readonly Count[]
  readonly media: readonly Count[]
  readonly languages: readonly Count[]
  /** For each question: to how many it was put, and how many left there. */
  readonly questions: readonly { readonly name: string; readonly reached: number; readonly left: number }[]
}

const isNotReached = (answer: Answer | undefined) =>
  answer === undefined || ('missing' in answer && answer.missing === 'not_reached')
const wasPut = (answer: Answer | undefined) =>
  !isNotReached(answer) && !(answer && 'missing' in answer && answer.missing === 'not_applicable')

const counted = (counts: ReadonlyMap<string, number>): Count[] =>
  [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count)

/**
 * Counts a flow's fieldwork in one pass. Somebody who breaks off has left at the question after the last one that was put: it was
 * sent, and not answered (AAPOR: break-off).
 */
export async function countFieldwork(
  interviews: Pick<Store['interviews'], 'released' | 'dispositions'>,
  flow: Flow,
): Promise<Fieldwork> {
  const names = countedQuestions(flow).map(({ name }) => name)
  const reached = new Map(names.map((name) => [name, 0]))
  const left = new Map(names.map((name) => [name, 0]))
  const media = new Map<string, number>()
  const languages = new Map<string, number>()
  const add = (counts: Map<string, number>, name: string, by = 1) => counts.set(name, (counts.get(name) ?? 0) + by)
  let released = 0

  for await (const { medium, language, disposition, answers } of interviews.released(flow.name)) {
    released++
    add(media, medium)
    add(languages, language)
    const first = names.findIndex((name) => isNotReached(answers[name]))
    for (const name of names) if (wasPut(answers[name])) add(reached, name)
    const leftAt = disposition === 'break_off' && first >= 0 ? names[first] : undefined
    if (leftAt === undefined) continue
    add(reached, leftAt)
    add(left, leftAt)
  }
  const dispositions = new Map<string, number>()
  for (const { disposition, count } of await interviews.dispositions(flow.name)) add(dispositions, disposition, count)
  return {
    released,
    dispositions: counted(dispositions),
    media: counted(media),
    languages: counted(languages),
    questions: names.map((name) => ({ name, reached: reached.get(name) ?? 0, left: left.get(name) ?? 0 })),
  }
}
