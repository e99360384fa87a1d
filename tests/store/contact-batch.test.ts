import { expect, it, vi } from 'vitest'
import { decideBatch } from '../../src/store/contact-batch.ts'
import type { Decision, StoredContact } from '../../src/store/contacts.ts'

const count = vi.fn(({ session }: StoredContact): Decision<never> => {
  const number = ((session as number | null) ?? 0) + 1
  return {
    kind: 'effects',
    effects: {
      session: number,
      screen: { text: `${number}`, buttons: [], end: false },
      ...{ round: null, optedOut: false, idleAt: null, finished: [], participated: [], outbound: [], withdraws: false },
    },
  }
})

it('decides each message once, in order, and gives copies within the batch the same screen', () => {
  const messages = ['m1', 'm2', 'm1', 'known', 'm2'].map((message) => ({ contact: 'c', message, next: count }))
  const { outcomes, changes } = decideBatch(messages, {
    contact: () => ({ session: 10, optedOut: false }),
    isEnded: () => false,
    answer: (message) => (message === 'known' ? null : undefined),
  })
  const screens = outcomes.map((outcome) =>
    outcome.kind === 'done' && outcome.advanced.kind === 'committed'
      ? [outcome.advanced.screen?.text, outcome.advanced.duplicate]
      : outcome,
  )
  expect(screens).toEqual([
    ['11', false],
    ['12', false],
    ['11', true],
    [undefined, true],
    ['12', true],
  ])
  expect(changes.map((change) => change.message)).toEqual(['m1', 'm2'])
  expect(count).toHaveBeenCalledTimes(2)
})
