import { describe, expect, test } from 'vitest'
import type { FlowContent, Referral } from '../../src/core/flow.ts'
import { referralLines } from '../../src/core/referrals.ts'
import { createTranslator } from '../../src/core/texts.ts'
import { engineFor, questionnaires, smallFlow } from '../support/flows.ts'

const entry = (more: Partial<Referral>): Referral => ({
  for: 'general',
  languages: ['en'],
  name: 'Here',
  number: '109',
  cost: 'free',
  hours: '24/7',
  ...more,
})
const line = (...referrals: Referral[]) => referralLines(referrals, createTranslator(questionnaires.system, 'en'))

describe('whom to call', () => {
  test('is a number, what it costs and when somebody answers', () => {
    expect(line(entry({}))('general', 'en')).toBe('109 (free, 24 hours)')
    const worded = entry({
      languages: ['en', 'bn'],
      cost: { en: 'local call', bn: 'লোকাল কল' },
      hours: { en: 'Sun-Thu 9-17', bn: 'রবি-বৃহস্পতি ৯-১৭' },
    })
    expect(line(worded)('general', 'en')).toBe('109 (local call, Sun-Thu 9-17)')
    expect(line(worded)('general', 'bn')).toBe('109 (লোকাল কল, রবি-বৃহস্পতি ৯-১৭)')
  })

  test('has names where there are several', () => {
    expect(line(entry({}), entry({ name: 'There', number: '1195' }))('general', 'en')).toBe(
      '109 (Here, free, 24 hours), 1195 (There, free, 24 hours)',
    )
  })

  test('speaks the language', () => {
    const [english, swahili] = [entry({}), entry({ languages: ['sw'], number: '1195' })]
    expect(line(english, swahili)('general', 'sw')).toBe('1195 (bure, saa 24)')
    expect(line(english)('general', 'sw')).toBe('')
  })

  test('is near, or for the whole country', () => {
    const known = line(entry({}), entry({ number: '333', place: 'north' }))
    expect(known('general', 'en', 'north')).toBe('333 (free, 24 hours)')
    expect(known('general', 'en', 'south')).toBe('109 (free, 24 hours)')
    expect(known('general', 'en')).toBe('109 (free, 24 hours)')
  })

  test('in an emergency is a number alone, in whatever language there is one', () => {
    const emergency = entry({ for: 'emergency', number: '999' })
    expect(line(emergency, entry({ for: 'emergency', number: '999', name: 'There' }))('emergency', 'en')).toBe('999')
    expect(line(emergency, entry({ for: 'emergency', number: '112', name: 'There' }))('emergency', 'en')).toBe(
      '999 (Here), 112 (There)',
    )
    expect(line(emergency)('emergency', 'bn')).toBe('999')
  })
})

test('a flow that asks where somebody is refers to help near there', () => {
  const content: FlowContent = {
    ...smallFlow(
      [{ name: 'district', list: 'districts' }],
      { districts: { north: 'North', south: 'South' } },
      {},
      { referral: true, referralPlace: 'district' },
    ),
    referrals: [entry({}), entry({ number: '333', place: 'north' })],
  }
  const engine = engineFor(content)
  const asked = engine.say(engine.begin('en', '2026-01-15').position as never, '1', '2026-01-15').position as never
  expect(engine.say(asked, '1', '2026-01-15').reply.text).toContain('Help: 333 (free, 24 hours).')
  expect(engine.say(asked, '2', '2026-01-15').reply.text).toContain('Help: 109 (free, 24 hours).')
  expect(engine.say(asked, '0', '2026-01-15').reply.text).toContain('Help: 109 (free, 24 hours).')
})
