import { type Expression, type Part, parseExpression } from '../../core/expression.ts'
import { remembering } from '../../core/texts.ts'

/** An expression of a flow that was put together, read once. */
export const readExpression: (source: string) => Expression = remembering(parseExpression)

/** Every part of an expression, from the whole to the values in it. */
export const partsIn = (part: Part): Part[] => [part, ...part.parts.flatMap(partsIn)]
