import { roundName } from '../../../results/round-name.ts'
import type { Round } from '../../../store/contacts.ts'
import { createTemplates } from '../../templates.ts'
import { roundPage } from './round-page.ts'
import type { RoundResults } from './round-results.ts'
import type { Reader } from './words.ts'

const render = createTemplates()

/** The results of a round as one file of HTML that anybody can be given: it asks nothing of another server, and sets no cookie. */
export async function publicPage(results: RoundResults, reader: Reader): Promise<string> {
  const page = await roundPage(results, reader)
  return render('./results/public', { ...page, ...reader })
}

export const publicPageName = (round: Round): string => `${roundName(round)}.html`
