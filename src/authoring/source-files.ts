import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Where authors' files are read from: the disk, or a draft that lies over it and that nobody has written there yet. */
export interface SourceFiles {
  /** The text of a file; undefined where there is none, or it cannot be read. */
  read(path: string): string | undefined
  /** The names in a folder, sorted; none where there is no such folder. */
  list(folder: string): readonly string[]
}

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

export const diskFiles: SourceFiles = {
  read: readFile,
  list: (folder) => (existsSync(folder) ? readdirSync(folder).sort() : []),
}

/** Files by their whole path, over those of the disk. */
export function overDisk(files: ReadonlyMap<string, string>): SourceFiles {
  const within = (folder: string) =>
    [...files.keys()].filter((path) => dirname(path) === folder).map((path) => path.slice(folder.length + 1))
  return {
    read: (path) => files.get(path) ?? diskFiles.read(path),
    list: (folder) => [...new Set([...diskFiles.list(folder), ...within(folder)])].sort(),
  }
}
