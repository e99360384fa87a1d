import type { Round } from '../store/contacts.ts'

/** What files and packages of a round are called: small letters, digits, `.`, `_` and `-`, whatever the round is called. */
export const roundName = ({ flow, round }: Round): string =>
  `${flow}-${round}`.toLowerCase().replace(/[^a-z0-9._-]+/g, '-')
