import { describe, expect, test } from 'vitest'
import { inLanguages, questionnaires, smallFlow } from '../support/flows.ts'
import { tester } from '../support/tester.ts'

// Whole conversations, as people write who have not read any instruction.

const consent = { en: /^Heard asks a few questions/, bn: /^Heard কিছু প্রশ্ন/, sw: /^Heard inauliza/ }
const firstQuestion = { en: /^You are:/, bn: /^আপনি:/, sw: /^Wewe ni:/ }
const keyword = { en: 'HEALTH', bn: 'SHASTHO', sw: 'AFYA' }

describe('somebody takes part', () => {
  test.each([
    ...['y', 'ok', 'sure', 'yes please', 'Yes, I agree', 'okay 1', 'go ahead', 'Hi, yes', '👍'].map((said) => [
      'en',
      said,
    ]),
    ...['রাজি', 'জি', 'জ্বি ভাই', 'আমি রাজি আছি', 'ঠিক আছে', 'raji', 'ok', '১।'].map((said) => ['bn', said]),
    ...['sawa', 'nitashiriki', 'ndio tafadhali', 'nakubali kushiriki', 'poa', 'yes'].map((said) => ['sw', said]),
  ] as const)('in %s by %j', (language, said) => {
    const own = language as keyof typeof keyword
    return tester({ medium: 'sms' }).says(keyword[own]).sees(consent[own]).says(said).sees(firstQuestion[own])
  })

  test.each([
    ...['no thanks', 'N', 'not now', 'I do not agree', 'nope'].map((said) => ['en', said]),
    ...['না ধন্যবাদ', 'রাজি না', 'এখন না', 'raji na'].map((said) => ['bn', said]),
    ...['hapana asante', 'sitaki', 'sitashiriki'].map((said) => ['sw', said]),
  ] as const)('or does not, in %s by %j, and nothing is kept', async (language, said) => {
    const phone = tester({ medium: 'sms' })
      .says(keyword[language as keyof typeof keyword])
      .says(said)
      .ends()
    await phone
    expect(phone.finished.map(({ record }) => record)).toMatchObject([{ disposition: 'refused', answers: {} }])
  })

  test.each(['yes no', 'why?', 'maybe', 'who are you', 'yes but no name', 'a', '3', 'not yes'])(
    '%j is no consent',
    (said) =>
      tester({ medium: 'sms' })
        .says('HEALTH')
        .says(said)
        .sees(/^Please send one number/)
        .sees(/Take part\?/),
  )
})

describe('a keyword opens its flow', () => {
  test.each(['HEALTH', 'health.', '"Health"', '#HEALTH', 'HEALTH please', 'START HEALTH', 'start health pls', 'Helth'])(
    'in %j',
    (said) => tester({ medium: 'sms' }).says(said).sees(consent.en),
  )

  test.each(['HEALTH clinic', 'HEALTH 1', 'health 1 2', 'HEALTH yes', 'HEALTH survey'])(
    'in %j, and what follows it answers nothing',
    async (said) => {
      const phone = tester({ medium: 'sms' }).says(said).sees(consent.en).says('1').sees(firstQuestion.en)
      await phone
      expect(phone.finished).toEqual([])
    },
  )

  test.each(['স্বাস্থ্য', 'SHASTHO', 'shastho please'])('and changes its language in the middle: %j', (said) =>
    tester({ medium: 'sms' }).says('HEALTH').says('yes').sees(firstQuestion.en).says(said).sees(firstQuestion.bn),
  )
})

const types = ['select_one', 'select_multiple', 'integer', 'decimal', 'date', 'text'] as const
/** One question of this type, in a flow of its own. */
function asking(type: (typeof types)[number]) {
  const list = type.startsWith('select') ? { list: 'kinds' } : {}
  const content = smallFlow(
    [
      { name: 'asked', type, label: 'Please tell us:', ...list },
      { name: 'last', list: 'kinds' },
    ],
    { kinds: { well: 'Well', tap: 'Tap', yes: 'Yes', no: 'No' } },
  )
  const versions = [{ flow: 'small', version: 'small', content: inLanguages(content, ['en', 'bn', 'sw']) }]
  return tester({ medium: 'sms', questionnaires: { ...questionnaires, versions } })
    .says('SMALL')
    .says('yes')
}

const stops = [
  ...['pls stop', 'STOP ALL', 'opt out', 'Stop. Thank you', 'Stop!!', 'please stop sending messages', 'I want to stop'],
  ...['stop texting me', 'remove me please', 'বন্ধ করেন', 'বন্ধ করুন প্লিজ', 'মেসেজ বন্ধ করেন', 'আর মেসেজ দেবেন না'],
  ...['bondho koren', 'acha kunitumia', 'sitaki ujumbe', 'naomba msinitumie'],
]
const dangers = [
  ...['im in danger', 'I am in danger', 'help me please', 'please help me he will kill me', 'SOS!!', 'call the police'],
  ...['আমি বিপদে আছি', 'আমাকে বাঁচান', 'সাহায্য করুন ভাই', 'ami bipode achi', 'amake bachan'],
  ...['niko hatarini', 'tafadhali nisaidie', 'naomba msaada wa haraka', 'ananipiga'],
]

