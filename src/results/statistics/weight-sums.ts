/** Some people, and what they weigh together. */
export interface WeightSums {
  readonly people: number
  readonly sum: number
  readonly squares: number
}

/** So many people who weigh 1 each. */
export const unweighted = (people: number): WeightSums => ({ people, sum: people, squares: people })

export const added = (all: readonly WeightSums[]): WeightSums =>
  all.reduce(
    (total, { people, sum, squares }) => ({
      people: total.people + people,
      sum: total.sum + sum,
      squares: total.squares + squares,
    }),
    unweighted(0),
  )

/** What unequal weights cost: as if fewer people had answered. */
export interface DesignEffect {
  /** n · Σw² / (Σw)², at least 1 (Kish 1965). null where there is nobody. */
  readonly deff: number | null
  /** n / deff. */
  readonly effectiveN: number
}

export const designEffect = ({ people, sum, squares }: WeightSums): DesignEffect =>
  people > 0 ? { deff: (people * squares) / sum ** 2, effectiveN: sum ** 2 / squares } : { deff: null, effectiveN: 0 }
