import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

interface Row {
  readonly id: string
  readonly protection: string
  readonly proof: string
}

/** The rows of the threat model: `| T1 | what they see or try | what protects | what does not | proof |`. */
const rows: Row[] = [...read('docs/threat-model.md').matchAll(/^\| (T\d+) \|(.*)\|$/gm)].map(
  ([, id = '', rest = '']) => {
    const [, protection = '', , proof = ''] = rest.split(' | ').map((cell) => cell.trim())
    return { id, protection, proof }
  },
)

/** Tests that are named after a row. */
const named = new Set(
  globSync('tests/**/*.test.ts', { cwd: root }).flatMap((path) =>
    [...read(path).matchAll(/describe\(\s*['"`](T\d+):/g)].map(([, id]) => id),
  ),
)

/** A file, and the words of the test in it. */
const proofs = (proof: string) =>
  [...proof.matchAll(/\]\(\.\.\/(tests\/[^)]+)\)(?: \*([^*]+)\*)?/g)].map(([, path = '', words]) => ({ path, words }))

describe('the threat model', () => {
  test('numbers its rows from T1 on', () => {
    expect(rows.length).toBeGreaterThan(20)
    expect(rows.map(({ id }) => id)).toEqual(rows.map((_, index) => `T${index + 1}`))
  })

  test.each(rows)(
    '$id: what the program protects is proven by a test, and what it does not says so',
    ({ id, protection, proof }) => {
      if (protection.startsWith('Nothing')) {
        expect(proof).toBe('none')
        return
      }
      expect(proofs(proof).length + Number(named.has(id))).toBeGreaterThan(0)
      expect((proof.match(/\bT\d+\b/g) ?? []).filter((other) => !named.has(other))).toEqual([])
      for (const { path, words = id } of proofs(proof)) expect(read(path), path).toContain(words)
    },
  )

  test('has a row for every test that is named after one', () => {
    const known = new Set(rows.map(({ id }) => id))
    expect([...named].filter((id) => !known.has(id ?? ''))).toEqual([])
  })

  test('names only files that exist', () => {
    const links = [...read('docs/threat-model.md').matchAll(/\]\(\.\.\/([^)#]+)\)/g)].map(([, path]) => path)
    expect(links.filter((path) => globSync(path ?? '', { cwd: root }).length === 0)).toEqual([])
  })
})
