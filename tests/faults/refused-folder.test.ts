import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import { explained } from '../../src/lifecycle.ts'
import { localSecret } from '../../src/local-secrets.ts'
import { openEmbedded } from '../../src/store/embedded.ts'
import { patience } from './length.ts'
import { postmasterOf } from './postgres-process.ts'
import { endServers, spawnServer } from './server-process.ts'
import { openSmallDisk } from './small-disk.ts'

// What people read whose data folder cannot be used, from the program itself.
const run = promisify(execFile)
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const isRoot = process.getuid?.() === 0
let folder: string
/** A data folder that works; each test takes a copy. */
let sound: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heard-folder-'))
  sound = join(folder, 'sound')
  localSecret(sound)
  await (await openEmbedded(sound, silent)).close()
}, 120_000)
afterEach(async () => {
  await endServers()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

let copies = 0
async function copied(): Promise<string> {
  const copy = join(folder, `copy ${++copies}`)
  await run('cp', ['-a', sound, copy])
  return copy
}

/** What the program says at its start with this folder, which it refuses. */
async function refusal(dataDirectory: string, secret = ''): Promise<string> {
  try {
    const config = loadConfig({ DATA_DIR: dataDirectory, ...(secret !== '' && { HEARD_SECRET: secret }) })
    if (config.secret === undefined) localSecret(config.dataDirectory)
    await (await openEmbedded(config.dataDirectory, silent)).close()
  } catch (error) {
    return explained(error)
  }
  throw new Error(`it starts with ${dataDirectory}`)
}

test('the program says why it does not start, and no more', patience(60, 60), async () => {
  const copy = await copied()
  await rm(join(copy, 'secrets.json'))
  const server = spawnServer({ DATA_DIR: copy, HEARD_SECRET: '' })
  await expect(server.ready).rejects.toThrow()
  expect(server.output()).toMatch(/secrets\.json: is missing/)
  expect(server.output(), 'no stack trace').not.toMatch(/^\s+at /m)
})

const damages: readonly { name: string; damage(copy: string): Promise<unknown>; says: RegExp; asRoot?: true }[] = [
  {
    name: 'its password is lost',
    damage: (copy) => rm(join(copy, 'postgres/password')),
    says: /postgres\/password: is missing.*restore DATA_DIR/,
  },
  {
    name: 'its secrets are lost',
    damage: (copy) => rm(join(copy, 'secrets.json')),
    says: /secrets\.json: is missing.*restore it from a backup, or set HEARD_SECRET/,
  },
  {
    name: 'its secrets are broken',
    damage: (copy) => writeFile(join(copy, 'secrets.json'), '{'),
    says: /secrets\.json: must hold .*restore it from a backup/,
  },
  {
    name: 'it was copied, and belongs to somebody else now',
    damage: (copy) => run('chown', ['-R', '0:0', copy]),
    says: /belong to different users.*chown -R/,
    asRoot: true,
  },
  {
    name: 'parts of it belong to somebody else',
    damage: (copy) => run('chown', ['-R', '12345', join(copy, 'postgres/data')]),
    says: /belong to different users.*chown -R/,
    asRoot: true,
  },
  {
    name: 'others may enter it',
    damage: (copy) => run('chmod', ['-R', 'a+rwX', join(copy, 'postgres/data')]),
    says: /chmod -R go=/,
  },
  {
    name: 'another version of PostgreSQL made it',
    damage: (copy) => writeFile(join(copy, 'postgres/data/PG_VERSION'), '14\n'),
    says: /another version of PostgreSQL made it/,
  },
  {
    name: 'files of it are missing',
    damage: (copy) => rm(join(copy, 'postgres/data/global'), { recursive: true }),
    says: /files of it are missing|it is damaged/,
  },
]

test.each(damages.filter(({ asRoot }) => isRoot || !asRoot))(
  'a data folder is refused: $name',
  patience(60, 60),
  async ({ damage, says }) => {
    const copy = await copied()
    await damage(copy)
    expect(await refusal(copy)).toMatch(says)
  },
)

test(
  'a path that a shell would read otherwise, a file, and a folder below one are refused',
  patience(60, 60),
  async () => {
    const secret = 'a master secret that is used in fault tests only'
    for (const character of ['"', '$', '`'])
      expect(await refusal(join(folder, `data${character}`), secret)).toMatch(/DATA_DIR: must not contain/)
    const file = join(folder, 'file')
    await writeFile(file, '')
    for (const path of [file, join(file, 'data')])
      for (const given of ['', secret]) expect(await refusal(path, given)).toMatch(/DATA_DIR: .*it is a file/)
  },
)

test.runIf(isRoot)('a folder of somebody else is refused where we are not root', async () => {
  const own = join(folder, 'of root')
  await run('mkdir', ['-m', '700', own])
  process.seteuid?.(65_534)
  try {
    expect(() => localSecret(join(own, 'data'))).toThrow(
      /DATA_DIR: .*this user may not read or write it; run as its owner/,
    )
  } finally {
    process.seteuid?.(0)
  }
})

test.runIf(isRoot)('what root makes at its first start in the folder of somebody is theirs', async () => {
  const theirs = join(folder, 'theirs')
  await run('install', ['-d', '-m', '700', '-o', '65534', '-g', '65534', theirs])
  const { file } = localSecret(theirs)
  expect(await stat(file)).toMatchObject({ uid: 65_534, gid: 65_534 })
})

test.runIf(isRoot)(
  'a disk that is full: at the first start, while it is set up, and at a later start',
  patience(60, 60),
  async (context) => {
    await using disk = await openSmallDisk(90)
    if (!disk) return context.skip('Nothing can be mounted here.')
    const secret = 'a master secret that is used in fault tests only'
    const data = join(disk.folder, 'data')
    await disk.fill()
    expect(await refusal(join(disk.folder, 'none'))).toMatch(/DATA_DIR: .*its disk is full; make room/)
    await run('truncate', ['--size=-4M', join(disk.folder, 'ballast')])
    expect(await refusal(data, secret)).toMatch(/PostgreSQL cannot be set up in .*its disk is full; make room/)
    await disk.clear()
    await rm(data, { recursive: true, force: true })
    await run('cp', ['-a', sound, data])
    await disk.fill()
    expect(await refusal(data)).toMatch(/PostgreSQL does not start in .*the disk is full; make room/)
    expect(await postmasterOf(join(data, 'postgres/data')).catch(() => null)).toBe(null)
  },
)
