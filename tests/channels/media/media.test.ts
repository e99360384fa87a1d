import { SegmentedMessage } from 'sms-segments-calculator'
import { describe, expect, test } from 'vitest'
import { createMedia } from '../../../src/channels/media/index.ts'
import { ussd } from '../../../src/channels/media/ussd.ts'
import type { Choice, Reply } from '../../../src/core/reply.ts'

const more: Choice = { key: '9', label: 'More' }
const reply = (text: string, labels: readonly string[], end = false): Reply => ({
  text,
  choices: labels.map((label, index) => ({ key: String(index + 1), label })),
  end,
  discreet: false,
  readInFull: false,
  traces: null,
})

const family = '👩‍👩‍👧'
const replies: Record<string, Reply> = {
  'a short question': reply('Do you have a health centre near you?', ['Yes', 'No']),
  'a question alone': reply('How old are you?', []),
  'a last screen': reply('Thank you. Your answers count.', [], true),
  'a long last screen': reply('Free help any time, day and night, at this number. '.repeat(12).trim(), [], true),
  'many choices': reply(
    'Which of these did you go to first?',
    Array.from({ length: 12 }, (_, index) => `Health post number ${index + 1} of the ward`),
  ),
  'a question longer than a page': reply('word '.repeat(60).trim(), ['Yes', 'No', 'Prefer not to say']),
  'a choice longer than a page': reply('Which?', ['a'.repeat(50), 'long choice '.repeat(30).trim(), 'last']),
  'no place to cut': reply('x'.repeat(500), ['Yes']),
  Bangla: reply('আপনার কাছের স্বাস্থ্যকেন্দ্রের সেবা নিয়ে আপনি কতটা সন্তুষ্ট?', [
    'খুব সন্তুষ্ট',
    'সন্তুষ্ট',
    'সন্তুষ্ট বা অসন্তুষ্ট কোনোটাই নয়',
    'অসন্তুষ্ট',
    'খুব অসন্তুষ্ট',
  ]),
  'emoji of several code points': reply(family.repeat(60), ['Yes']),
  nothing: reply('', []),
}

/** Lengths as the standards count them, independently of our own table. */
const limits: Record<string, (text: string) => boolean> = {
  sms: (text) => text.length <= 1600,
  whatsapp: (text) => text.length <= 1600,
  telegram: (text) => text.length <= 4096,
  ussd: (text) => {
    const { encodingName, numberOfCharacters } = new SegmentedMessage(text)
    return encodingName === 'GSM-7' ? numberOfCharacters <= 160 : text.length <= 80
  },
}

const media = createMedia(160)

describe.each(media)('medium $name', (medium) => {
  test('has a limit in this table', () => {
    expect(Object.keys(limits)).toContain(medium.name)
  })

  describe.each(Object.entries(replies))('shows %s', (_, given) => {
    const pages = medium.pages(given, more)
    const fits = limits[medium.name] ?? (() => false)
    const moreLine = `${more.key} ${more.label}`

    test('within its limit on every page', () => {
      expect(pages.filter(({ text }) => !fits(text))).toEqual([])
    })

    test('with everything on it exactly once, and in order', () => {
      const shown = pages.flatMap(({ text }, index) =>
        index < pages.length - 1 ? text.slice(0, -moreLine.length) : text,
      )
      const withoutSpace = (text: string) => text.replace(/\s/g, '')
      const written = [given.text, ...given.choices.map(({ key, label }) => key + label)].join('')
      expect(withoutSpace(shown.join(''))).toBe(withoutSpace(written))
    })

    test('with the way on at the end of every page but the last', () => {
      expect(pages.map(({ text }) => text.endsWith(moreLine))).toEqual(
        pages.map((_, index) => index < pages.length - 1),
      )
    })

    test('as an end only where it ends', () => {
      expect(pages.map(({ end }) => end)).toEqual(pages.map((_, index) => given.end && index === pages.length - 1))
    })

    test('without cutting a grapheme', () => {
      expect(pages.filter(({ text }) => /^\p{M}|‍$|^‍/u.test(text))).toEqual([])
    })

    test('with a measure', () => {
      expect(pages.map((page) => medium.measure(page))).toEqual(pages.map(() => expect.stringMatching(/^\d+\/\d+/)))
    })
  })
})

