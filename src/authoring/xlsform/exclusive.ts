import { parseExpression } from '../../core/expression.ts'
import type { Scope } from '../../core/expression-values.ts'

/**
 * The choices that a constraint lets nobody combine with another one, as in Kobo's `not(selected(., 'none') and count-selected(.) > 1)`: found by
 * trying them, however the constraint is written. None where it looks at other answers, or allows one choice only.
 */
export function exclusiveChoices(constraint: string, names: readonly string[]): string[] {
  const expression = parseExpression(constraint)
  if (expression.questions.length > 0) return []
  const scope: Omit<Scope, 'self'> = { question: () => '', column: () => '', today: '2026-01-01' }
  const fits = (...chosen: readonly string[]) => expression.holds({ ...scope, self: chosen.join(' ') })
  const written = new Set([...constraint.matchAll(/'([^']*)'|"([^"]*)"/g)].map(([, one, other]) => one ?? other))
  const alone = names.filter(
    (name) => written.has(name) && fits(name) && names.every((other) => other === name || !fits(name, other)),
  )
  const others = names.filter((name) => !alone.includes(name))
  const [first, second] = others
  const canCombine = first !== undefined && (second === undefined || fits(first, second))
  return canCombine ? alone : []
}
