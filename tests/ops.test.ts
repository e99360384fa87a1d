import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { gaugesOf } from '../src/gauges.ts'
import { createMetrics } from '../src/metrics.ts'

const run = promisify(execFile)
const folder = join(import.meta.dirname, '../ops')

const rules = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Heard[A-Za-z]+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[smh]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.strictObject({ summary: z.string() }),
        }),
      ),
    }),
  ),
})
const dashboard = z.object({
  title: z.string(),
  panels: z.array(
    z.object({ id: z.int(), title: z.string(), targets: z.array(z.object({ expr: z.string() })).min(1) }),
  ),
})

const alerts = async () =>
  rules.parse(parse(await readFile(join(folder, 'alerts.yaml'), 'utf8'))).groups.flatMap((group) => group.rules)
const panels = async () => dashboard.parse(JSON.parse(await readFile(join(folder, 'dashboard.json'), 'utf8'))).panels

/** What Prometheus reads of a process in which everything has happened once. */
async function page(worker?: number): Promise<string> {
  const backlog = async () => ({ queueDepth: 0, queueOldestSeconds: 0, outcomesWaiting: 0, messagesQuarantined: 0 })
  const store = { connections: () => ({ inUse: 0, waiting: 0 }), backlog }
  const metrics = createMetrics(gaugesOf(store, 10, { lost: () => 0 }), '1.2.3', worker)
  metrics.webhook('sms', 'answered', 0.01)
  metrics.delivery('sms', 'sent')
  metrics.sendFailed('sms', 'provider_unavailable')
  metrics.task('purge')
  metrics.taskRun('purge', 0.01, true)
  metrics.request('console', '/flows/:name', '2xx', 0.01)
  return metrics.expose()
}

/** Every figure that the program exposes, as Prometheus names it. */
async function exposed(): Promise<Set<string>> {
  const text = await page()
  expect(text).toMatch(/^heard_build_info\{version="1\.2\.3",node="[\d.]+"\} 1$/m)
  return new Set([...text.matchAll(/^([a-z_][a-z0-9_]*)[ {]/gm)].map(([, name = '']) => name))
}

const namesIn = (expression: string) =>
  [...expression.matchAll(/\b(?:heard|process|nodejs)_[a-z0-9_]+/g)].map(([name]) => name)

test('alerts and dashboard ask for figures that there are', async () => {
  const known = await exposed()
  const expressions = [
    ...(await alerts()).map(({ expr }) => expr),
    ...(await panels()).flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ]
  const asked = new Set(expressions.flatMap(namesIn))
  expect(asked.size).toBeGreaterThan(10)
  expect([...asked].filter((name) => !known.has(name))).toEqual([])
  // Nothing of ours is left unwatched.
  const ours = [...known].filter((name) => name.startsWith('heard_') && !/_(?:sum|count)$/.test(name))
  expect(ours.filter((name) => !asked.has(name))).toEqual([])
})

test('each alert names a section of the operations manual that there is', async () => {
  const manual = await readFile(join(import.meta.dirname, '../docs/operations.md'), 'utf8')
  for (const { annotations, alert } of await alerts())
    for (const [, section] of annotations.summary.matchAll(/see "([^"]+)"/g))
      expect(manual.includes(`**${section}.**`), `${alert}: ${section}`).toBe(true)
})

test('figures are named as Prometheus wants them', async () => {
  const text = await page()
  const types = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => ({ name, type }))
  expect(types.length).toBeGreaterThan(10)
  for (const { name, type } of types) {
    expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter'])
    expect(name).not.toMatch(/_(?:count|sum|bucket|gauge|counter|histogram|milliseconds|minutes|ms|kb)$/)
    expect(text).toMatch(new RegExp(`^# HELP ${name} .+$`, 'm'))
    if (type === 'histogram') expect(name).toMatch(/_seconds$/)
  }
})

test('promtool takes the figures, where it is installed', async (context) => {
  const running = run('promtool', ['check', 'metrics'])
  running.child.stdin?.on('error', () => {}).end(await page())
  const result = await running.catch((error: NodeJS.ErrnoException) => error)
  if ('code' in result && result.code === 'ENOENT') return context.skip('promtool is not installed.')
  expect(result).not.toBeInstanceOf(Error)
})

test('promtool takes the rules, where it is installed', async (context) => {
  const result = await run('promtool', ['check', 'rules', join(folder, 'alerts.yaml')]).catch(
    (error: NodeJS.ErrnoException) => error,
  )
  if ('code' in result && result.code === 'ENOENT') return context.skip('promtool is not installed.')
  expect(result).not.toBeInstanceOf(Error)
})
