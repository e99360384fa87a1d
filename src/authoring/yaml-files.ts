import { join } from 'node:path'
import type { SourceFiles } from './source-files.ts'

/** The YAML files of a folder, by name; none where there is no such folder. */
export const yamlFilesIn = (folder: string, files: SourceFiles): string[] =>
  files
    .list(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => join(folder, name))
