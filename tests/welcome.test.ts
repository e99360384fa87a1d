import { expect, test } from 'vitest'
import { welcome } from '../src/welcome.ts'

const said = (production: boolean, flows: readonly string[]) =>
  welcome(
    {
      ...{ port: 3000, flows, channels: [] },
      unready: [{ flow: 'quiet', reasons: ['referrals/here.yaml: ring it', 'no entry is "for: child" in "sw"'] }],
    },
    { production, publicUrl: undefined, databaseUrl: undefined, dataDirectory: 'data' },
    null,
  )

test('says which questionnaire is not open in production, why, and what to do', () => {
  expect(said(true, ['other'])).toContain(
    'Open flows: other\nNot open: quiet. First:\n  referrals/here.yaml: ring it\n  no entry is "for: child" in "sw"\n',
  )
})

test('says in development what will keep it from being opened', () => {
  expect(said(false, ['other', 'quiet'])).toContain(
    'Open flows: other, quiet\nNot for real people yet, and not open in production: quiet. First:\n  referrals/here.yaml: ring it\n',
  )
})
