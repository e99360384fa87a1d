/**
 * One table as readers see it: how many of each group gave each answer. `null` is "too few to show safely"; nothing says whether a
 * number is hidden because it is small or to protect another one, because that would help whoever wants to find it out.
 */
export interface PublishedTable {
  readonly question: string
  /** The questions by which people are taken apart; none: everybody together. */
  readonly dimensions: readonly string[]
  /** Values of the question, then the reasons for missing answers. Everybody is in exactly one row. */
  readonly rows: readonly string[]
  /** Groups: one value for each dimension. Everybody is in exactly one column. */
  readonly columns: readonly (readonly string[])[]
  /** By row, then column. */
  readonly cells: readonly (readonly (number | null)[])[]
  /** Of each row over all columns; the same as the cells where there is one column. */
  readonly rowTotals: readonly (number | null)[]
  readonly columnTotals: readonly (number | null)[]
  readonly total: number
}

/** A table before anything is hidden. */
export interface CountedTable {
  readonly question: string
  readonly dimensions: readonly string[]
  readonly rows: readonly string[]
  readonly columns: readonly (readonly string[])[]
  readonly counts: readonly (readonly number[])[]
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
