import { join } from 'node:path'
import { cruise, format, type ICruiseResult } from 'dependency-cruiser'
import extractConfiguration from 'dependency-cruiser/config-utl/extract-depcruise-config'

/** With a TypeScript that it does not know, dependency-cruiser reads nothing and finds no fault. */
const leastModules = 50

const configuration = await extractConfiguration(join(import.meta.dirname, '../.dependency-cruiser.mjs'))

/** Who may import whom. */
export const importRules = configuration.forbidden ?? []

/** Checks the import rules on the `src` of a folder. */
export async function cruiseBoundaries(folder: string): Promise<ICruiseResult> {
  const { output } = await cruise(['src'], {
    ...configuration.options,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden: importRules },
  })
  return output as ICruiseResult
}

/** Why the result is not trustworthy; undefined where it is. */
export function tooFewModules({ modules }: ICruiseResult): string | undefined {
  const own = modules.filter(({ source }) => source.startsWith('src/')).length
  if (own >= leastModules) return undefined
  return `Only ${own} modules were read, fewer than ${leastModules}: the import rules were not checked.`
}

if (import.meta.main) {
  const result = await cruiseBoundaries(process.cwd())
  const report = await format(result, { outputType: 'err-long' })
  console.log(report.output)
  const doubt = tooFewModules(result)
  if (doubt) console.error(doubt)
  process.exitCode = result.summary.error > 0 || doubt ? 1 : 0
}
