import { isReserved } from '../core/names.ts'

export interface ReservedKey {
  readonly path: readonly (string | number)[]
  readonly key: string
}

const deepest = 40
const mostValues = 300_000

/**
 * Takes reserved names out of what a file holds and says where they stood. Throws an `Error` for an author where values stand in each other too
 * deeply, or where there are too many: what aliases stand for counts each time.
 */
export function withoutReservedKeys(data: unknown): { readonly data: unknown; readonly found: readonly ReservedKey[] } {
  const found: ReservedKey[] = []
  let values = 0

  function cleaned(value: unknown, path: ReservedKey['path']): unknown {
    if (++values > mostValues) throw new Error(`there are more than ${mostValues} values in this file; divide it`)
    if (typeof value !== 'object' || value === null) return value
    if (path.length > deepest)
      throw new Error(`more than ${deepest} lists and groups stand in each other; take some out`)
    if (Array.isArray(value)) return value.map((inner, index) => cleaned(inner, [...path, index]))
    const entries = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
      if (!isReserved(key)) return [[key, cleaned(inner, [...path, key])]]
      found.push({ path, key })
      return []
    })
    return Object.fromEntries(entries)
  }

  return { data: cleaned(data, []), found }
}
