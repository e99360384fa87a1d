import loadHighs, { type Highs } from 'highs'

/** Somebody who is possible, as often as there are such people: how much of one falls into each number that there is. */
interface Number {
  /** The places of the respondents whom it counts. */
  readonly counts: readonly number[]
  /** null: hidden. */
  readonly value: number | null
  readonly name: string
}

/** A hidden number that can be one thing only. */
interface Recovered {
  readonly name: string
  readonly value: number
}

const tolerance = 1e-6
const load = loadHighs as unknown as () => Promise<Highs>
let highs: Promise<Highs> | undefined

/**
 * One linear programme whose unknowns are all possible respondents: for every hidden number the least and the most people whom it can count where all
 * shown numbers are as they are. Those where these are the same are recovered. It shares no code with the auditor. Throws where nothing fits.
 */
export async function recovered(respondents: number, numbers: readonly Number[]): Promise<Recovered[]> {
  highs ??= load()
  const solver = await highs
  const rowsOf: number[][] = Array.from({ length: respondents }, () => [])
  numbers.forEach(({ counts }, row) => {
    for (const respondent of counts) rowsOf[respondent]?.push(row)
  })
  // Respondents who fall into the same numbers cannot be told apart.
  const classes = [...new Map(rowsOf.map((rows) => [rows.join(','), rows])).values()]
  const starts = [0]
  for (const { length } of classes) starts.push((starts.at(-1) ?? 0) + length)
  const model = solver.createModel({
    ...{ numCols: classes.length, numRows: numbers.length, colCost: classes.map(() => 0) },
    ...{ colLower: classes.map(() => 0), colUpper: classes.map(() => solver.infinity) },
    rowLower: numbers.map(({ value }) => value ?? 0),
    rowUpper: numbers.map(({ value }) => value ?? solver.infinity),
    matrix: {
      ...{ format: 'csc' as const, numRows: numbers.length, numCols: classes.length },
      starts,
      indices: classes.flat(),
      values: classes.flat().map(() => 1),
    },
  })
  model.options.set({ output_flag: false })
  const ranges = numbers.map(() => ({ low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY }))
  const look = (weights: readonly number[]) => {
    model.changeColsCost(
      { kind: 'range', from: 0, to: classes.length - 1 },
      classes.map((rows) => rows.reduce((sum, row) => sum - (weights[row] ?? 0), 0)),
    )
    model.run()
    if (model.getModelStatus() !== solver.constants.modelStatus.optimal)
      throw new Error('no respondents fit what is shown')
    model.getSolution().rowValue.forEach((value, row) => {
      const range = ranges[row]
      if (range) Object.assign(range, { low: Math.min(range.low, value), high: Math.max(range.high, value) })
    })
  }
  try {
    look(numbers.map(() => 0))
    const isOpen = (row: number) => {
      const { low, high } = ranges[row] ?? { low: 0, high: 0 }
      return high - low < 1 - tolerance
    }
    const hidden = numbers.flatMap(({ value }, row) => (value === null ? [row] : []))
    // Sums of those that are still open move many at once.
    for (const sign of [1, -1])
      for (const odd of [0, 1])
        look(numbers.map(({ value }, row) => (value === null && isOpen(row) ? sign * (1 - 2 * ((row + odd) % 2)) : 0)))
    for (const row of hidden)
      for (const sign of [1, -1]) if (isOpen(row)) look(numbers.map((_, other) => (other === row ? sign : 0)))
    return hidden.filter(isOpen).map((row) => ({
      name: numbers[row]?.name ?? '',
      value: Math.round(((ranges[row]?.low ?? 0) + (ranges[row]?.high ?? 0)) / 2),
    }))
  } finally {
    model.dispose()
  }
}
