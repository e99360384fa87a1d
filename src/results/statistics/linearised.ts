import { type EffectiveSize, kishSize, type WeightSums } from './weight-sums.ts'
import type { Cell } from './weighting.ts'

/** The residuals of two crossed margins change no more after so many rounds than rounding does. */
const rounds = 50

/** Of each margin, the cells in each of its categories. */
const groupsOf = (cells: readonly Cell[]): readonly (readonly number[])[][] =>
  (cells[0]?.categories ?? []).map((_, margin) => [
    ...Map.groupBy(cells.keys(), (index) => cells[index]?.categories[margin]).values(),
  ])

const sumOver = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0)

/**
 * The variance of weighted shares by Taylor linearisation, over the residuals of the calibration (Deville and Särndal 1992; so does `svymean` of
 * R's `survey` on a raked design in which everybody had the same weight before). What a person adds to a share, (y - p) / Σw of the base, is
 * adjusted by least squares for the categories of all margins; the variance is that of the sum of weight times residual, over everybody whom the
 * weights were made for. People who are in the same cell and gave the same answer are alike, so counts are enough.
 */
function varianceOf(cells: readonly Cell[], weights: readonly number[], part: WeightSums, base: WeightSums): number {
  const groups = groupsOf(cells)
  const n = sumOver(cells.map(({ count }) => count))
  const p = part.sum / base.sum
  const own = cells.map(({ count }, index) => {
    const yes = part.cells?.get(index) ?? 0
    const no = (base.cells?.get(index) ?? 0) - yes
    return {
      ...{ count, weight: weights[index] ?? 0 },
      sum: (yes * (1 - p) - no * p) / base.sum,
      squares: (yes * (1 - p) ** 2 + no * p ** 2) / base.sum ** 2,
    }
  })
  const fitted = own.map(() => 0)
  const rest = (index: number) => (own[index]?.sum ?? 0) - (own[index]?.count ?? 0) * (fitted[index] ?? 0)
  for (let round = 0; round < (groups.length > 1 ? rounds : 1); round++)
    for (const group of groups.flat()) {
      const people = sumOver(group.map((index) => own[index]?.count ?? 0))
      const mean = people > 0 ? sumOver(group.map(rest)) / people : 0
      for (const index of group) fitted[index] = (fitted[index] ?? 0) + mean
    }
  const squares = own.map(({ weight, sum, squares: raw, count }, index) => {
    const fit = fitted[index] ?? 0
    return weight ** 2 * (raw - 2 * fit * sum + count * fit ** 2)
  })
  const total = sumOver(own.map(({ weight }, index) => weight * rest(index)))
  return n > 1 ? (n / (n - 1)) * Math.max(0, sumOver(squares) - total ** 2 / n) : 0
}

/**
 * The effective size of a share: p (1 - p) / variance, and never more than have answered, as NCHS has it: who comes by themselves are not known
 * better because a census agrees. Of nobody or everybody the linearised variance is 0 and says nothing: there Kish's size stands in.
 */
export const linearisedSize =
  (cells: readonly Cell[], weights: readonly number[]): EffectiveSize =>
  (part, base) => {
    if (base.people === 0) return 0
    if (part.people === 0 || part.people === base.people) return kishSize(part, base)
    const p = part.sum / base.sum
    const variance = varianceOf(cells, weights, part, base)
    const size = (p * (1 - p)) / variance
    return Number.isFinite(size) ? Math.min(base.people, size) : base.people
  }
