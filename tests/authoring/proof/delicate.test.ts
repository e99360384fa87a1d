import { describe, expect, test } from 'vitest'
import { launchFaults, warningName } from '../../../src/authoring/launch-gate.ts'
import { personalDetails, unprotectedViolence } from '../../../src/authoring/proof/delicate.ts'
import { subjectOf } from '../../../src/authoring/proof/subject.ts'
import { sensitiveWordFinder, wordPattern } from '../../../src/authoring/sensitive-words.ts'
import { inLanguages, questionnaires, smallFlow } from '../../support/flows.ts'

const today = '2026-06-01'
const yesNo = { yes_no: { yes: 'Yes', no: 'No' } }

/** The rules that find something in one question, asked in one language. */
function rulesIn(language: string, question: Parameters<typeof smallFlow>[0][number], lists = yesNo, more = {}) {
  const subject = subjectOf(inLanguages(smallFlow([question], lists, {}, more), [language]), [], today)
  return [personalDetails, unprotectedViolence].filter(({ find }) => find(subject).length > 0).map(({ rule }) => rule)
}
const chosen = (label: string) => ({ name: 'a', list: 'yes_no', label })
const written = (label: string) => ({ name: 'a', type: 'text', label })

describe('a question that asks who somebody is', () => {
  test.each([
    ['en', 'Your full name?'],
    ['en', 'What’s your name?'],
    ['en', 'Name:'],
    ['en', 'Please write your phone number.'],
    ['en', 'Mobile number'],
    ['en', 'NID number?'],
    ['en', 'Which account number do we pay to?'],
    ['en', 'What is your address?'],
    ['en', 'What is your husband’s name?'],
    ['en', 'Your e-mail address?'],
    ['bn', 'আপনার নাম কী?'],
    ['bn', 'নাম?'],
    ['bn', 'আপনার মোবাইল নম্বরটি লিখুন'],
    ['bn', 'জাতীয় পরিচয়পত্রের নম্বর?'],
    ['bn', 'আপনার ঠিকানা?'],
    ['bn', 'Apnar nam ki?'],
    ['sw', 'Jina lako nani?'],
    ['sw', 'Jina kamili'],
    ['sw', 'Namba yako ya simu?'],
    ['sw', 'Nambari ya kitambulisho?'],
    ['sw', 'Anwani yako ni ipi?'],
  ])('is found: %s, %s', (language, label) => {
    expect(rulesIn(language, written(label))).toEqual(['personal-detail'])
  })

  test('is found as a number, in a hint, in a choice, and in a sensitive group', () => {
    expect(rulesIn('en', { name: 'a', type: 'integer', label: 'Phone number?' })).toEqual(['personal-detail'])
    expect(rulesIn('en', { ...written('How are you?'), hint: 'Begin with your name' })).toEqual(['personal-detail'])
    expect(rulesIn('en', chosen('What next?'), { yes_no: { yes: 'Your name', no: 'No' } })).toEqual(['personal-detail'])
    const group = { blocks: { private: { relevant: [] } } }
    expect(rulesIn('en', { ...chosen('Is this your name?'), block: 'private' }, yesNo, group)).toEqual([
      'personal-detail',
    ])
  })

  test.each([
    ['en', 'Do you have a name for this place?'],
    ['en', 'What is the name of the clinic?'],
    ['en', 'Name the clinic that you went to'],
    ['en', 'How many phones are at home?'],
    ['en', 'Do not write your name. What should be better?'],
    ['bn', 'ক্লিনিকের নাম কী?'],
    ['bn', 'জমি কি আপনার নামে?'],
    ['sw', 'Jina la kliniki ni lipi?'],
    ['sw', 'Kuna simu ngapi nyumbani?'],
  ])('is not: %s, %s', (language, label) => {
    expect(rulesIn(language, written(label))).toEqual([])
  })

  test.each([
    ['en', 'Do you have a phone number?'],
    ['en', 'Is the land in your name?'],
    ['en', 'Did you get an NID number?'],
    ['bn', 'আপনার কি ফোন নম্বর আছে?'],
    ['sw', 'Je, una namba ya simu?'],
    ['sw', 'Je, ardhi imeandikwa kwa jina lako?'],
  ])('is not one that asks whether there is something: %s, %s', (language, label) => {
    expect(rulesIn(language, chosen(label))).toEqual([])
  })
})

