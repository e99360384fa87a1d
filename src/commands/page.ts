import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readConsoleTexts } from '../authoring/console-texts.ts'
import { closedRound } from '../closed-round.ts'
import type { Config } from '../config.ts'
import { publicPage, publicPageName } from '../console/pages/results/public-page.ts'
import { resultsOf } from '../console/pages/results/round-results.ts'
import type { Reader } from '../console/pages/results/words.ts'
import { createTranslator } from '../core/texts.ts'
import { readMargins } from '../margins-file.ts'
import { Problem } from '../problem.ts'
import { projectFolders, readQuestionnaires } from '../questionnaires.ts'
import { publishedOf } from '../results/publish.ts'
import { requireMargins } from '../results/weigh.ts'
import { roundFacts } from '../round-facts.ts'
import { withStore } from './with-store.ts'

export const pageUsage = `heard page <flow> [--round ROUND] [--language LANGUAGE] [--margins FILE] [--to FILE.html]
  Writes the published results of a closed round as a page to share: one file, no cookies, nothing of another server.
  --margins: what is known of the population; who answered is compared with it.`

/** Throws `language_unknown`. */
function readerOf(language: string): Reader {
  const texts = readConsoleTexts(projectFolders.locales)
  if (!(language in texts)) throw new Problem('language_unknown', `the page can be in ${Object.keys(texts).join(', ')}`)
  const translator = createTranslator(texts, 'en')
  return { language, text: (key, parameters) => translator.text(language, `console:${key}`, parameters) }
}

/** `heard page`. */
export async function page(parameters: readonly string[], config: Config): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      round: { type: 'string' },
      language: { type: 'string', default: 'en' },
      margins: { type: 'string' },
      to: { type: 'string' },
    },
  })
  const [name] = positionals
  if (name === undefined) throw new Problem('usage', pageUsage)
  const reader = readerOf(values.language)
  const population = values.margins === undefined ? null : readMargins(values.margins)
  await withStore(config, async (store) => {
    const questionnaires = readQuestionnaires()
    const { content, round } = await closedRound(store, questionnaires, name, values.round)
    if (population) requireMargins(content.flow, population.margins)
    if ((await publishedOf(store.publishedTables, round)).length === 0)
      throw new Problem('usage', `nothing of it is published yet: heard publish ${name} --round ${round.round}`)
    const results = await resultsOf(round, {
      facts: (each) => roundFacts(store, questionnaires, each.flow, config, { now: new Date(), round: each.round }),
      ...{ tables: store.publishedTables, closedRounds: store.interviews.closed },
    })
    const file = values.to ?? publicPageName(round)
    writeFileSync(file, await publicPage(population ? { ...results, population } : results, reader))
    console.log(`written: ${file}`)
  })
}
