import { execFile } from 'node:child_process'
import { chmod, chown, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { Problem } from '../../problem.ts'

const execute = promisify(execFile)

/** A user of the operating system. */
interface User {
  readonly uid: number
  readonly gid: number
}

/** How the programs of PostgreSQL are run: as ourselves, or as somebody with fewer rights. */
export interface RunAs {
  /** Runs a program to its end; rejects with its standard error where it fails. */
  run(program: string, parameters: readonly string[]): Promise<void>
  /** Hands a file or folder over to the user under which PostgreSQL runs. */
  own(path: string): Promise<void>
}

const ourselves: RunAs = {
  run: async (program, parameters) => {
    await execute(program, parameters, { cwd: '/' })
  },
  own: async () => {},
}

/** PostgreSQL runs as the owner of the cluster or the data folder, or else as the user that the system has for such things. */
async function findUser(cluster: string, folder: string): Promise<User> {
  for (const path of [cluster, folder]) {
    const owner = await stat(path).catch(() => null)
    if (owner && owner.uid !== 0) return owner
  }
  for (const name of ['postgres', 'nobody']) {
    const id = async (option: string) => Number((await execute('id', [option, name])).stdout)
    const user = await Promise.all([id('-u'), id('-g')]).catch(() => null)
    if (user) return { uid: user[0], gid: user[1] }
  }
  throw unusable(undefined)
}

const unusable = (cause: unknown) =>
  new Problem(
    'database',
    [
      'PostgreSQL refuses to run as root, and no other user of this machine can reach its program and the data folder',
      'run as an ordinary user, or set DATABASE_URL to a PostgreSQL 15 or newer',
    ],
    { cause },
  )

/**
 * Lets an unprivileged user pass folders that only root may enter (a clone in /root, or below `mktemp -d`): the process
 * keeps one capability and nothing else. `no_setuid_fixup` makes access(2), by which PostgreSQL looks for its own
 * programs, honour it. Reading is enough where the kernel grants it; containers usually grant only the second.
 */
const passCapabilities = ['dac_read_search', 'dac_override']

const setpriv = (user: User, capability: string) => [
  `--reuid=${user.uid}`,
  `--regid=${user.gid}`,
  '--clear-groups',
  `--inh-caps=+${capability}`,
  `--ambient-caps=+${capability}`,
  '--securebits=+no_setuid_fixup',
  `--bounding-set=-all,+${capability}`,
  '--',
]

/**
 * PostgreSQL refuses to run as root: as root, finds a user for it and a way for that user to reach the program and
 * `folder`. Throws `database` where there is none.
 */
export async function chooseRunAs(program: string, folder: string, cluster: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) return ourselves
  const user = await findUser(cluster, folder)
  if ((await stat(folder)).uid === 0) {
    // The group may pass through the data folder, and nobody else may: its secrets stay root's.
    await chown(folder, 0, user.gid)
    await chmod(folder, 0o710)
  }

  const ways: RunAs['run'][] = [
    async (command, parameters) => {
      await execute(command, parameters, { cwd: '/', uid: user.uid, gid: user.gid })
    },
    ...passCapabilities.map((capability) => async (command: string, parameters: readonly string[]) => {
      await execute('setpriv', [...setpriv(user, capability), command, ...parameters], { cwd: '/' })
    }),
  ]
  let reason: unknown
  for (const run of ways) {
    try {
      await run('test', ['-x', program])
      await run('test', ['-x', folder])
      return { run, own: (path) => chown(path, user.uid, user.gid) }
    } catch (error) {
      reason = error
    }
  }
  throw unusable(reason)
}
