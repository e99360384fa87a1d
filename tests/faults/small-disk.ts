import { execFile } from 'node:child_process'
import { chown, mkdtemp, rm, statfs, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A file system of its own, small, that can be filled to the last byte. */
export interface SmallDisk extends AsyncDisposable {
  readonly folder: string
  /** Takes all the room that is left. */
  fill(): Promise<void>
  /** Gives it back. */
  clear(): Promise<void>
}

/** Null where this machine does not let us mount anything: not root, or a container without the right to. */
export async function openSmallDisk(megabytes: number): Promise<SmallDisk | null> {
  const folder = await mkdtemp(join(tmpdir(), 'heard-disk-'))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=711`, 'tmpfs', folder])
  } catch {
    await rm(folder, { recursive: true, force: true })
    return null
  }
  const ballast = join(folder, 'ballast')
  return {
    folder,
    async fill() {
      const { bavail, bsize } = await statfs(folder)
      await writeFile(ballast, Buffer.alloc(bavail * bsize), { flag: 'a' }).catch((error: NodeJS.ErrnoException) => {
        // Somebody else took the last of it meanwhile.
        if (error.code !== 'ENOSPC') throw error
      })
    },
    clear: () => truncate(ballast),
    async [Symbol.asyncDispose]() {
      await run('umount', ['--lazy', folder])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A folder on the disk that a user may write to. */
export async function folderOn({ folder }: SmallDisk, name: string, uid: number): Promise<string> {
  const path = join(folder, name)
  await run('mkdir', [path])
  await chown(path, uid, uid)
  return path
}
