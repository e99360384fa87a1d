/**
 * How long the fault tests run, and the only place that decides it. Unset: the short form of `npm test`. FAULTS=long: the long
 * form of `npm run test:faults`. FAULTS=0.2: a fifth of the long form.
 */
const share = process.env.FAULTS === 'long' ? 1 : Number(process.env.FAULTS ?? 0)
if (!(share >= 0 && share <= 1)) throw new Error('FAULTS must be "long", or a share of the long form such as 0.2')

/** Whether this is the long form, or a share of it. */
export const long = share > 0

/** How many times something is done: `short` times in the short form, up to `long` times in the long one. */
export const times = (short: number, long: number): number => Math.max(short, Math.round(long * share))

/** Milliseconds after which a test has failed. */
export const patience = (shortSeconds: number, longSeconds: number): { timeout: number } => ({
  timeout: 1000 * (long ? longSeconds : shortSeconds),
})

/** What was done and what went wrong, for whoever runs the long form. */
export function printFigures(title: string, figures: Readonly<Record<string, number | string>>): void {
  if (!long) return
  const width = Math.max(...Object.keys(figures).map((name) => name.length))
  const lines = Object.entries(figures).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
  process.stdout.write(`\n${title}\n${lines.join('\n')}\n`)
}
