import { execFile } from 'node:child_process'
import { getPriority } from 'node:os'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { createWorkshop } from '../../src/console/flows/workshop.ts'
import { type FlowWorker, openFlowWorker } from '../../src/console/worker/open.ts'
import type { WorkerLimits } from '../../src/console/worker/pool.ts'
import { flowNameSchema } from '../../src/core/names.ts'
import { Problem } from '../../src/problem.ts'
import { projectFolders } from '../../src/questionnaires.ts'

const { flows, locales, referrals } = projectFolders
const today = '2026-01-15'
let worker: FlowWorker
const open = (limits?: WorkerLimits) => {
  worker = openFlowWorker(
    { folders: { flows, locales, referrals }, ussdLimit: 160, reachable: ['sms'], organisation: 'CSO' },
    limits,
  )
}
afterEach(() => worker.end())

/** Questions of which each depends on the one `back` places before it. */
function flow(count: number, back: number): Parameters<typeof worker.run<'lint'>>[1] {
  const names = Array.from({ length: count }, (_, index) => `q${index}`)
  const survey = names.map((name, index) => ({
    ...{ type: 'select_one yes_no', name },
    ...(index >= back && { relevant: `\${q${index - back}} != 'no'` }),
  }))
  const choices = { yes_no: ['yes', 'no'] }
  const written = { name: 'long', languages: ['en'], keywords: { en: ['LONG'] }, survey, choices }
  const texts = {
    ...{ translation: 'source', title: 'Long', choices: { yes_no: { yes: 'Yes', no: 'No' } } },
    questions: Object.fromEntries(names.map((name) => [name, { label: `Is it ${name}?` }])),
  }
  const files = { 'flows/long.yaml': JSON.stringify(written), 'locales/en/long.json': JSON.stringify(texts) }
  return { name: 'long', files, today }
}

test('a draft is checked as it is anywhere else', async () => {
  open()
  const { content, findings, proof } = await worker.run('lint', flow(3, 1))
  expect(findings).toEqual([])
  expect(content?.flow.questions).toHaveLength(3)
  expect(proof?.points).toBeGreaterThan(3)
  const picture = await worker.run('picture', { content: content as never, language: 'en', today, title: 'Long' })
  expect(picture).toContain('<svg')
})

test('webhooks go first: the process for forms has a lower priority', async () => {
  open()
  await worker.run('compare', { from: {}, to: {} })
  const { stdout } = await promisify(execFile)('pgrep', ['-P', String(process.pid), '-f', 'worker/child'])
  expect(getPriority(Number(stdout))).toBeGreaterThanOrEqual(5)
})

test('what takes too long ends, and the next job is done by another process', async () => {
  open({ seconds: 1, megabytes: 512 })
  const costly = worker.run('lint', flow(40, 20))
  const next = worker.run('compare', { from: { a: 'x' }, to: { a: 'y' } })
  await expect(costly).rejects.toMatchObject({
    code: 'form_costly',
    details: [expect.stringMatching(/^this form takes longer than 1 seconds to check; ask less/)],
  })
  expect(await next).toHaveLength(1)
})

test('what takes too much memory ends, and the next job is done by another process', async () => {
  open({ seconds: 60, megabytes: 45 })
  const costly = worker.run('lint', flow(40, 20))
  const next = worker.run('compare', { from: { a: 'x' }, to: { a: 'y' } })
  await expect(costly).rejects.toMatchObject({ code: 'form_costly', details: [expect.stringContaining('45 MB')] })
  expect(await next).toHaveLength(1)
})

test('a problem comes back as it was thrown, and other faults with what they say', async () => {
  open()
  const bytes = Buffer.from('x')
  await expect(worker.run('readForm', { file: 'form.txt', bytes })).rejects.toMatchObject({ code: 'form_unreadable' })
  await expect(worker.run('paper', { content: null as never, language: 'en' })).rejects.toThrow('TypeError')
})

test('more than can be done are refused, and all when the service ends', async () => {
  open()
  const jobs = Array.from({ length: 60 }, () =>
    worker.run('compare', { from: {}, to: {} }).catch((error: unknown) => (error as Problem).code),
  )
  expect((await Promise.race(jobs.slice(55))) as unknown).toBe('unavailable')
  await worker.end()
  expect(await jobs[0]).toBe('unavailable')
})

test('a form that takes too long is a finding, in the console', async () => {
  open()
  const workspace = { draft: async () => null, launches: async () => [], save: async () => 1 }
  const workshop = createWorkshop({
    ...{ store: { workspace } as never, folders: projectFolders, ofProject: [], referrals: [], media: [], system: {} },
    ...{ freeze: (() => null) as never, today: () => today },
    worker: { ...worker, run: () => Promise.reject(new Problem('form_costly', 'this form takes longer')) },
  })
  const copy = await workshop.open(flowNameSchema.parse('health-services'))
  const expected = { severity: 'error', line: 1, message: 'this form takes longer' }
  expect(copy).toMatchObject({ content: undefined, findings: [{ ...expected, file: 'flows/health-services.yaml' }] })
  const uploaded = await workshop.uploads.upload('form.xlsx', Buffer.from(''), 'somebody')
  expect(uploaded).toMatchObject({ name: null, findings: [{ ...expected, file: 'form.xlsx' }] })
})
