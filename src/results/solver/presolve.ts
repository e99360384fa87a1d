/** A shown number from which something follows; what it is, is for whoever wrote the equation to know. */
export type Clue = string

/** Some unknown numbers that add up to a known one. */
export interface Equation {
  readonly unknowns: readonly number[]
  readonly equals: number
  /** Factors of the unknowns, where they are not 1. */
  readonly factors?: readonly number[]
  /** Shown numbers that are in it. */
  readonly clues?: readonly Clue[]
}

interface Known {
  readonly value: number
  readonly clues: readonly Clue[]
}

export interface Simplified {
  readonly fixed: ReadonlyMap<number, Known>
  /** What is left, between at least two unknowns each. */
  readonly remaining: readonly Equation[]
}

const tolerance = 1e-6

/**
 * Finds what follows from single equations: an unknown that stands alone is known, and unknowns that add up to the least that they
 * can be are that. What is known is put into the other equations. null where they contradict each other.
 */
export function presolve(equations: readonly Equation[], least: ReadonlyMap<number, number>): Simplified | null {
  const fixed = new Map<number, Known>()
  const present: Equation[] = [...equations]
  const uses = new Map<number, number[]>()
  equations.forEach(({ unknowns }, index) => {
    for (const unknown of unknowns) uses.set(unknown, [...(uses.get(unknown) ?? []), index])
  })
  const waiting = new Set(equations.keys())
  for (const index of waiting) {
    waiting.delete(index)
    const equation = without(present[index] as Equation, fixed)
    present[index] = equation
    const { unknowns, equals, clues = [] } = equation
    const factors = equation.factors ?? []
    const atLeast = unknowns.reduce((sum, unknown, place) => sum + (factors[place] ?? 1) * (least.get(unknown) ?? 0), 0)
    const isOneSided = factors.every((factor) => factor > 0) || factors.every((factor) => factor < 0)
    const sense = Math.sign(factors[0] ?? 1)
    if (unknowns.length === 0 && Math.abs(equals) > tolerance) return null
    if (isOneSided && sense * (equals - atLeast) < -tolerance) return null
    const isAtLeast = isOneSided && Math.abs(equals - atLeast) <= tolerance
    if (unknowns.length !== 1 && !isAtLeast) continue
    for (const unknown of unknowns) {
      fixed.set(unknown, { value: isAtLeast ? (least.get(unknown) ?? 0) : equals / (factors[0] ?? 1), clues })
      for (const other of uses.get(unknown) ?? []) if (other !== index) waiting.add(other)
    }
    present[index] = { unknowns: [], equals: 0 }
  }
  return { fixed, remaining: present.filter(({ unknowns }) => unknowns.length > 0) }
}

/** The equation with what is known put in. */
function without(equation: Equation, fixed: ReadonlyMap<number, Known>): Equation {
  const factors = equation.factors ?? equation.unknowns.map(() => 1)
  if (!equation.unknowns.some((unknown) => fixed.has(unknown))) return { ...equation, factors }
  let equals = equation.equals
  const clues = new Set(equation.clues)
  const left: number[] = []
  equation.unknowns.forEach((unknown, place) => {
    const known = fixed.get(unknown)
    if (!known) {
      left.push(place)
      return
    }
    equals -= (factors[place] ?? 1) * known.value
    for (const clue of known.clues) clues.add(clue)
  })
  return {
    unknowns: left.map((place) => equation.unknowns[place] ?? 0),
    factors: left.map((place) => factors[place] ?? 1),
    ...{ equals, clues: [...clues] },
  }
}