const leads: Record<string, readonly string[]> = {
  'a hint': ['Please send one number from the list.'],
  'a hint in Bangla': ['তালিকা থেকে একটি নম্বর পাঠান।'],
  'a hint of several sentences': ['That was not understood. Please send one number from the list. Thank you.'],
  'a hint of several lines': ['Not understood.', 'Please send one number from the list.'],
  'a hint longer than a page': ['Please send one number from the list that follows here. '.repeat(30).trim()],
  'a hint of one long word': ['x'.repeat(2000)],
  'an empty hint': [''],
}

describe.each(media)('a hint before a question on $name', (medium) => {
  const cases = Object.entries(leads).flatMap(([leadName, lead]) =>
    Object.entries(replies).map(([name, given]) => ({ leadName, name, lead, given })),
  )
  test.each(cases)('$leadName, before $name', ({ lead, given }) => {
    const fits = limits[medium.name] ?? (() => false)
    const alone = medium.pages(given, more)
    const pages = medium.pages({ ...given, lead }, more)
    expect(pages.filter(({ text }) => !fits(text))).toEqual([])
    expect(pages.length).toBeLessThanOrEqual(alone.length)

    // First as much of the hint as there is room for, then the question, on the first page already.
    const moreLine = `${more.key} ${more.label}`
    const shown = pages.map(({ text }, index) => (index < pages.length - 1 ? text.slice(0, -moreLine.length) : text))
    const withoutSpace = (text: string) => text.replace(/\s/g, '')
    const question = withoutSpace([given.text, ...given.choices.map(({ key, label }) => key + label)].join(''))
    const all = withoutSpace(shown.join(''))
    expect(all.endsWith(question)).toBe(true)
    const hint = all.slice(0, all.length - question.length)
    expect(withoutSpace(lead.join('')).startsWith(hint.replace(/\.\.\.$/, ''))).toBe(true)
    if (question !== '') expect(withoutSpace(shown[0] ?? '').length).toBeGreaterThan(hint.length)
    const wanted = { ...alone[0], text: [...lead, alone[0]?.text].filter(Boolean).join('\n') }
    if (alone.length === 1 && fits(wanted.text)) expect(pages[0]?.text).toBe(wanted.text)
  })

  test('is the same as before where there is none', () => {
    for (const given of Object.values(replies))
      expect(medium.pages({ ...given, lead: [] }, more)).toEqual(medium.pages(given, more))
  })
})

