import type { Reporter, TestModule } from 'vitest/node'
import { type ReliabilityRow, reliabilityRows } from './reliability-rows.ts'

interface Ran {
  readonly path: string
  readonly name: string
  readonly state: string
}

/** What the states of the tests say, those of each proof together. */
function verdictOf(states: readonly (readonly string[])[]): string {
  if (states.flat().includes('failed')) return 'FAILED'
  return states.every((each) => each.includes('passed')) ? 'holds' : 'not shown'
}

/** One line for each row: whether all tests that show it have run and passed. */
export function verdicts(rows: readonly ReliabilityRow[], ran: readonly Ran[]): string[] {
  return rows.map(({ id, holds, proofs }) => {
    const states = proofs.map(({ path, words }) =>
      ran.filter((test) => test.path === path && test.name.includes(words)).map(({ state }) => state),
    )
    return `${id.padEnd(4)} ${verdictOf(states).padEnd(10)} ${holds}`
  })
}

/** Prints what has become of each row of docs/reliability.md, for whoever runs the long form. */
// biome-ignore lint/style/noDefaultExport: this is how vitest takes a reporter
export default class RowsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const ran = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => ({
        ...{ path: module.relativeModuleId, name: test.fullName, state: test.result().state },
      })),
    )
    process.stdout.write(`\nRows of docs/reliability.md\n${verdicts(reliabilityRows(), ran).join('\n')}\n`)
  }
}
