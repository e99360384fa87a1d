/** Some people, and what they weigh together. */
export interface WeightSums {
  readonly people: number
  readonly sum: number
  readonly squares: number
  /** How many of them are in each cell of the weighting, by its number; only where they were weighted. */
  readonly cells?: ReadonlyMap<number, number>
}

/** So many people who weigh 1 each. */
export const unweighted = (people: number): WeightSums => ({ people, sum: people, squares: people })

export function added(all: readonly WeightSums[]): WeightSums {
  const cells = new Map<number, number>()
  for (const each of all)
    for (const [cell, people] of each.cells ?? []) cells.set(cell, (cells.get(cell) ?? 0) + people)
  const total = (value: (each: WeightSums) => number) => all.reduce((sum, each) => sum + value(each), 0)
  return {
    ...{
      people: total(({ people }) => people),
      sum: total(({ sum }) => sum),
      squares: total(({ squares }) => squares),
    },
    ...(cells.size > 0 && { cells }),
  }
}

/** What unequal weights cost: as if fewer people had answered. */
export interface DesignEffect {
  /** n · Σw² / (Σw)², at least 1 (Kish 1965). null where there is nobody. */
  readonly deff: number | null
  /** n / deff. */
  readonly effectiveN: number
}

export const designEffect = ({ people, sum, squares }: WeightSums): DesignEffect =>
  people > 0 ? { deff: (people * squares) / sum ** 2, effectiveN: sum ** 2 / squares } : { deff: null, effectiveN: 0 }

/** As of how many people, all with the same weight, the share of a part in its base is known. */
export type EffectiveSize = (part: WeightSums, base: WeightSums) => number

/** By Kish's design effect, which looks at the weights alone. */
export const kishSize: EffectiveSize = (_part, base) => designEffect(base).effectiveN
