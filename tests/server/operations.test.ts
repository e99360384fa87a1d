import { Router } from 'express'
import { describe, expect, test, vi } from 'vitest'
import { createMetrics } from '../../src/metrics.ts'
import { startServer } from './harness.ts'
import { problemDocument } from './problem-document.ts'
import { anotherTwilio, forged, post, telegram, twilio } from './requests.ts'

describe('health', () => {
  test('is alive while it answers, ready or not', async () => {
    await using server = await startServer({ ready: () => Promise.resolve(false) })
    const response = await fetch(`${server.root}/health/live`)
    expect([response.status, await response.json()]).toEqual([200, { status: 'live' }])
  })

  test.each([
    ['it can store', () => Promise.resolve(true), 200],
    ['it cannot', () => Promise.resolve(false), 503],
    ['it cannot tell', () => Promise.reject(new Error('no connection to 10.0.0.1')), 503],
  ])('is ready as far as %s', async (_, ready, status) => {
    await using server = await startServer({ ready })
    expect((await fetch(`${server.root}/health/ready`)).status).toBe(status)
  })

  test('is not ready when the check hangs', async () => {
    await using server = await startServer({ ready: () => new Promise<boolean>(() => {}) })
    expect((await fetch(`${server.root}/health/ready`)).status).toBe(503)
  })
})

describe('metrics', () => {
  const sample = (text: string, line: string) =>
    Number(
      text
        .split('\n')
        .find((each) => each.startsWith(`${line} `))
        ?.slice(line.length),
    )

  test('count requests by channel and outcome', async () => {
    await using server = await startServer()
    await post(server.root, twilio())
    await post(server.root, twilio())
    await post(server.root, forged(twilio()))
    await post(server.root, telegram({ update_id: 1, callback_query: {} }))
    const response = await fetch(`${server.root}/metrics`)
    const text = await response.text()
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0.0.4/)
    const count = (channel: string, outcome: string) =>
      sample(text, `heard_webhook_requests_total{channel="${channel}",outcome="${outcome}"}`)
    expect(count('twilio', 'answered')).toBe(2)
    expect(count('twilio', 'not_authentic')).toBe(1)
    expect(count('telegram', 'ignored')).toBe(1)
    expect(sample(text, 'heard_webhook_duration_seconds_count{channel="twilio"}')).toBe(3)
  })

  test('tell what happened instead of an answer', async () => {
    const fates = ['silenced', 'quarantined', undefined]
    await using server = await startServer({
      converse: () => {
        const instead = fates.shift()
        return Promise.resolve({ screen: null, ...(instead !== undefined && { instead }) })
      },
    })
    for (let index = 0; index < 3; index++) await post(server.root, anotherTwilio())
    const text = await (await fetch(`${server.root}/metrics`)).text()
    for (const outcome of ['silenced', 'quarantined', 'accepted']) {
      expect(sample(text, `heard_webhook_requests_total{channel="twilio",outcome="${outcome}"}`)).toBe(1)
    }
  })

  test('are there also while the database hangs: what it would tell is not known', async () => {
    const metrics = createMetrics([
      { name: 'heard_hanging', help: 'x', read: () => new Promise<number>(() => {}) },
      { name: 'heard_failing', help: 'x', read: () => Promise.reject(new Error('no connection')) },
      { name: 'heard_throwing', help: 'x', read: () => expect.unreachable() },
      { name: 'heard_known', help: 'x', read: () => 3 },
    ])
    await using server = await startServer({ metrics })
    const text = await (await fetch(`${server.root}/metrics`)).text()
    expect(['hanging', 'failing', 'throwing', 'known'].map((name) => sample(text, `heard_${name}`))).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      3,
    ])
    expect(text).toContain('heard_hanging Nan')
  })

  test('read the values that were passed in', async () => {
    const metrics = createMetrics([{ name: 'heard_waiting_interviews', help: 'x', read: () => Promise.resolve(7) }])
    await using server = await startServer({ metrics })
    expect(sample(await (await fetch(`${server.root}/metrics`)).text(), 'heard_waiting_interviews')).toBe(7)
  })
})

test('requests to console and API are counted by pattern and class of status, and never by what stood in the address', async () => {
  const metrics = createMetrics()
  const pages = Router()
    .get('/flows/:name', (_request, response) => void response.send('here'))
    .get('/broken/:name', () => {
      throw new Error('a fault of ours')
    })
  await using server = await startServer({ metrics, console: pages, api: { routes: [], findCaller: async () => null } })
  for (const path of ['console/flows/canary', 'console/broken/canary', 'console/canary', 'api/v1/canary'])
    await (await fetch(`${server.root}/${path}`)).text()
  const counted = () =>
    metrics.expose().then((text) => [...text.matchAll(/^heard_http_requests_total(.*)$/gm)].map(([, each]) => each))
  await vi.waitFor(async () =>
    expect(await counted()).toEqual([
      '{area="console",route="/flows/:name",status="2xx"} 1',
      '{area="console",route="/broken/:name",status="5xx"} 1',
      '{area="console",route="none",status="4xx"} 1',
      '{area="api",route="none",status="4xx"} 1',
    ]),
  )
  expect(await metrics.expose()).not.toContain('canary')
})

test('an unknown address is not found', async () => {
  await using server = await startServer()
  const response = await fetch(`${server.root}/webhooks/unknown`, { method: 'POST' })
  expect([response.status, await response.json()]).toEqual([404, problemDocument('not_found', 404)])
})

test('answers tell nothing about the software, and carry security headers', async () => {
  await using server = await startServer()
  for (const response of [await post(server.root, twilio()), await fetch(`${server.root}/nothing`)]) {
    expect(response.headers.get('x-powered-by')).toBeNull()
    expect(response.headers.get('server')).toBeNull()
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(await response.text()).not.toMatch(/express|node_modules|\bat .*:\d+:\d+/i)
  }
})
