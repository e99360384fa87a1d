import type { Highs } from 'highs'

/** Some unknown numbers, none below zero, that add up to a known one. */
export interface Equation {
  readonly unknowns: readonly number[]
  readonly equals: number
  /** Factors of the unknowns, where they are not 1. */
  readonly factors?: readonly number[]
}

/** The least and the most that an unknown can be. */
export interface Bounds {
  readonly low: number
  readonly high: number
}

let loaded: Promise<Highs> | undefined

function solver(): Promise<Highs> {
  // Its types are those of its CommonJS form, in which the loader is the module itself.
  loaded ??= import('highs').then(({ default: load }) => (load as unknown as () => Promise<Highs>)())
  return loaded
}

const term = (unknown: number, factor: number) => `${factor < 0 ? '-' : '+'} ${Math.abs(factor)} x${unknown}`

/** Everything that somebody can conclude from equations about single unknowns. */
export interface System {
  /** The least and the most that a sum of unknowns can be; null where the equations contradict each other. */
  boundsOf(unknowns: readonly number[]): Bounds | null
}

/** A system of equations between non-negative numbers, solved by HiGHS. A bound that is infinite is so. */
export async function systemOf(equations: readonly Equation[]): Promise<System> {
  const highs = await solver()
  const constraints = equations
    .filter(({ unknowns }) => unknowns.length > 0)
    .map(({ unknowns, equals, factors }, index) => {
      const left = unknowns.map((unknown, place) => term(unknown, factors?.[place] ?? 1)).join(' ')
      return `r${index}: ${left} = ${equals}`
    })
    .join('\n')

  function optimum(direction: 'Minimize' | 'Maximize', unknowns: readonly number[]): number | null {
    const objective = unknowns.map((unknown) => term(unknown, 1)).join(' ')
    const { Status, ObjectiveValue } = highs.solve(`${direction}\nobj: ${objective}\nSubject To\n${constraints}\nEnd`, {
      output_flag: false,
    })
    if (Status === 'Optimal') return ObjectiveValue
    return Status === 'Unbounded' || Status === 'Primal infeasible or unbounded' ? Number.POSITIVE_INFINITY : null
  }

  return {
    boundsOf(unknowns) {
      const low = optimum('Minimize', unknowns)
      const high = optimum('Maximize', unknowns)
      return low === null || high === null ? null : { low, high }
    },
  }
}
