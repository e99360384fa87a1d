import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { lintFile } from '../authoring/catalog.ts'
import { type Finding, formatFinding } from '../authoring/findings.ts'
import type { PathCosts } from '../authoring/proof/costs.ts'
import { costOf, type Prices, readPrices } from '../authoring/proof/prices.ts'
import { diskFiles } from '../authoring/source-files.ts'
import { createChannels } from '../channels/index.ts'
import { servedMedia } from '../channels/services.ts'
import type { Config } from '../config.ts'
import { daysIn } from '../core/days.ts'
import { Problem } from '../problem.ts'
import { pricesFile, projectFolders } from '../questionnaires.ts'
import { textTable } from './text-table.ts'

export const lintUsage = `heard lint <flow or path> [--json]
  Reports every fault of a question flow and its texts, with file and line; walks through every conversation that it can lead
  to, on every channel and in every language; and tells what a completed answer costs.`

const counted = (amount: number) => (Number.isInteger(amount) ? String(amount) : amount.toFixed(1))

/** What one completed answer takes, and what that costs in each country of the price table. */
function costTable(costs: readonly PathCosts[], prices: readonly Prices[]): string {
  const header = [
    'one completed answer',
    'cheapest',
    'typical',
    'longest',
    ...prices.map((each) => `${each.country} typical`),
  ]
  const rows = costs.map(({ language, medium, unit, cheapest, typical, longest }) => [
    `${language}, ${medium} (${unit})`,
    ...[cheapest, typical, longest].map(({ sent }) => counted(sent)),
    ...prices.map((each) => `${each.currency} ${costOf(typical, unit, each).toFixed(3)}`),
  ])
  const examples = prices.filter(({ example }) => example).map(({ country }) => country)
  return [
    textTable([header, ...rows]),
    ...(examples.length > 0
      ? [`Prices of ${examples.join(', ')} are examples: write those of your contract into prices.yaml.`]
      : []),
  ].join('\n')
}

const count = (findings: readonly Finding[], wanted: Finding['severity']) =>
  findings.filter(({ severity }) => severity === wanted).length

/** `heard lint`: prints the findings; returns the exit code, 1 where the flow cannot be launched. `today` is an ISO date. */
export function lint(
  parameters: readonly string[],
  config: Config,
  today = daysIn(config.timeZone)(new Date()),
): number {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  })
  const [name] = positionals
  if (name === undefined) throw new Problem('usage', lintUsage)
  const own = join(projectFolders.flows, `${name}.yaml`)
  const path = existsSync(own) ? own : name
  if (!existsSync(path)) throw new Problem('flow_unknown', `"${name}" is neither a file nor a flow of this project`)
  const media = servedMedia(createChannels(config), config.ussd.limit)
  const { findings, content, proof } = lintFile(path, projectFolders, today, media)
  const [errors, warnings] = [count(findings, 'error'), count(findings, 'warning')]
  if (values.json) {
    console.log(JSON.stringify({ flow: content?.flow.name ?? null, errors, warnings, findings, proof }, null, 2))
    return errors > 0 ? 1 : 0
  }
  for (const finding of findings) console.log(formatFinding(finding))
  if (proof) console.log(`\n${costTable(proof.costs, readPrices(pricesFile, diskFiles))}\n`)
  const open = findings.filter(({ severity, because }) => severity === 'warning' && because === undefined).length
  const accepted = warnings > open ? `${warnings - open} warnings are accepted in the file` : 'nothing to mend'
  const verdict = open > 0 ? `${open} warnings: each needs a reason, in the file or at the launch` : accepted
  const looked = `${proof?.points} points of the conversation and ${proof?.screens} screens in ${content?.flow.languages.join(', ')} were looked at`
  console.log(
    errors > 0 ? `${errors} errors: mend them before a launch` : `${content?.flow.name}: ${looked}; ${verdict}`,
  )
  return errors > 0 ? 1 : 0
}