describe.each(types)('to a question of the type %s', (type) => {
  test.each(stops)('%j stops, and nothing of it is kept', async (said) => {
    const phone = asking(type)
      .sees(/^Please tell us:/)
      .says(said)
      .sees(/START/)
      .ends()
    await phone
    expect(phone.optedOut).toBe(true)
    expect(phone.finished.map(({ record }) => record)).toMatchObject([{ interview: false, answers: {} }])
  })

  test.each(dangers)('%j is answered with the emergency number, and nothing of it is kept', async (said) => {
    const phone = asking(type)
      .says(said)
      .sees(/999/)
      .says('skip')
      .sees(/^Question last/)
      .says('skip')
      .ends()
    await phone
    expect(phone.finished.map(({ record }) => record)).toMatchObject([
      { answers: { asked: { missing: 'refused' }, last: { missing: 'refused' } } },
    ])
  })

  test.each([
    'skip',
    'Skip it please',
    'rather not say',
    'I refuse',
    '0',
    '০',
    'zero please',
    'বলতে চাই না',
    'sitaki kusema',
  ])('%j is no answer, and is kept as that', async (said) => {
    // Where 0 may be an answer it is one.
    if (/^(?:0|০|zero please)$/.test(said) && (type === 'integer' || type === 'decimal')) return
    const phone = asking(type)
      .says(said)
      .sees(/^Question last/)
      .says('skip')
      .ends()
    await phone
    expect(phone.finished.at(-1)?.record).toMatchObject({ answers: { asked: { missing: 'refused' } } })
  })
})

describe('to a question in their own words people may write of danger and of stopping', () => {
  test.each([
    'The road is not dangerous',
    'People do not stop for us',
    'Nobody helped me at the clinic when I was ill',
  ])('%j', async (said) => {
    const phone = asking('text')
      .says(said)
      .sees(/^Question last/)
      .says('skip')
      .ends()
    await phone
    expect(phone.finished.at(-1)?.record).toMatchObject({ answers: { asked: { value: said } } })
  })
})

describe('what a phone adds changes nothing', () => {
  test.each([
    '1\n\nSent from my iPhone',
    '1\nRegards, Amina',
    '> Please tell us:\n1',
    '1\n--\nRahim Uddin',
    '"1"',
    '1 🙏',
    'Please 1, thanks!',
  ])('%j', async (said) => {
    const phone = asking('select_one')
      .says(said)
      .sees(/^Question last/)
      .says('skip')
      .ends()
    await phone
    expect(phone.finished.at(-1)?.record).toMatchObject({ answers: { asked: { value: 'well' } } })
  })
})

describe('what is not certain is asked back', () => {
  test('and recorded after a yes', () =>
    tester('health-services', { language: 'en' })
      .says('ok')
      .says('I am a woman')
      .sees(/^Past 12 months/)
      .says('sometime')
      .sees('Did you mean: 2 Sometimes?\n1 Yes\n2 No')
      .says('yes')
      .sees(/^Main reason why not/)
      .says('the clinic is too far')
      .sees('Did you mean: 3 Too far?\n1 Yes\n2 No')
      .says('ok')
      .sees(/satisfied or dissatisfied/)
      .says('disatisfied')
      .sees(/^Did you mean: 3 Dissatisfied/)
      .says('very satisfied')
      .sees(/send you the results|Your answers count/))

  test('but a word that says two things then is not', () =>
    tester('disputes', { language: 'en' })
      .says('yes')
      .says('woman')
      .says('no dispute')
      .sees(/^Did you mean: 2 No\?/)
      .says('yes')
      .sees(/^Please send one number/)
      .says('no')
      .ends())

  test('and in a sensitive group nothing is repeated', () =>
    tester('safety', { language: 'en' })
      .says('y')
      .says('I am 30')
      .says('woman')
      .sees(/is it safe to go on/)
      .says('yes')
      .sees(/^In the last 12 months/)
      .says('no violence')
      .sees(/^Please send one number/)
      .says('no')
      .sees(/Your answers count/))
})

test('the age may be written as a number, and who is under age is turned away', async () => {
  const aged = (said: string) =>
    tester('safety', { language: 'en' })
      .says('y')
      .sees(/How old/)
      .says(said)
  for (const said of ['30', 'thirty', 'I am 30', '30 years old', 'my age is 30', '30yrs'])
    await aged(said).sees(/^You are:/)
  for (const said of ['17', 'seventeen', 'I am 16 years old', 'below 18', '5 years'])
    await aged(said)
      .sees(/for adults/)
      .ends()
  for (const said of ['1990', '30+', 'over 18', 'about 30', '<18', '28 or 29'])
    await aged(said).sees(/^Please send one number/)
})
