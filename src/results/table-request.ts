import type { Question } from '../core/flow.ts'

/** A table that is to be counted: how many have each value of a variable, taken apart by others. */
export interface TableRequest {
  readonly question: string
  readonly dimensions: readonly string[]
}

/**
 * What tables are about: a question with a list, a calculated value, or, where several answers may be given, one choice of them, which is
 * chosen or not. Everybody has one value of each variable, or one reason for having none.
 */
export interface Variable {
  readonly name: string
  readonly question: Question
  /** null: the question itself; otherwise one choice of several. */
  readonly choice: string | null
  /** Without the reasons why there is none. */
  readonly values: readonly string[]
}
