import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { roundName } from '../../../results/round-name.ts'
import type { Round } from '../../../store/contacts.ts'
import { createTemplates } from '../../templates.ts'
import type { PageAddress } from './picker.ts'
import { roundPage } from './round-page.ts'
import type { RoundResults } from './round-results.ts'
import type { Reader } from './words.ts'

const render = createTemplates()

/** The page stands alone: its style is in it. */
const style = ['results.css', 'figures.css']
  .map((name) => readFileSync(join(import.meta.dirname, '../../public', name), 'utf8'))
  .join('')

/** What anybody may see of a round; the page that is hosted and the one that is handed on are made from it. */
export function publicView(results: RoundResults, reader: Reader, address: PageAddress | null) {
  const page = roundPage(results, reader, address)
  return { ...page, description: page.summary.sentences.join(' '), organisation: results.facts.organisation }
}

/** The results of a round as one file of HTML that anybody can be given: it asks nothing of another server, and sets no cookie. */
export function publicPage(results: RoundResults, reader: Reader): string {
  return render('./results/public', { ...publicView(results, reader, null), ...reader, style })
}

export const publicPageName = (round: Round): string => `${roundName(round)}.html`
