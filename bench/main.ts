import { writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { openBench } from './bench.ts'
import type { Report } from './figure.ts'
import { figures } from './figures/index.ts'
import { createProgress } from './progress.ts'
import { format } from './report.ts'

const usage = `Measures Heard: npm run bench -- [options] [figure ...]

Figures: ${figures.map(({ name }) => name).join(', ')} (all of them where none is named)

  --full             the sizes and times that the targets are about (about an hour) instead of a quick look
  --rounds <n>       how often each side of a comparison is measured (5; with --full 9)
  --json <file>      writes everything as JSON, too
  --profiles <dir>   writes CPU profiles of the servers there
  --strict           ends with 1 where a target is missed
  --help             this
`

interface Measured extends Report {
  readonly name: string
  readonly title: string
  readonly seconds: number
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      full: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      json: { type: 'string' },
      profiles: { type: 'string' },
      strict: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const unknown = positionals.filter((name) => !figures.some((figure) => figure.name === name))
  const rounds = Number(values.rounds ?? (values.full ? 9 : 5))
  if (unknown.length > 0) throw new Error(`There is no figure called ${unknown.join(', ')}.`)
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1.')
  const chosen = positionals.length > 0 ? figures.filter(({ name }) => positionals.includes(name)) : figures
  return { ...values, rounds, profiles: values.profiles ?? null, chosen }
}

const machine = () => ({
  cores: availableParallelism(),
  processor: cpus()[0]?.model ?? 'unknown',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
})

/** The load average of the last minute: above the benchmark's own, somebody else was at work. */
const load = () => (loadavg()[0] as number).toFixed(1)

async function main(): Promise<number> {
  const { full, rounds, json, profiles, strict, help, chosen } = readArguments()
  if (help) {
    console.log(usage)
    return 0
  }
  const progress = createProgress()
  await using bench = await openBench({ full, rounds, profiles, progress })
  const interrupt = async () => {
    progress.clear()
    await bench[Symbol.asyncDispose]()
    process.exit(130)
  }
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)

  const { cores, processor, memoryGiB, node } = machine()
  console.log(`${full ? 'Full size' : 'A quick look'}; ${cores} cores (${processor}), ${memoryGiB} GiB, Node ${node}\n`)
  const measured: Measured[] = []
  for (const { name, title, run } of chosen) {
    const [before, start] = [load(), performance.now()]
    const report = await run(bench)
    progress.clear()
    const seconds = Math.round((performance.now() - start) / 1000)
    const noise = `Load average of the machine: ${before} before, ${load()} after; ${seconds} s.`
    const result = { name, title, seconds, ...report, notes: [...report.notes, noise] }
    measured.push(result)
    console.log(format(`${name}: ${title}`, result))
  }

  const missed = measured.flatMap(({ findings }) => findings).filter(({ met }) => met === false)
  console.log(
    missed.length === 0
      ? 'No target was missed.'
      : `${missed.length} missed: ${missed.map(({ what }) => what).join('; ')}`,
  )
  if (json !== undefined) {
    const date = new Date().toISOString().slice(0, 10)
    await writeFile(json, `${JSON.stringify({ date, full, rounds, machine: machine(), figures: measured }, null, 2)}\n`)
  }
  return strict && missed.length > 0 ? 1 : 0
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
