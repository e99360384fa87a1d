/** People with the same values in every dimension; null: no value, which may be any. */
export interface Combination {
  readonly values: readonly (string | null)[]
  readonly size: number
}

/** The combinations after some values were taken out, and how many people each of them may be. */
export interface Suppressed {
  /** In the order of the combinations: how many people were alike with these before anything was taken out. */
  readonly before: readonly number[]
  /** In the order of the combinations: for each dimension, whether its value was taken out. */
  readonly hidden: readonly (readonly boolean[])[]
  /** In the same order: how many people somebody cannot tell apart from these, themselves included. */
  readonly alike: readonly number[]
}

/** With more combinations than this each small one loses all of its values: to compare them with each other would take too long. */
const mostCompared = 20_000

/** Values as numbers, row by row; 0 stands for none. */
function encoded(combinations: readonly Combination[], width: number): Int32Array {
  const codes = Array.from({ length: width }, () => new Map<string, number>())
  const rows = new Int32Array(combinations.length * width)
  for (const [row, { values }] of combinations.entries())
    for (const [place, value] of values.entries()) {
      const known = codes[place]
      if (value === null || !known) continue
      const code = known.get(value) ?? known.size + 1
      known.set(value, code)
      rows[row * width + place] = code
    }
  return rows
}

/**
 * Local suppression: takes out single values until everybody is alike with at least `k` people, themselves included. Who has no value in a dimension, or
 * has lost it, may have any, as in sdcMicro (`localSuppression`, `freqCalc`); but people who never had a value in any dimension make nobody else alike,
 * because a few who left at once would then seem to hide everybody. Which value goes is chosen greedily: one that is enough by itself and,
 * among these, that of which the fewest are lost as a share of all who have it. So a small group keeps what makes it one, and loses others.
 * Where there are fewer than `k` people at all, every value is taken out.
 * Source: Templ, Kowarik, Meindl, Statistical Disclosure Control for Micro-Data Using the R Package sdcMicro (2015), 3.2.
 */
export function suppressLocally(combinations: readonly Combination[], k: number): Suppressed {
  const width = combinations[0]?.values.length ?? 0
  const rows = encoded(combinations, width)
  const sizes = combinations.map(({ size }) => size)
  const hidden = combinations.map(() => Array.from({ length: width }, () => false))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const hide = (row: number, place: number) => {
    rows[row * width + place] = 0
    ;(hidden[row] as boolean[])[place] = true
  }
  const hideAll = (row: number) => {
    for (let place = 0; place < width; place++) if (rows[row * width + place] !== 0) hide(row, place)
  }

  /** In how many dimensions two rows have different values; counted up to two. `place`: the last of these. */
  const differ = { count: 0, place: -1 }
  function compare(one: number, other: number): typeof differ {
    differ.count = 0
    for (let place = 0; place < width && differ.count < 2; place++) {
      const [a, b] = [rows[one * width + place], rows[other * width + place]]
      if (a === b || a === 0 || b === 0) continue
      differ.count++
      differ.place = place
    }
    return differ
  }

  /** Who said nothing at all hides nobody. */
  const isEmpty = combinations.map(({ values }) => values.every((value) => value === null))
  const hides = (row: number) => (isEmpty[row] ? 0 : (sizes[row] ?? 0))
  const alike = sizes.map(() => 0)
  if (combinations.length > mostCompared || total < k) {
    for (const [row, size] of sizes.entries()) if (size < k) hideAll(row)
    return { before: sizes, hidden, alike: sizes.map((size) => (size < k ? total : size)) }
  }
  for (let one = 0; one < sizes.length; one++) {
    alike[one] = (alike[one] ?? 0) + (sizes[one] ?? 0)
    for (let other = 0; other < one; other++) {
      if (compare(one, other).count > 0) continue
      alike[one] = (alike[one] ?? 0) + hides(other)
      alike[other] = (alike[other] ?? 0) + hides(one)
    }
  }

  const before = [...alike]

  /** How many have each value, so that what is rare is kept. */
  const having = new Map<string, number>()
  const valueAt = (row: number, place: number) => `${place}:${rows[row * width + place]}`
  for (const [row, size] of sizes.entries())
    for (let place = 0; place < width; place++)
      having.set(valueAt(row, place), (having.get(valueAt(row, place)) ?? 0) + size)

  /** Takes one value out of a row, and counts whom it makes alike; false: there is none left. */
  function hideOne(row: number): boolean {
    const gains = Array.from({ length: width }, () => 0)
    for (let other = 0; other < sizes.length; other++) {
      const { count, place } = compare(row, other)
      if (other !== row && count === 1) gains[place] = (gains[place] ?? 0) + hides(other)
    }
    const places = gains.map((_, place) => place).filter((place) => rows[row * width + place] !== 0)
    if (places.length === 0) return false
    const missing = k - (alike[row] ?? 0)
    const lossAt = (place: number) => (sizes[row] ?? 0) / (having.get(valueAt(row, place)) ?? 1)
    const enough = places.filter((place) => (gains[place] ?? 0) >= missing)
    const [chosen = 0] =
      enough.length > 0
        ? enough.sort((a, b) => lossAt(a) - lossAt(b))
        : places.sort((a, b) => lossAt(a) / (1 + (gains[a] ?? 0)) - lossAt(b) / (1 + (gains[b] ?? 0)))
    const value = rows[row * width + chosen]
    hide(row, chosen)
    for (let other = 0; other < sizes.length; other++) {
      const isNew = other !== row && ![0, value].includes(rows[other * width + chosen])
      if (!isNew || compare(row, other).count > 0) continue
      alike[row] = (alike[row] ?? 0) + hides(other)
      alike[other] = (alike[other] ?? 0) + hides(row)
    }
    return true
  }

  const small = [...sizes.keys()]
    .filter((row) => !isEmpty[row] && (alike[row] ?? 0) < k)
    .sort((a, b) => (alike[a] ?? 0) - (alike[b] ?? 0))
  for (const row of small) while ((alike[row] ?? 0) < k && hideOne(row));
  return { before, hidden, alike }
}
