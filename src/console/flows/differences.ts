import { diffLines } from 'diff'
import type { DraftFiles } from '../../authoring/draft.ts'

export interface DifferentFile {
  readonly path: string
  /** Lines that are the same in both are left out but for their neighbours. */
  readonly parts: readonly { readonly kind: 'same' | 'added' | 'removed'; readonly lines: readonly string[] }[]
}

/** Lines that are shown before and after a change. */
const around = 2

function shortened(lines: readonly string[], isFirst: boolean, isLast: boolean): readonly string[] {
  const [before, after] = [isFirst ? 0 : around, isLast ? 0 : around]
  if (lines.length <= before + after + 1) return lines
  return [...lines.slice(0, before), '…', ...lines.slice(lines.length - after)]
}

/** What changed from one revision to another, file by file; files that are the same are left out. */
export function differences(from: DraftFiles, to: DraftFiles): DifferentFile[] {
  const paths = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()
  return paths
    .filter((path) => from[path] !== to[path])
    .map((path) => {
      const changes = diffLines(from[path] ?? '', to[path] ?? '')
      return {
        path,
        parts: changes.map(({ added, removed, value }, index) => {
          const lines = value.replace(/\n$/, '').split('\n')
          if (added) return { kind: 'added' as const, lines }
          if (removed) return { kind: 'removed' as const, lines }
          return { kind: 'same' as const, lines: shortened(lines, index === 0, index === changes.length - 1) }
        }),
      }
    })
}
