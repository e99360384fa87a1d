import { expect, test } from 'vitest'
import { welcome } from '../src/welcome.ts'

const said = (production: boolean, flows: readonly string[], firstAdministrator: string | null = null) =>
  welcome(
    {
      ...{ port: 3000, flows, channels: [], firstAdministrator },
      unready: [{ flow: 'quiet', reasons: ['referrals/here.yaml: ring it', 'no entry is "for: child" in "sw"'] }],
    },
    { production, publicUrl: undefined, databaseUrl: undefined, dataDirectory: 'data', workers: 1 },
    null,
  )

test('says in production where to launch the first questionnaire', () => {
  expect(said(true, [])).toContain('Open flows: none; launch one at http://localhost:3000/console\n')
  expect(said(true, ['other'])).toContain('Open flows: other\nBefore quiet may be launched:\n')
})

test('says in development what will keep it from being opened', () => {
  expect(said(false, ['other', 'quiet'])).toContain(
    'Open flows: other, quiet\nIn production only what is launched is open.\nBefore quiet may be launched:\n  referrals/here.yaml: ring it\n  no entry is "for: child" in "sw"\n',
  )
})

test('shows the link for the first administrator as long as there is none, then where the console is', () => {
  expect(said(false, [], '/console/link/abc')).toContain('  http://localhost:3000/console/link/abc\n')
  expect(said(false, [])).toContain('\nConsole: http://localhost:3000/console\n')
})
