import type { Highs, Model } from 'highs'
import { type Clue, type Equation, presolve } from './presolve.ts'

/** The least and the most that an unknown can be. */
export interface Bounds {
  readonly low: number
  readonly high: number
}

/** An unknown that can be narrowed down too far, and the shown numbers from which that follows. */
export interface Narrowed extends Bounds {
  readonly unknown: number
  readonly clues: readonly Clue[]
}

export type Progress = (done: number, all: number) => void

/** Differences below this are those of floating-point numbers. */
const tolerance = 1e-6
/** One look at many unknowns at once goes on for as long as it settles at least this share of them. */
const worthwhile = 0.05
/** HiGHS: primal simplex. Only the objective changes between two solutions, so the last one stays a solution. */
const primalSimplex = 4

let loaded: Promise<Highs> | undefined

function solver(): Promise<Highs> {
  // Its types are those of its CommonJS form, in which the loader is the module itself.
  loaded ??= import('highs').then(({ default: load }) => (load as unknown as () => Promise<Highs>)())
  return loaded
}

/** Signs that look random and are the same in every run (Park and Miller's generator). */
function signs(): () => 1 | -1 {
  let state = 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state % 2 === 0 ? 1 : -1
  }
}

/** Equations that share unknowns, directly or through others. */
function components(equations: readonly Equation[]): Equation[][] {
  const parents = new Map<number, number>()
  const rootOf = (unknown: number): number => {
    let root = unknown
    for (let parent = parents.get(root); parent !== undefined && parent !== root; parent = parents.get(root))
      root = parent
    parents.set(unknown, root)
    return root
  }
  for (const { unknowns } of equations)
    for (const unknown of unknowns) parents.set(rootOf(unknown), rootOf(unknowns[0] ?? unknown))
  return [...Map.groupBy(equations, ({ unknowns }) => rootOf(unknowns[0] ?? 0)).values()]
}

/** One component as HiGHS sees it: what changes from one solution to the next is only what is looked for. */
function createProgramme(highs: Highs, equations: readonly Equation[], least: ReadonlyMap<number, number>) {
  const places = new Map<number, number>()
  for (const { unknowns } of equations)
    for (const unknown of unknowns) if (!places.has(unknown)) places.set(unknown, places.size)
  const columns = [...places.keys()]
  const starts = [0]
  for (const { unknowns } of equations) starts.push((starts.at(-1) ?? 0) + unknowns.length)
  const known = equations.map(({ equals }) => equals)
  const model: Model = highs.createModel({
    ...{ numCols: columns.length, numRows: equations.length, colCost: columns.map(() => 0) },
    ...{ colLower: columns.map((unknown) => least.get(unknown) ?? 0), colUpper: columns.map(() => highs.infinity) },
    ...{ rowLower: known, rowUpper: known },
    matrix: {
      ...{ format: 'csr' as const, numRows: equations.length, numCols: columns.length },
      starts,
      indices: equations.flatMap(({ unknowns }) => unknowns.map((unknown) => places.get(unknown) ?? 0)),
      values: equations.flatMap(({ unknowns, factors }) => unknowns.map((_, place) => factors?.[place] ?? 1)),
    },
  })
  model.options.set({ output_flag: false, simplex_strategy: primalSimplex })
  const all = { kind: 'range' as const, from: 0, to: columns.length - 1 }
  return {
    columns,
    /** A solution in which the weighted sum is greatest; null where there is none at all. */
    greatest(weights: ReadonlyMap<number, number>) {
      model.changeColsCost(
        all,
        columns.map((unknown) => -(weights.get(unknown) ?? 0)),
      )
      model.run()
      if (model.getModelStatus() !== highs.constants.modelStatus.optimal) return null
      return model.getSolution()
    },
    end: () => model.dispose(),
  }
}

/**
 * Which of these unknowns somebody who knows the equations can narrow down to less than `width`, each with exact bounds. All unknowns are zero or
 * more, or as `least` says. null where the equations contradict each other.
 *
 * Every solution that is found is possible, so an unknown is settled as soon as two solutions differ in it by `width` whole numbers: first
 * sums of many unknowns are made great and small, and only what these do not settle is looked at by itself.
 */
export async function narrowed(
  equations: readonly Equation[],
  targets: readonly number[],
  width: number,
  { least = new Map(), progress = () => {} }: { least?: ReadonlyMap<number, number>; progress?: Progress } = {},
): Promise<Narrowed[] | null> {
  const highs = await solver()
  const simplified = presolve(equations, least)
  if (simplified === null) return null
  const { fixed, remaining } = simplified
  const found: Narrowed[] = targets.flatMap((unknown) => {
    const known = fixed.get(unknown)
    return known ? [{ unknown, low: known.value, high: known.value, clues: known.clues }] : []
  })
  const wanted = new Set(targets.filter((unknown) => !fixed.has(unknown)))
  const all = wanted.size
  for (const component of components(remaining)) {
    const programme = createProgramme(highs, component, least)
    try {
      const narrow = attack(programme, component, { wanted, width, least }, () => progress(all - wanted.size, all))
      if (narrow === null) return null
      found.push(...narrow)
    } finally {
      programme.end()
    }
  }
  return found
}

function attack(
  { columns, greatest }: ReturnType<typeof createProgramme>,
  equations: readonly Equation[],
  { wanted, width, least }: { wanted: Set<number>; width: number; least: ReadonlyMap<number, number> },
  progress: () => void,
): Narrowed[] | null {
  const seen = new Map(
    columns.filter((unknown) => wanted.has(unknown)).map((unknown) => [unknown, { low: Infinity, high: -Infinity }]),
  )
  /** Looks at one more solution; says by which equations its sum cannot be greater. */
  function look(weights: ReadonlyMap<number, number>): Equation[] | null {
    const solution = greatest(weights)
    if (solution === null) return null
    columns.forEach((unknown, place) => {
      const bounds = seen.get(unknown)
      if (!bounds) return
      const value = Math.max(solution.colValue[place] ?? 0, least.get(unknown) ?? 0)
      bounds.low = Math.min(bounds.low, value)
      bounds.high = Math.max(bounds.high, value)
      if (Math.floor(bounds.high + tolerance) - Math.ceil(bounds.low - tolerance) < width) return
      seen.delete(unknown)
      wanted.delete(unknown)
    })
    progress()
    return equations.filter((_, row) => Math.abs(solution.rowDual[row] ?? 0) > tolerance)
  }

  if (columns.length > 0 && look(new Map()) === null) return null
  const sign = signs()
  for (let before = Number.POSITIVE_INFINITY; seen.size > 1 && seen.size <= before * (1 - worthwhile); ) {
    before = seen.size
    const weights = new Map([...seen.keys()].map((unknown) => [unknown, sign()]))
    look(weights)
    look(new Map([...weights].map(([unknown, weight]) => [unknown, -weight])))
  }

  const narrow: Narrowed[] = []
  for (const [unknown, bounds] of seen) {
    const above = look(new Map([[unknown, 1]])) ?? []
    const below = seen.has(unknown) ? (look(new Map([[unknown, -1]])) ?? []) : []
    if (!seen.has(unknown)) continue
    narrow.push({ unknown, ...bounds, clues: [...new Set([...above, ...below].flatMap(({ clues = [] }) => clues))] })
    seen.delete(unknown)
    wanted.delete(unknown)
  }
  return narrow
}
