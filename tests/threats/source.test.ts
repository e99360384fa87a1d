import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

// Promises of docs/security.md that no running program can break in a test: what the source does not hold.
const root = join(import.meta.dirname, '../..')
const sources = (pattern: string) =>
  globSync(pattern, { cwd: root, exclude: ['src/store/generated/**'] })
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
const program = sources('src/**/*.{ts,js,eta}')
const holding = (pattern: RegExp, files = program) =>
  files.filter(({ text }) => pattern.test(text)).map(({ path }) => path)

test('the whole program is looked at', () => expect(program.length).toBeGreaterThan(300))

describe('the program', () => {
  test('runs no text as a program', () => {
    const pattern = /\beval\(|\bnew Function\b|from 'node:vm'|\bFunction\(/
    expect(pattern.test('const run = new Function(text)')).toBe(true)
    expect(holding(pattern)).toEqual([])
    // Eta makes functions of templates: of files that are part of the program, never of a text.
    expect(holding(/\beta\.renderString|\.loadTemplate\(/)).toEqual([])
  })

  test('starts no other program than its PostgreSQL and a process of its own', () => {
    expect(holding(/node:child_process/)).toEqual(['src/console/worker/pool.ts', 'src/store/embedded/run-as.ts'])
    expect(holding(/\bexec(?:Sync)?\(\s*[`'"]|shell: true/)).toEqual([])
  })

  test('makes no regular expression of what others write', () => {
    // Of the program's own words and constants; those of authors are for RE2.
    expect(holding(/new RegExp\(/)).toEqual([
      'src/authoring/proof/markup.ts',
      'src/authoring/proof/number-classes.ts',
      'src/authoring/sensitive-words.ts',
      'src/core/understanding/amounts.ts',
      'src/demo/conversation.ts',
      'src/privacy/redaction/announcement.ts',
      'src/privacy/redaction/links.ts',
      'src/privacy/redaction/numbers.ts',
    ])
  })

  test('asks only those hosts that are configured', () => {
    const asking = program.filter(({ text }) => /\bfetch\(/.test(text))
    const addresses = asking.flatMap(({ text }) => [...text.matchAll(/\bfetch\((.{0,30})/g)].map(([, to]) => to))
    expect(addresses.length).toBeGreaterThan(1)
    // Another call in the same code is a comment or goes to a root that config.ts has checked.
    expect(addresses.filter((to) => !to?.startsWith('`${apiRoot}/'))).toEqual([])
    expect(
      holding(/^import (?!type).* from 'node:(?:https?|http2|net|tls|dgram)'/m).filter(
        (path) => !/^src\/(?:server|store)/.test(path),
      ),
    ).toEqual([])
  })

  test('follows no redirection', () => {
    for (const { path, text } of program) {
      const calls = text.match(/\bfetch\(/g)?.length ?? 0
      const refusals = text.match(/redirect: '(?:error|manual)'/g)?.length ?? 0
      if (calls > 0) expect(refusals, path).toBe(calls)
    }
    expect(holding(/new Api\(/)).toEqual(holding(/new Api\([^)]*redirect: 'error'/))
  })

  test('checks the certificates of others', () => {
    expect(holding(/rejectUnauthorized|TLS_REJECT_UNAUTHORIZED|checkServerIdentity|sslmode=no-verify/)).toEqual([])
  })

  test('writes no file of what others send', () => {
    // Secrets, the embedded PostgreSQL, and commands that write where their user says.
    expect(holding(/\bwriteFile(?:Sync)?\(|createWriteStream\(|\bappendFile/)).toEqual([
      'src/commands/export.ts',
      'src/commands/import.ts',
      'src/commands/page.ts',
      'src/local-secrets.ts',
      'src/store/backup.ts',
      'src/store/embedded/cluster.ts',
    ])
  })

  test('no password ends by itself', () => {
    expect(holding(/password(?:Age|Expires|ChangedAt|_expires|_changed_at)/i)).toEqual([])
  })
})

describe('the script of the console', () => {
  const scripts = sources('src/console/public/*.js')

  test('makes no markup', () => {
    expect(scripts.length).toBeGreaterThan(0)
    expect(
      holding(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser/, scripts),
    ).toEqual([])
  })

  test('keeps nothing in the browser', () => {
    expect(holding(/localStorage|sessionStorage|indexedDB|caches\.|document\.cookie|serviceWorker/, scripts)).toEqual(
      [],
    )
  })
})
