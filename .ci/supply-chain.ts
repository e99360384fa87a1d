import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { manifestSchema, type ProductionPackage, productionPackages, readJson } from './production.ts'

const root = join(import.meta.dirname, '..')

const componentSchema = z.object({
  name: z.string(),
  version: z.string(),
  purl: z.string().startsWith('pkg:npm/'),
  hashes: z.array(z.object({ alg: z.string(), content: z.string().regex(/^[0-9a-f]+$/) })).min(1),
})
const sbomSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.string().regex(/^1\.[5-9]$/),
  components: z.array(componentSchema),
})

const idOf = ({ name, version }: { readonly name: string; readonly version: string }) => `${name}@${version}`

/** What is wrong with a list of components: every production package is in it with the hash that package-lock.json has, and nothing else is. */
export function sbomFaults(sbom: unknown, packages: readonly ProductionPackage[]): string[] {
  const read = sbomSchema.safeParse(sbom)
  if (!read.success) return read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  const listed = new Map(read.data.components.map((component) => [idOf(component), component]))
  const known = new Set(packages.map(idOf))
  return [
    ...packages
      .filter((each) => {
        const hash = Buffer.from(each.integrity?.split('-')[1] ?? '', 'base64').toString('hex')
        return !listed.get(idOf(each))?.hashes.some(({ content }) => content === hash)
      })
      .map((each) => `${idOf(each)} is not listed, or with another hash`),
    ...[...listed.keys()].filter((id) => !known.has(id)).map((id) => `${id} is listed, and nothing needs it to run`),
  ]
}

/** What is wrong with notices: every production package stands in them under its licence. */
export const noticesFaults = (notices: string, packages: readonly ProductionPackage[]): string[] => {
  const lines = new Set(notices.split('\n'))
  return packages.flatMap((each) => {
    if (!each.license || each.license === 'UNLICENSED') return [`${idOf(each)} names no licence`]
    return lines.has(heading(each)) ? [] : [`${idOf(each)} does not stand in the notices`]
  })
}

const heading = (each: ProductionPackage) => `${idOf(each)}: ${each.license}`

/** npm describes a project that has nothing but its production packages. */
function sbom(packages: readonly ProductionPackage[]): string {
  const lock = z
    .looseObject({ packages: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse(readJson('package-lock.json'))
  const {
    devDependencies: _development,
    scripts: _scripts,
    ...manifest
  } = manifestSchema.parse(readJson('package.json'))
  const { devDependencies: _locked, ...project } = lock.packages[''] ?? {}
  const marks = new Set(['dev', 'devOptional', 'peer'])
  const plain = (entry: object) => Object.fromEntries(Object.entries(entry).filter(([key]) => !marks.has(key)))
  const kept = packages.map(({ path }) => [path, plain(lock.packages[path] ?? {})])
  const temporary = mkdtempSync(join(tmpdir(), 'heard-sbom-'))
  try {
    // npm calls the project after its folder.
    const folder = join(temporary, manifest.name)
    mkdirSync(folder)
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
    writeFileSync(
      join(folder, 'package-lock.json'),
      JSON.stringify({ ...lock, packages: { '': project, ...Object.fromEntries(kept) } }),
    )
    const flags = ['--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only']
    return execFileSync('npm', ['sbom', ...flags], { cwd: folder, encoding: 'utf8', maxBuffer: 1e9 })
  } finally {
    rmSync(temporary, { recursive: true })
  }
}

/** Licences and notices as the packages bring them; those made for other systems are not installed here, and are named only. */
function notices(packages: readonly ProductionPackage[]): string {
  const texts = packages.map((each) => {
    const files = globSync('*', { cwd: join(root, each.path) })
      .filter((file) => /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i.test(file))
      .sort()
    return [heading(each), ...files.map((file) => readFileSync(join(root, each.path, file), 'utf8').trim())].join(
      '\n\n',
    )
  })
  const introduction = 'Packages that Heard needs to run, with their licences, and the notices that they bring.'
  return `${[introduction, ...texts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

function write(file: string, text: string, faults: readonly string[]): void {
  const folder = join(root, 'build')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, file), text)
  for (const fault of faults) console.error(fault)
  if (faults.length > 0) process.exitCode = 1
  else console.log(`build/${file} is written and complete.`)
}

if (import.meta.main) {
  const packages = productionPackages()
  if (process.argv[2] === 'sbom') {
    const text = sbom(packages)
    write('sbom.cdx.json', text, sbomFaults(JSON.parse(text), packages))
  } else {
    const text = notices(packages)
    write('third-party-notices.txt', text, noticesFaults(text, packages))
  }
}
