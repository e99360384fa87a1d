import type { Config } from '../config.ts'
import { Problem } from '../problem.ts'
import type { KeyStatus } from '../store/keys.ts'
import { createProgress } from './progress.ts'
import { withStore } from './with-store.ts'

export const keysUsage = `heard keys status|rotate
  status: which keys seal what, since when. rotate: new keys for what is sealed; run it too after HEARD_SECRET has changed.`

const columns = ['key', 'seals', 'made on', 'records', 'state'] as const

function stateOf({ erasedOn, current }: KeyStatus, newest: boolean): string {
  if (erasedOn !== null) return `erased on ${erasedOn}`
  const use = newest ? 'in use' : 'opens only'
  return current ? use : `${use}; wrapped by HEARD_SECRET_PREVIOUS: run heard keys rotate`
}

function table(keys: readonly KeyStatus[]): string {
  const newest = new Map(keys.map(({ scope, id }) => [scope, id]))
  const rows = keys.map((key) => [
    ...[String(key.id), key.scope, key.createdOn, String(key.records)],
    stateOf(key, newest.get(key.scope) === key.id),
  ])
  const all = [columns, ...rows]
  const widths = columns.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** `heard keys`: shows the keys, never a key; or makes new ones while the servers run. */
export async function keys([action]: readonly string[], config: Config): Promise<void> {
  if (action !== 'status' && action !== 'rotate') throw new Problem('usage', keysUsage)
  await withStore(config, async (store) => {
    if (action === 'rotate') {
      const progress = createProgress('sealing anew')
      const { made, resealed } = await store.keys.rotate(progress.show)
      progress.end()
      console.log(
        `${made} new keys; ${resealed} records sealed anew. Old keys are erased when nothing is left under them.`,
      )
    }
    console.log(table(await store.keys.status()))
  })
}
