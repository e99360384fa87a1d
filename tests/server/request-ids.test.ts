import { describe, expect, test } from 'vitest'
import { createLog, inRequest, outsideRequests, requestId } from '../../src/log.ts'
import { startServer } from './harness.ts'
import { forged, post, telegram, twilio } from './requests.ts'

const idOf = (response: Response) => response.headers.get('x-request-id') ?? ''
const written = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as { request?: string })
const proxys = '0f8fad5b-12345678-7bd5-12345678'

describe('a request', () => {
  test('has an id of its own, in its answer, its lines of the log and the problem that is told', async () => {
    await using server = await startServer()
    const answers = [await post(server.root, twilio()), await post(server.root, forged(twilio()))]
    const ids = answers.map(idOf)
    expect(new Set(ids).size).toBe(2)
    expect(written(server.lines).map(({ request }) => request)).toEqual(ids)
    expect(await answers[1]?.json()).toMatchObject({ requestId: ids[1], instance: `/requests/${ids[1]}` })
    expect(answers[1]?.headers.get('content-type')).toBe('application/problem+json')
  })

  test('keeps its id in what is written deep inside, beside others', async () => {
    const both = Promise.withResolvers<void>()
    const lines: string[] = []
    const log = createLog('debug', { write: (line) => lines.push(line) })
    let arrived = 0
    await using server = await startServer({
      async converse(inbound) {
        if (++arrived === 2) both.resolve()
        await both.promise
        log.warn({ medium: inbound.medium }, 'deep inside')
        return { screen: null }
      },
    })
    const answers = await Promise.all([post(server.root, twilio()), post(server.root, telegram())])
    expect(new Set(written(lines).map(({ request }) => request))).toEqual(new Set(answers.map(idOf)))
  })

  test.each([
    ['a proxy that is trusted', 1, proxys, true],
    ['anybody else', undefined, proxys, false],
    ['a trusted proxy, too short', 1, '1', false],
    ['a trusted proxy, with what does not belong there', 1, `${proxys} {"x":1}`, false],
  ])('may get its id from %s: %s', async (_who, trustProxy, given, isTaken) => {
    await using server = await startServer({ trustProxy })
    const response = await fetch(`${server.root}/elsewhere`, { headers: { 'x-request-id': given } })
    expect(idOf(response) === given).toBe(isTaken)
  })
})

test('what several requests do together names none of them', () => {
  expect(inRequest('one of them', () => [requestId(), outsideRequests(requestId)])).toEqual(['one of them', undefined])
})
