import packageJson from '../package.json' with { type: 'json' }
import { openApi } from './api-access.ts'
import { createChannels, isOn } from './channels/index.ts'
import type { Config } from './config.ts'
import { openConsole } from './console/open.ts'
import { createOpenId } from './console/open-id.ts'
import { createConversation } from './conversation/conversation.ts'
import { createDeparture } from './conversation/departure.ts'
import { createIdleEnding } from './conversation/idle.ts'
import { keysOf } from './conversation/keys.ts'
import { withQuarantine } from './conversation/quarantine.ts'
import { createThrottle } from './conversation/throttle.ts'
import { daysIn } from './core/days.ts'
import { openFlowTools } from './flow-tools.ts'
import { gaugesOf } from './gauges.ts'
import type { CountingLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import { followOffers } from './offers.ts'
import { roundScope } from './privacy/keyring.ts'
import { openLibrary, projectFolders, readQuestionnaires, type Unready, unreadyFlows } from './questionnaires.ts'
import { createResultSending } from './result-sending.ts'
import { releaseDue } from './results/release.ts'
import { startSchedule } from './schedule.ts'
import { createDeliveryReports, createErasing, createSending } from './sending.ts'
import { listen } from './server/listen.ts'
import { createServer, defaultLimits } from './server.ts'
import { openStore } from './store/store.ts'
import { ofAllWorkers, workerNumber } from './worker.ts'

const { version } = packageJson
const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** Whatever was started, to be ended in reverse. */
export interface Application {
  readonly port: number
  readonly flows: readonly string[]
  /** What must be done before people may be asked these; in production they are not open. */
  readonly unready: readonly Unready[]
  readonly channels: ReturnType<typeof createChannels>
  /** The path of the one-time link for the first administrator, as long as there is no account. */
  readonly firstAdministrator: string | null
  stop(): Promise<void>
}

/** Starts everything, in the order in which each needs the one before. What was started is ended again where a later part fails. */
export async function startApplication(config: Config, secret: string, log: CountingLog): Promise<Application> {
  const clock = () => new Date()
  const dayOf = daysIn(config.timeZone)
  const started: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const end of started.splice(0).reverse())
      await end().catch((error: unknown) => log.error({ error }, 'a part did not end cleanly'))
  }
  try {
    const questionnaires = readQuestionnaires()
    const unready = unreadyFlows(questionnaires, dayOf(clock()))
    // In production people are asked nothing that has not passed the launch gate.
    const ofProject = config.production ? [] : questionnaires.versions
    const { databaseUrl = null, dataDirectory: dataDir } = config
    const secrets = { current: secret, previous: config.previousSecrets }
    const store = await openStore({ databaseUrl, dataDir, secrets, log, clock, dayOf })
    started.push(() => store.close())

    await store.flowVersions.launch(ofProject)
    const offers = followOffers(store, { ofProject, k: config.releaseK, clock, dayOf })
    const loadContent = async (version: string) => (await store.flowVersions.load(version))?.content ?? null
    const library = openLibrary({ ...questionnaires, versions: [] }, { ...config, loadContent })
    const offer = async () => {
      const open = await offers.open()
      // First the keys: whoever begins in a round needs one at once.
      await store.keys.open(open.map(({ content: { flow } }) => roundScope(flow.name, flow.round)))
      library.offer(open)
    }
    await offer()

    const metrics = ofAllWorkers(createMetrics(gaugesOf(store, config.releaseK, log), version, workerNumber()))
    const apology = library.translator.text(config.defaultLanguage, 'system:unavailable')
    const { contacts, failedMessages, deliveries, interviews, retention, keyring } = store
    const allow = createThrottle(config.contactMessagesPerMinute)
    const { idleMinutes } = config
    const converse = withQuarantine(
      createConversation({ library, contacts, keyring, allow, clock, dayOf, idleMinutes }),
      {
        ...{ failedMessages, keyring, log, apology },
      },
    )

    const channels = createChannels(config)
    const active = channels.filter(isOn)
    const depart = createDeparture({ library, contacts, keyring, clock, dayOf })
    await store.queue.work(
      active.filter((channel) => channel.send).map(({ name }) => name),
      createSending({ channels: active, depart, metrics }),
    )
    await store.queue.workErasures(
      active.filter((channel) => channel.erase).map(({ name }) => name),
      createErasing(active),
    )

    const flowTools = openFlowTools(store, questionnaires, { config, clock, translator: library.translator })
    started.push(() => flowTools.worker.end())
    const { defaultLanguage } = config
    const sendResults = createResultSending({ ...flowTools, store, defaultLanguage })
    const schedule = startSchedule(
      [
        { name: 'follow launches', everyMilliseconds: second, run: offer },
        { name: 'read keys', everyMilliseconds: minute, run: store.keys.refresh },
        {
          name: 'release',
          everyMilliseconds: 2 * second,
          run: () => releaseDue(interviews, offers.releaseMinimum, log),
        },
        {
          name: 'end idle conversations',
          everyMilliseconds: minute,
          run: createIdleEnding({ library, endIdle: retention.endIdle, clock, dayOf }),
        },
        { name: 'send results', everyMilliseconds: 2 * second, run: sendResults },
        { name: 'purge', everyMilliseconds: hour, run: retention.purge },
        { name: 'purge the console', everyMilliseconds: hour, run: store.console.purge },
      ],
      log,
      metrics,
    )
    started.push(() => schedule.stop())

    const staff = await openConsole(store.console, {
      ...{ ...config, locales: projectFolders.locales, clock, dayOf, log, keyring },
      openId: config.openId ? createOpenId(config.openId, keyring) : null,
      flows: flowTools,
    })
    const server = createServer({
      channels: active,
      converse,
      reportDelivery: createDeliveryReports(active, deliveries, metrics),
      depart: (address, medium, messageId) => depart(keysOf(keyring, address, medium).contact, messageId),
      eraseMessage: (channel, messageId, address) =>
        store.queue.erase(keyring.hash('delivery', channel, messageId), {
          ...{ channel, address, erases: { from: messageId, to: messageId } },
        }),
      apology,
      limits: defaultLimits,
      trustProxy: config.trustProxy,
      ready: store.ready,
      metrics,
      log,
      console: staff.router,
      api: openApi(store, questionnaires, config, clock),
    })
    const listening = await listen(server, config.port, config.host)
    started.push(listening.close)
    const { firstAdministrator } = staff
    const flows = library.open.map(({ flow }) => flow.name)
    return { port: listening.port, flows, unready, channels, firstAdministrator, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
