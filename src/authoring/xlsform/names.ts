import { parseExpression } from '../../core/expression.ts'
import { ExpressionError } from '../../core/expression-tokens.ts'

/** `Age of Child` → `age_of_child`: small Latin letters, digits and _, beginning with a letter. */
export function questionName(written: string): string {
  const plain = written
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^_+|_+$/g, '')
  return /^[a-z]/.test(plain) ? plain : `q_${plain}`
}

/** The name of a choice has no spaces. */
export const choiceName = (written: string): string =>
  written
    .trim()
    .replace(/\s+/g, '_')
    .replace(/[^\w-]/g, '_')

/** `Clinic Visit 2026` → `clinic-visit-2026`. */
export function flowName(written: string): string {
  const plain = questionName(written).replaceAll('_', '-').replace(/^q-+/, '')
  return /^[a-z]/.test(plain) ? plain : `form-${plain}`
}

/** An expression as our language writes it: word processors' quotes made straight, questions by their names here. */
export const expressionText = (written: string): string =>
  written
    .replace(/[‘’‚‛]/g, "'")
    .replace(/[“”„‟]/g, '"')
    .replace(/\$\{\s*([^}]*?)\s*\}/g, (_, name: string) => `\${${questionName(name)}}`)

/** What is wrong with an expression; undefined where nothing is. */
export function expressionFault(source: string): string | undefined {
  try {
    return parseExpression(source).faults[0]
  } catch (error) {
    if (error instanceof ExpressionError) return error.message
    throw error
  }
}
