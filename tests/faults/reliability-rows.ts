import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** A row of docs/reliability.md. */
export interface ReliabilityRow {
  readonly id: string
  readonly seen: string
  readonly holds: string
  readonly proofs: readonly { readonly path: string; readonly words: string }[]
}

export const reliabilityRows = (): readonly ReliabilityRow[] =>
  [...readFileSync(join(root, 'docs/reliability.md'), 'utf8').matchAll(/^\| (R\d+) \| (.*) \|$/gm)].map(
    ([, id = '', cells = '']) => {
      const [seen = '', holds = '', shown = ''] = cells.split(' | ')
      const proofs = [...shown.matchAll(/\]\(\.\.\/(tests\/[^)]+)\) \*([^*]+)\*/g)]
      return { id, seen, holds, proofs: proofs.map(([, path = '', words = '']) => ({ path, words })) }
    },
  )

/** What is wrong with what a row is shown by. */
export function faultsOf({ proofs }: Pick<ReliabilityRow, 'proofs'>): string[] {
  if (proofs.length === 0) return ['no test is named']
  return proofs.flatMap(({ path, words }) => {
    if (!existsSync(join(root, path))) return [`${path} is not there`]
    return readFileSync(join(root, path), 'utf8').includes(words) ? [] : [`${path} does not hold: ${words}`]
  })
}
