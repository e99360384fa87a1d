import type { Move } from '../conversation/phone.ts'
import type { Screen } from '../core/reply.ts'

/** One thing that the person did, and the screen that answered; null: silence. */
export interface Exchange {
  readonly move: Move
  readonly screen: Screen | null
}

/** A string literal as the formatter writes it: single quotes, unless the text has more of these than of double ones. */
function quoted(text: string): string {
  const literal = JSON.stringify(text)
  const count = (quote: string) => text.split(quote).length
  if (count("'") > count('"')) return literal
  return `'${literal.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

function stepOf({ kind, ...move }: Move): string {
  const parameter = 'text' in move ? move.text : move.target
  return `.${kind}(${parameter === null ? '' : quoted(parameter)})`
}

/**
 * The test that repeats a conversation, in the words of tests/support/tester.ts. `settings` are those of the phone and the
 * service that are not the default ones.
 */
export function recorded(settings: Readonly<Record<string, string | number>>, exchanges: readonly Exchange[]): string {
  const values = Object.entries(settings).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? quoted(value) : value}`,
  )
  const steps = exchanges.flatMap(({ move, screen }) => [
    stepOf(move),
    screen ? `.sees(${quoted(screen.text)})` : '.hearsNothing()',
  ])
  const last = exchanges.at(-1)?.screen?.end ? ['.ends()'] : []
  return [
    "import { test } from 'vitest'",
    "import { tester } from '../support/tester.ts'",
    '',
    "test('a recorded conversation', () =>",
    `  tester({ ${values.join(', ')} })`,
    `${[...steps, ...last].map((step) => `    ${step}`).join('\n')})`,
  ].join('\n')
}
