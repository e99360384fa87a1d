import { readPrices } from './authoring/proof/prices.ts'
import { sensitiveWordFinder } from './authoring/sensitive-words.ts'
import { diskFiles, overDisk } from './authoring/source-files.ts'
import { createChannels } from './channels/index.ts'
import { servedMedia, simulatedService } from './channels/services.ts'
import { createClosing } from './closing.ts'
import type { Config } from './config.ts'
import { createWorkshop } from './console/flows/workshop.ts'
import { type FlowTools, readers } from './console/pages/flows/tools.ts'
import { createTries } from './console/try/tries.ts'
import { openFlowWorker } from './console/worker/open.ts'
import { createResultScreen } from './conversation/result-message.ts'
import { daysIn } from './core/days.ts'
import { createEngine } from './core/engine.ts'
import type { Translator } from './core/texts.ts'
import { readMargins } from './margins-file.ts'
import { askedVersion, releaseMinimum } from './offers.ts'
import { redact } from './privacy/redaction.ts'
import { freeze, openLibrary, pricesFile, projectFolders, type Questionnaires } from './questionnaires.ts'
import { requireMargins } from './results/weigh.ts'
import { roundFacts } from './round-facts.ts'
import { memoryContacts } from './store/memory-contacts.ts'
import type { Store } from './store/store.ts'

/** What the console's pages about flows work with, over this store. */
export function openFlowTools(
  store: Store,
  questionnaires: Questionnaires,
  {
    config,
    clock,
    translator,
  }: { readonly config: Config; readonly clock: () => Date; readonly translator: Translator },
): FlowTools {
  const dayOf = daysIn(config.timeZone)
  const channels = createChannels(config)
  const media = servedMedia(channels, config.ussd.limit)
  const { organisation, idleMinutes, releaseK, production } = config
  const { flows, locales, referrals } = projectFolders
  const worker = openFlowWorker({
    ...{ folders: { flows, locales, referrals }, ussdLimit: config.ussd.limit, organisation },
    reachable: media.filter(({ reachable }) => reachable).map(({ name }) => name),
  })
  return {
    workshop: createWorkshop({
      ...{
        store,
        media,
        worker,
        freeze,
        today: () => dayOf(clock()),
        folders: projectFolders,
        referrals: questionnaires.referrals,
      },
      system: questionnaires.system,
      ofProject: questionnaires.versions,
    }),
    media,
    prices: readPrices(pricesFile, diskFiles),
    interviews: store.interviews,
    backlog: store.backlog,
    tables: store.publishedTables,
    publicResults: store.publicResults,
    scores: store.publishedScores,
    scorecards: store.scorecards,
    closedRounds: store.interviews.closed,
    endedRounds: store.interviews.ended,
    closing: createClosing(store, questionnaires, { config, clock }),
    minimum: async (round) => releaseMinimum(await store.workspace.launches(round.flow), releaseK)(round),
    resultMessages: store.resultMessages,
    tieBetween: store.console.accounts.tieBetween,
    resultWishes: store.resultWishes,
    resultScreen: createResultScreen(translator, organisation),
    findSensitiveWord: sensitiveWordFinder(questionnaires.system),
    asked: async (name, round) => (await askedVersion(store, questionnaires, name, round)).content,
    facts: ({ flow, round }) => roundFacts(store, questionnaires, flow, config, { now: clock(), round }),
    readPopulation(margins, flow) {
      const name = 'margins.yaml'
      const population = readMargins(name, overDisk(new Map([[name, margins]])))
      requireMargins(flow, population.margins)
      return population
    },
    worker,
    play: (content) => createEngine({ version: '', content, organisation, redact }),
    tries: createTries({
      open: (content) =>
        openLibrary({ ...questionnaires, versions: [freeze(content)] }, { ...config, loadContent: async () => null }),
      service: (medium) => simulatedService(channels, medium),
      ...{ newContacts: memoryContacts, idleMinutes, clock, dayOf },
    }),
    tryAudience: production ? readers : 'anybody',
    releaseK,
  }
}
