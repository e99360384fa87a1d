import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The YAML files of a folder, by name; none where there is no such folder. */
export const yamlFilesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /\.ya?ml$/.test(name))
        .sort()
        .map((name) => join(folder, name))
    : []
