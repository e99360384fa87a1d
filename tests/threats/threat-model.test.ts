import { existsSync, globSync, readFileSync } from 'node:fs'
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

/** Rows of the tables of docs/security.md: `| 1.2.3 what | status | where | shown by |`. */
const requirements = [
  ...(read('docs/security.md')
    .split('\n## Limits\n')[0]
    ?.matchAll(/^\| (\d+\.[^|]*) \| ([^|]*) \| (.*) \| ([^|]*)\|$/gm) ?? []),
].map(([, requirement = '', status = '', where = '', shown = '']) => ({
  requirement,
  status,
  where,
  shown: shown.trim(),
}))
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
/** Commands of npm itself, which .ci/run runs. */
const ofNpm = new Set(['audit'])

/** What is wrong with the last cell of a row; empty where it names a test with its words, or a command that there is. */
function showingFaults(shown: string): string[] {
  const tests = proofs(shown)
  const commands = [...shown.matchAll(/`npm (?:run )?([\w:]+)[^`]*`/g)].map(([, name = '']) => name)
  return [
    ...(tests.length + commands.length === 0 ? ['neither a test nor a command is named'] : []),
    ...tests
      .filter(({ path, words }) => !existsSync(join(root, path)) || (words && !read(path).includes(words)))
      .map(({ path, words }) => `${path} does not hold: ${words ?? 'it is not there'}`),
    ...commands.filter((name) => !(name in scripts) && !ofNpm.has(name)).map((name) => `there is no npm run ${name}`),
  ]
}

describe('what docs/security.md says', () => {
  test('has a status that is known in every row of its tables', () => {
    expect(requirements.length).toBeGreaterThan(120)
    // Every line of a table that begins with a number has its four cells.
    const lines =
      read('docs/security.md')
        .split('\n## Limits\n')[0]
        ?.match(/^\| \d+\./gm) ?? []
    expect(requirements).toHaveLength(lines.length)
    const known = /^(?:\*\*)?(?:met|partly|operator|not applicable|not met)\b/
    expect(requirements.filter(({ status }) => !known.test(status))).toEqual([])
  })

  test.each(requirements.filter(({ status }) => /^\W*(?:met|partly)/.test(status)))(
    'is shown by a test or a command: $requirement',
    ({ shown }) => expect(showingFaults(shown)).toEqual([]),
  )

  test.each(requirements.filter(({ status }) => /^\W*(?:not met|partly|operator)/.test(status)))(
    'says what is missing, or who does it: $requirement',
    ({ where }) => expect(where.length).toBeGreaterThan(20),
  )

  test.each([
    ['', 'neither a test nor a command is named'],
    ['[config.ts](../src/config.ts)', 'neither a test nor a command is named'],
    ['[x](../tests/x.test.ts)', 'tests/x.test.ts does not hold: it is not there'],
    ['[house](../tests/house.test.ts) *no such words there*', 'tests/house.test.ts does not hold: no such words there'],
    ['`npm run nothing`', 'there is no npm run nothing'],
  ])('is not shown by "%s"', (shown, fault) => expect(showingFaults(shown)).toEqual([fault]))

  test('links to files that exist', () => {
    const links = [...read('docs/security.md').matchAll(/\]\(\.\.\/([^)#]+)\)/g)].map(([, path]) => path ?? '')
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})

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