describe('USSD', () => {
  const question = 'How often did you have difficulty getting care in time, last year?'
  const answers = ['Each time', 'Sometimes', 'Never', 'Not needed at all']
  test.each([
    ['stands whole where it fits', ['Please send one number.'], 'Please send one number.\n'],
    [
      'loses its last sentence where only one fits',
      ['Please send one number. Nothing else is understood here.'],
      'Please send one number.\n',
    ],
    [
      'loses its last words where not even that fits',
      ['Please send the number that stands before your answer.'],
      'Please send the number that stands...\n',
    ],
    ['is left out where no three words fit', ['Pleasesendthenumberthatstands beforeyouranswer'], ''],
  ])('a hint %s: question and choices stay on one page', (_, lead, shown) => {
    const pages = ussd(160).pages({ ...reply(question, answers), lead }, more)
    const rest = `${question}\n${answers.map((label, index) => `${index + 1} ${label}`).join('\n')}`
    expect(pages.map(({ text }) => text)).toEqual([`${shown}${rest}`])
  })

  test('a question of several pages begins beside the hint', () => {
    const [first, ...others] = ussd(60).pages(
      { ...reply('Which of all these did you go to first?', ['A health post', 'A hospital']), lead: ['One number.'] },
      more,
    )
    expect(first?.text).toBe('One number.\nWhich of all these did you go to first?\n9 More')
    expect(others.map(({ text }) => text)).toEqual(['1 A health post\n2 A hospital'])
  })

  test('a question is rather cut than asked again without a word of why', () => {
    const asked = 'আপনার কাছের স্বাস্থ্যকেন্দ্রের সেবা নিয়ে আপনি কতটা সন্তুষ্ট?'
    const lead = ['তালিকা থেকে একটি নম্বর পাঠান।']
    const pages = ussd(160).pages({ ...reply(asked, ['খুব সন্তুষ্ট', 'সন্তুষ্ট', 'অসন্তুষ্ট']), lead }, more)
    expect(pages.map(({ text }) => text)).toEqual([
      'তালিকা থেকে একটি নম্বর পাঠান।\nআপনার কাছের স্বাস্থ্যকেন্দ্রের সেবা নিয়ে\n9 More',
      'আপনি কতটা সন্তুষ্ট?\n1 খুব সন্তুষ্ট\n2 সন্তুষ্ট\n3 অসন্তুষ্ট',
    ])
  })

  test('breaks between choices rather than inside one', () => {
    const pages = ussd(60).pages(
      reply('Which one?', ['The first of them', 'The second of them', 'The third of them']),
      more,
    )
    expect(pages.map(({ text }) => text)).toEqual([
      'Which one?\n1 The first of them\n2 The second of them\n9 More',
      '3 The third of them',
    ])
  })

  test('breaks between lines rather than inside one, even between its sentences', () => {
    const pages = ussd(60).pages(
      reply('The first line.\nTell us. Do you have difficulty seeing, with glasses?', ['No']),
      more,
    )
    expect(pages.map(({ text }) => text)).toEqual([
      'The first line.\n9 More',
      'Tell us. Do you have difficulty seeing, with glasses?\n1 No',
    ])
  })

  test.each([
    ['English', 45, 'It is free. It takes a minute only.', 'Do you agree?'],
    ['Bangla', 70, 'খরচ নেই। এক মিনিট লাগে।', 'আপনি কি এখন অংশ নেবেন?'],
  ])('breaks between sentences rather than inside one: %s', (_language, limit, first, last) => {
    const pages = ussd(limit).pages(reply(`${first} ${last}`, []), more)
    expect(pages.map(({ text }) => text)).toEqual([`${first}\n9 More`, last])
  })

  test('breaks a long sentence between words', () => {
    const pages = ussd(40).pages(reply('These words are too many for a single page of this operator', []), more)
    expect(pages.map(({ text }) => text)).toEqual([
      'These words are too many for a\n9 More',
      'single page of this operator',
    ])
  })

  test.each([
    ['the whole page in GSM-7', 160, 'a'.repeat(160), '160/160'],
    ['two for each character of the extension table', 160, '[€]', '6/160'],
    ['half a page in other scripts', 160, 'হ্যাঁ', '5/80'],
    ['never more than 80 in other scripts', 182, 'হ্যাঁ', '5/80'],
    ['half of a small page in other scripts', 100, 'হ্যাঁ', '5/50'],
  ])('counts %s', (_, limit, text, measure) => {
    expect(ussd(limit).measure({ text, buttons: [], end: false })).toBe(measure)
  })

  test('makes progress even where nothing fits', () => {
    expect(
      ussd(2)
        .pages(reply('abc', []), more)
        .map(({ text }) => text),
    ).toEqual(['a\n9 More', 'bc'])
  })
})

describe('SMS', () => {
  const sms = media.find(({ name }) => name === 'sms')
  test.each([
    ['a'.repeat(143), '143/160 · 1 segment (GSM-7)'],
    ['a'.repeat(161), '161/306 · 2 segments (GSM-7)'],
    ['হ্যাঁ', '5/70 · 1 segment (UCS-2)'],
    ['হ'.repeat(71), '71/134 · 2 segments (UCS-2)'],
  ])('measures %s', (text, measure) => {
    expect(sms?.measure({ text, buttons: [], end: false })).toBe(measure)
  })

  test('sends a menu of many choices whole', () => {
    expect(sms?.pages(replies['many choices'] as Reply, more)).toHaveLength(1)
  })
})

describe('Telegram', () => {
  const telegram = media.find(({ name }) => name === 'telegram')
  const question = reply('Do you?', ['Yes', 'No'])

  test('has a button for each choice', () => {
    expect(telegram?.pages(question, more)[0]?.buttons).toEqual(['1 Yes', '2 No'])
  })

  test('shows only keys on the buttons, and one to leave at once, where the answer must not stand in the chat', () => {
    const [screen] = telegram?.pages({ ...question, discreet: true }, more) ?? []
    expect(screen?.buttons).toEqual(['1', '2', 'x'])
    expect(screen?.text).toBe('Do you?\n1 Yes\n2 No')
  })
})
