import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const root = join(import.meta.dirname, '..')
const names = z.record(z.string(), z.string()).default({})

const lockedSchema = z.object({
  version: z.string().default(''),
  license: z.string().optional(),
  integrity: z.string().optional(),
  optional: z.boolean().optional(),
  dependencies: names,
  optionalDependencies: names,
  peerDependencies: names,
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().optional() })).default({}),
})
type Locked = z.infer<typeof lockedSchema>

export interface ProductionPackage {
  /** Where npm puts it: `node_modules/express`. */
  readonly path: string
  readonly name: string
  readonly version: string
  readonly license: string | undefined
  readonly integrity: string | undefined
  /** It is made for some systems only, or can be left out. */
  readonly isOptional: boolean
}

export const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  dependencies: names,
  devDependencies: names,
  optionalDependencies: names,
})
export const readJson = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'))

/** `node_modules/a/node_modules/@b/c` is the package `@b/c`. */
export const nameAt = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** Where a package at a path finds another one: beside itself, or further up. */
function found(packages: ReadonlyMap<string, Locked>, from: string, name: string): string | undefined {
  const path = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`
  if (packages.has(path)) return path
  if (from === '') return undefined
  return found(packages, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name)
}

/**
 * Everything that the program needs to run, as package-lock.json has it: what its dependencies need, and what these need. npm's own
 * marks do not tell: a development package that a dependency *may* be used with (an optional peer) counts as needed there.
 */
export function productionPackages(lock: unknown = readJson('package-lock.json')): ProductionPackage[] {
  const parsed = z.object({ packages: z.record(z.string(), lockedSchema) }).parse(lock)
  const packages = new Map(Object.entries(parsed.packages))
  const needed = new Map<string, boolean>()
  const visit = (path: string, isOptional: boolean): void => {
    const known = needed.get(path)
    if (known === false || known === isOptional) return
    const locked = packages.get(path)
    if (!locked) return
    needed.set(path, isOptional)
    for (const name of Object.keys(locked.dependencies)) {
      const optional = isOptional || name in locked.optionalDependencies
      follow(path, name, optional)
    }
    for (const name of Object.keys(locked.optionalDependencies)) follow(path, name, true)
    for (const name of Object.keys(locked.peerDependencies))
      if (!locked.peerDependenciesMeta[name]?.optional) follow(path, name, isOptional)
  }
  const follow = (from: string, name: string, isOptional: boolean) => {
    const path = found(packages, from, name)
    if (path !== undefined) visit(path, isOptional)
  }
  visit('', false)
  needed.delete('')
  return [...needed].sort().map(([path, isOptional]) => {
    const { version, license, integrity } = packages.get(path) ?? lockedSchema.parse({})
    return { path, name: nameAt(path), version, license, integrity, isOptional }
  })
}
