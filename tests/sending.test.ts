import { expect, test, vi } from 'vitest'
import type { Channel } from '../src/channels/channel.ts'
import { createMetrics } from '../src/metrics.ts'
import { Problem, type ProblemCode } from '../src/problem.ts'
import { createDeliveryReports, createSending } from '../src/sending.ts'

const parcel = {
  id: 'job',
  contact: 'contact',
  channel: 'carrier-pigeon',
  address: { scheme: 'tel', value: '+254711000111' },
  screen: { text: 'hello', buttons: [], end: false },
  sensitive: false,
} as const

function setUp(send: NonNullable<Channel['send']>) {
  const metrics = createMetrics()
  const depart = vi.fn(async () => {})
  const channels: Channel[] = [
    { name: 'another', services: [], endpoints: [], send: () => expect.unreachable() },
    { name: 'carrier-pigeon', services: [], endpoints: [], send },
  ]
  return { metrics, depart, send: createSending({ channels, depart, metrics }) }
}
const { signal } = new AbortController()

test('a reply is sent through the channel that it names, and counted', async () => {
  const { send, metrics } = setUp(async (address, screen) => `${address.value} ${screen.text}`)
  expect(await send(parcel, signal)).toBe('+254711000111 hello')
  expect(await metrics.expose()).toContain('heard_deliveries_total{channel="carrier-pigeon",state="sent"} 1')
})

test.each<[ProblemCode, number]>([
  ['provider_blocked', 1],
  ['provider_rejected', 0],
  ['provider_unavailable', 0],
  ['provider_uncertain', 0],
])('after %s the person has left %i times', async (code, times) => {
  const { send, metrics, depart } = setUp(() => Promise.reject(new Problem(code)))
  await expect(send(parcel, signal)).rejects.toMatchObject({ code })
  expect(depart.mock.calls).toEqual(Array(times).fill(['contact', 'job']))
  expect(await metrics.expose()).toContain(`heard_send_failures_total{channel="carrier-pigeon",code="${code}"} 1`)
})

test('reports are counted where they are news', async () => {
  const metrics = createMetrics()
  const news = [true, false]
  const channels: Channel[] = [
    { name: 'carrier-pigeon', services: [], endpoints: [], send: async () => null },
    { name: 'answers-only', services: [], endpoints: [] },
  ]
  const report = createDeliveryReports(channels, { report: async () => news.shift() ?? false }, metrics)
  expect(await report('answers-only', 'one', 'delivered')).toBe(false)
  expect(await report('carrier-pigeon', 'one', 'delivered')).toBe(true)
  expect(await report('carrier-pigeon', 'one', 'delivered')).toBe(false)
  expect(await metrics.expose()).toContain('heard_deliveries_total{channel="carrier-pigeon",state="delivered"} 1')
})
