import { afterEach, describe, expect, it, vi } from 'vitest'
import { groupCommit } from '../../src/store/group-commit.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** A group commit whose flushes end when the test says so. Tasks are named `lane/number`. */
function openGroup() {
  const flushes: { tasks: readonly string[]; end(): void; fail(): void; hold(): void }[] = []
  const submit = groupCommit<string, string>({
    lane: (task) => task.split('/')[0] as string,
    flush: (tasks) =>
      new Promise((resolve, reject) => {
        flushes.push({
          tasks,
          end: () => resolve(tasks.map((task) => ({ kind: 'done', result: task }))),
          fail: () => reject(new Error('the flush failed')),
          hold: () => resolve(tasks.map(() => ({ kind: 'later' }))),
        })
      }),
  })
  const flushed = (index: number) => vi.waitFor(() => flushes[index] ?? expect.fail('not flushed yet'))
  return { submit, flushes, flushed }
}

describe('group commit', () => {
  it('commits together what arrives together, and what arrives meanwhile with the next', async () => {
    const { submit, flushed } = openGroup()
    const first = ['a/1', 'b/1'].map(submit)
    expect((await flushed(0)).tasks).toEqual(['a/1', 'b/1'])
    const second = ['a/2', 'c/1', 'b/2'].map(submit)
    expect((await flushed(1)).tasks).toEqual(['c/1'])
    ;(await flushed(0)).end()
    expect((await flushed(2)).tasks).toEqual(['a/2', 'b/2'])
    ;(await flushed(1)).end()
    ;(await flushed(2)).end()
    expect(await Promise.all([...first, ...second])).toEqual(['a/1', 'b/1', 'a/2', 'c/1', 'b/2'])
  })

  it('flushes at most 32 tasks at a time, and two times at once', async () => {
    const { submit, flushes, flushed } = openGroup()
    const all = Promise.all(Array.from({ length: 100 }, (_, index) => submit(`${index}/1`)))
    await flushed(1)
    expect(flushes.map((flush) => flush.tasks.length)).toEqual([32, 32])
    for (let index = 0; index < 4; index++) (await flushed(index)).end()
    expect(await all).toHaveLength(100)
  })

  it('tries the tasks of a failed flush once more, one by one', async () => {
    const { submit, flushed } = openGroup()
    const results = Promise.allSettled(['a/1', 'b/1'].map(submit))
    ;(await flushed(0)).fail()
    ;(await flushed(1)).fail()
    ;(await flushed(2)).end()
    expect((await flushed(2)).tasks).toEqual(['b/1'])
    expect(await results).toMatchObject([
      { status: 'rejected', reason: { message: 'the flush failed' } },
      { status: 'fulfilled', value: 'b/1' },
    ])
  })

  it('tries again what has to wait, before what came after it', async () => {
    const { submit, flushed } = openGroup()
    const results = [submit('a/1')]
    const { hold } = await flushed(0)
    results.push(submit('a/2'))
    hold()
    expect((await flushed(1)).tasks).toEqual(['a/1', 'a/2'])
    ;(await flushed(1)).end()
    expect(await Promise.all(results)).toEqual(['a/1', 'a/2'])
  })

  it('refuses after three and a half seconds, and does not flush what was refused', async () => {
    vi.useFakeTimers()
    const { submit, flushes, flushed } = openGroup()
    const refused = [submit('a/1')]
    await vi.advanceTimersByTimeAsync(1)
    refused.push(submit('a/2'))
    const results = Promise.allSettled(refused)
    await vi.advanceTimersByTimeAsync(3500)
    expect(await results).toMatchObject([
      { status: 'rejected', reason: { code: 'unavailable' } },
      { status: 'rejected', reason: { code: 'unavailable' } },
    ])
    ;(await flushed(0)).end()
    const fresh = submit('a/3')
    await vi.advanceTimersByTimeAsync(1)
    expect(flushes.map((flush) => flush.tasks)).toEqual([['a/1'], ['a/3']])
    ;(await flushed(1)).end()
    expect(await fresh).toBe('a/3')
  })
})