describe('a question about violence outside of a sensitive group', () => {
  test.each([
    ['en', 'Were you raped?'],
    ['en', 'Has anybody beaten you?'],
    ['en', 'Does your husband hit you?'],
    ['en', 'Did you face any violence?'],
    ['en', 'Were you harassed at work?'],
    ['bn', 'আপনি কি সহিংসতার শিকার হয়েছেন?'],
    ['bn', 'কেউ কি আপনাকে মারধর করেছে?'],
    ['bn', 'আপনাকে কি ধর্ষণ করা হয়েছে?'],
    ['bn', 'Apni ki nirjatoner shikar?'],
    ['sw', 'Je, ulikumbana na ukatili?'],
    ['sw', 'Je, umebakwa?'],
    ['sw', 'Je, ulipigwa na mtu?'],
    ['sw', 'Je, unanyanyaswa nyumbani?'],
  ])('is found: %s, %s', (language, label) => {
    expect(rulesIn(language, chosen(label))).toEqual(['unprotected-violence'])
  })

  test('is found in a hint, a choice, a note, and in English words of another language', () => {
    expect(rulesIn('en', { ...chosen('And at home?'), hint: 'We mean any abuse' })).toEqual(['unprotected-violence'])
    expect(rulesIn('en', chosen('Why?'), { yes_no: { yes: 'Rape', no: 'Other' } })).toEqual(['unprotected-violence'])
    expect(rulesIn('en', { name: 'a', type: 'note', label: 'Now about violence.' })).toEqual(['unprotected-violence'])
    const mixed = inLanguages(smallFlow([chosen('আপনি কি violence দেখেছেন?')], yesNo), ['bn', 'en'])
    const [inBangla] = unprotectedViolence.find(subjectOf(mixed, [], today))
    expect(inBangla).toMatchObject({
      severity: 'warning',
      language: 'bn',
      message: expect.stringContaining('"violence"'),
    })
  })

  test.each([
    ['en', 'How long is the battery life of your phone?'],
    ['en', 'Does anybody here have heart attacks?'],
    ['en', 'Did you eat beaten rice?'],
    ['en', 'Did the flood hit your village?'],
    ['en', 'Is there abuse of power in this office?'],
    ['en', 'Which sex is the baby?'],
    ['en', 'Did you skip a meal? Grapes? Slapdash work?'],
    ['bn', 'আঘাত বা অসুস্থতা?'],
    ['bn', 'অফিসে কি হয়রানি হতে হয়েছে?'],
    ['sw', 'Je, ulipigwa picha?'],
    ['sw', 'Je, unaweza kupiga simu?'],
    ['sw', 'Mgogoro au ugomvi?'],
  ])('is not: %s, %s', (language, label) => {
    expect(rulesIn(language, chosen(label))).toEqual([])
  })

  test('is not one inside of such a group', () => {
    const group = { blocks: { private: { relevant: [] } } }
    expect(rulesIn('en', { ...chosen('Were you raped?'), block: 'private' }, yesNo, group)).toEqual([])
  })
})

test('both stand in the way of a launch until its author says why they are no problem', () => {
  const content = smallFlow([written('Your full name?'), { ...chosen('Were you raped?'), name: 'b' }], yesNo)
  const subject = subjectOf(content, [], today)
  const findings = [personalDetails, unprotectedViolence].flatMap(({ find }) =>
    find(subject).map(({ severity, message }) => ({ severity, message, file: 'flows/small.yaml', line: 1 })),
  )
  const record = {
    ...{ purpose: 'p', use: 'u', targetPopulation: 't', languages: ['en'], media: ['ussd'], k: 10, quota: 0 },
    ...{ opensOn: today, closesOn: today, ethicsReference: '', smsIsSafeBecause: '' },
    translationReviews: { en: { by: 'A reader', on: today } },
  }
  const unacceptedOf = (acceptedWarnings: Record<string, string>) =>
    launchFaults({
      ...{ content, findings, record: { ...record, acceptedWarnings }, today, referrals: [], lastingMedia: [] },
      surroundings: { takenWords: new Map(), ofRound: [], hasEnded: false },
    }).filter(({ field }) => field === 'acceptedWarnings')
  expect(unacceptedOf({}).map(({ message }) => message)).toEqual(
    expect.arrayContaining([
      expect.stringContaining('"a" seems to ask who or where somebody is ("full name")'),
      expect.stringContaining('"b" speaks of violence ("raped")'),
    ]),
  )
  const accepted = findings.map((finding) => [warningName(finding), 'Only trained staff answer'])
  expect(unacceptedOf(Object.fromEntries(accepted))).toEqual([])
})

describe('a word that must not stand where anybody may read it', () => {
  const find = sensitiveWordFinder(questionnaires.system)

  test.each(['Battery life', 'Sextant', 'Beatrice', 'Grapes', 'Rapeseed oil', 'Mabaka ya ngozi'])(
    'is not part of another word: %s',
    (text) => expect(find(text)).toBeUndefined(),
  )

  test.each([
    ['About VIOLENCE', 'violence'],
    ['Battered women', 'battered'],
    ['Sexual health', 'sexual'],
    ['সহিংসতা নিয়ে', 'সহিংসতা'],
    ['Unanyanyaswa?', 'unanyanyaswa'],
    ['Kubakwa', 'kubakwa'],
  ])('is found as it stands there: %s', (text, word) => expect(find(text)).toBe(word))

  test('is written in the lists so that it can be found', () => {
    for (const entry of ['rape', 'forced sex', 'violen-', '-bakwa', '-nyanyas-', 'ধর্ষ-'])
      expect(entry).toMatch(wordPattern)
    for (const entry of ['', '-', 'e-mail', ' a', 'a  b', 'raped?', "don't", '.*'])
      expect(entry).not.toMatch(wordPattern)
  })
})
