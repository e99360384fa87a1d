/** What a conversation of short messages cannot do, and what to do instead. `leave` says that it may simply be left out. */
interface Unsupported {
  readonly why: string
  readonly leave?: true
}

const picture = { why: 'a phone without a browser sends no files; take the row out' }
const anonymous: Unsupported = { why: 'it would say who answered, or when; left out', leave: true }

/** Question types of XLSForm that are no question here, by name. */
export const unsupportedTypes: Readonly<Record<string, Unsupported>> = {
  begin_repeat: { why: 'questions cannot be repeated here; ask about one case, such as the most recent one' },
  end_repeat: { why: 'questions cannot be repeated here' },
  begin_loop: { why: 'questions cannot be repeated here; write the question once for each choice' },
  end_loop: { why: 'questions cannot be repeated here' },
  phone_number: { why: 'nobody is asked for a number here; take the row out' },
  geopoint: { why: 'a feature phone knows no position; ask for the district with select_one' },
  geotrace: { why: 'a feature phone knows no position; take the row out' },
  geoshape: { why: 'a feature phone knows no position; take the row out' },
  'start-geopoint': anonymous,
  image: picture,
  photo: picture,
  audio: picture,
  video: picture,
  file: picture,
  barcode: { why: 'a feature phone has no scanner; ask for the number with text' },
  rank: { why: 'ranking takes too many messages; ask for the first choice with select_one' },
  range: { why: 'there is no slider; use integer with a constraint, or select_one' },
  time: { why: 'use select_one with parts of the day' },
  datetime: { why: 'use date' },
  acknowledge: { why: 'use select_one with one choice, or note' },
  trigger: { why: 'use select_one with one choice, or note' },
  select_one_external: { why: 'choices stand in the sheet "choices" here; use select_one' },
  select_one_from_file: { why: 'choices stand in the sheet "choices" here; use select_one' },
  select_multiple_from_file: { why: 'choices stand in the sheet "choices" here; use select_multiple' },
  'xml-external': { why: 'there are no external files; take the row out' },
  'csv-external': { why: 'there are no external files; take the row out' },
  osm: { why: 'there are no maps; take the row out' },
  ...Object.fromEntries(
    [
      ...['start', 'end', 'today', 'deviceid', 'username', 'phonenumber', 'email', 'audit', 'background-audio'],
      ...['subscriberid', 'simserial', 'background-geopoint'],
    ].map((name) => [name, anonymous]),
  ),
}

/** Columns that say nothing to a phone conversation. */
export const ignoredColumns: Readonly<Record<string, string>> = {
  appearance: 'every phone shows questions in its own way',
  parameters: 'there is nothing to set',
  guidance_hint: 'there is no interviewer; use hint',
  image: 'there are no pictures',
  audio: 'there is no sound',
  video: 'there are no films',
  media: 'there are no pictures, sounds or films',
  bind: 'this is for other programs',
  body: 'this is for other programs',
  instance: 'this is for other programs',
  required_message: 'every question can be skipped',
  repeat_count: 'questions cannot be repeated',
  default: 'nothing is filled in before the person answers',
  autoplay: 'there is no sound',
  accuracythreshold: 'a feature phone knows no position',
  trigger: 'calculations follow by themselves',
  save_to: 'there are no entities',
}
