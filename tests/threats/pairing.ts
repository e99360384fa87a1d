/** What is known about one person, or about one interview: values that can be put in an order. */
export type Features = Readonly<Record<string, number>>

/** People and interviews of one release, in true pairs: `people[i]` gave `interviews[i]`. Who attacks does not know that. */
export interface Batch {
  readonly people: readonly Features[]
  readonly interviews: readonly Features[]
}

/** How well one feature of people and one of interviews find the true pairs. */
export interface Finding {
  readonly person: string
  readonly interview: string
  /** Spearman's rank correlation within the batches, in standard deviations of chance. */
  readonly z: number
  /** True pairs when the people and interviews of each batch are put in order (rising or falling) and laid side by side. */
  readonly pairs: number
  readonly suspicious: boolean
}

/** One honest run in a million is called suspicious, over all comparisons together (Bonferroni). */
const falseAlarms = 1e-6

/** Ranks from 0; equal values share the mean of their ranks. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] as number) - (values[b] as number))
  const result: number[] = Array(values.length)
  for (let start = 0; start < order.length; ) {
    let end = start + 1
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end++
    for (const index of order.slice(start, end)) result[index] = (start + end - 1) / 2
    start = end
  }
  return result
}

/** One feature, ready to be compared: its ranks in each batch. */
interface Column {
  readonly name: string
  readonly batches: readonly (readonly number[])[]
}

/** The features that differ between somebody and somebody else, each order once. */
function columnsOf(batches: readonly (readonly Features[])[]): Column[] {
  const columns = new Map<string, Column>()
  for (const name of Object.keys(batches[0]?.[0] ?? {})) {
    const ranked = batches.map((batch) => ranks(batch.map((features) => features[name] as number)))
    const isConstant = ranked.every((values) => values.every((value) => value === values[0]))
    const order = ranked.join(';')
    if (!isConstant && !columns.has(order)) columns.set(order, { name, batches: ranked })
  }
  return [...columns.values()]
}

/** The sum of products of ranks, and its variance if every pairing were as likely (exact, also with equal values). */
function association(left: readonly number[], right: readonly number[]) {
  const middle = (left.length - 1) / 2
  let [sum, squaresLeft, squaresRight] = [0, 0, 0]
  for (const [index, value] of left.entries()) {
    const [a, b] = [value - middle, (right[index] as number) - middle]
    sum += a * b
    squaresLeft += a * a
    squaresRight += b * b
  }
  return { sum, variance: (squaresLeft * squaresRight) / (left.length - 1) }
}

/** True pairs when both are laid side by side in order. Values that are equal to others name nobody and pair nothing. */
function truePairs(left: readonly number[], right: readonly number[], rising: boolean): number {
  const counts = new Map<number, number>()
  for (const rank of left) counts.set(rank, (counts.get(rank) ?? 0) + 1)
  const last = left.length - 1
  return left.filter((rank, index) => {
    const other = right[index] as number
    return counts.get(rank) === 1 && rank === (rising ? other : last - other)
  }).length
}

/** The least number that a Poisson variable exceeds with a probability below `risk`. */
function poissonLimit(mean: number, risk: number): number {
  let probability = Math.exp(-mean)
  let below = probability
  let count = 0
  while (1 - below > risk) {
    count++
    probability *= mean / count
    below += probability
  }
  return count
}

/** The value that a standard normal variable exceeds, in either direction, with a probability below `risk`. */
function normalLimit(risk: number): number {
  // Mills' ratio bounds the tail from above: the limit errs on the side of fewer alarms.
  let z = 1
  while ((2 * Math.exp((-z * z) / 2)) / (z * Math.sqrt(2 * Math.PI)) > risk) z += 0.001
  return z
}

/**
 * Tries to pair people with interviews by every feature of the one and every feature of the other. Who attacks is taken to
 * know who belongs to which release, so chance finds about one true pair in each batch (the fixed points of a permutation
 * are close to a Poisson variable of mean 1), and a rank correlation that differs from none by its known spread.
 */
export function pairUp(batches: readonly Batch[]): Finding[] {
  const people = columnsOf(batches.map((batch) => batch.people))
  const interviews = columnsOf(batches.map((batch) => batch.interviews))
  const risk = falseAlarms / (people.length * interviews.length * 3)
  const [zLimit, pairLimit] = [normalLimit(risk), poissonLimit(batches.length, risk)]

  return people.flatMap((person) =>
    interviews.map((interview) => {
      const sides = person.batches.map((left, batch) => [left, interview.batches[batch] as readonly number[]] as const)
      const found = sides.map(([left, right]) => association(left, right))
      const variance = found.reduce((sum, each) => sum + each.variance, 0)
      const z = variance === 0 ? 0 : found.reduce((sum, each) => sum + each.sum, 0) / Math.sqrt(variance)
      const inOrder = (rising: boolean) => sides.reduce((sum, [left, right]) => sum + truePairs(left, right, rising), 0)
      const pairs = Math.max(inOrder(true), inOrder(false))
      const suspicious = Math.abs(z) > zLimit || pairs > pairLimit
      return { person: person.name, interview: interview.name, z, pairs, suspicious }
    }),
  )
}
