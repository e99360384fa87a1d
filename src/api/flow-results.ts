import { z } from 'zod'
import { contentHash } from '../privacy/chance.ts'
import { Problem } from '../problem.ts'
import type { ExportData } from '../results/export/export-data.ts'
import { flowResultsDescriptor, flowResultsResponses } from '../results/export/flow-results.ts'
import type { Round } from '../store/contacts.ts'
import type { ReadInterviews } from './reading.ts'
import { type ApiAnswer, type ApiRoute, route } from './route.ts'
import type { ApiTools } from './tools.ts'

const mediaType = 'application/vnd.api+json'
const careful = { sensitive: false, freeText: false }

/** What names the package of a round, always the same: a hash in the form of a UUID of version 4, which the specification asks for. */
function packageId({ flow, round }: Round): string {
  const hash = contentHash(JSON.stringify(['flow-results', flow, round]))
  const variant = '89ab'[Number.parseInt(hash.charAt(16), 16) % 4]
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}

const answered = (value: unknown): ApiAnswer => ({ contentType: mediaType, chunks: [JSON.stringify(value)] })

const resource = (type: string) =>
  z.object({ type: z.literal(type), id: z.uuid(), attributes: z.record(z.string(), z.json()) })
const links = z.object({ self: z.string(), next: z.null(), previous: z.null() })

async function* responsePage(data: ExportData, id: string, here: string): AsyncGenerator<string> {
  const around = { relationships: { descriptor: { links: { self: here } } } }
  const linked = { self: `${here}/responses`, next: null, previous: null }
  yield `{"data":{"type":"flow-results-data","id":${JSON.stringify(id)},"attributes":{"responses":`
  yield* flowResultsResponses(data)
  yield `},${JSON.stringify(around).slice(1, -1)}},"links":${JSON.stringify(linked)}}`
}

/** FLOIP's addresses to get results (JSON:API). Without sensitive answers and free text; all responses are on one page. */
export function flowResultsRoutes({ base, interviews, facts }: ApiTools, read: ReadInterviews): ApiRoute[] {
  const addressOf = (id: string) => `${base}/flow-results/packages/${id}`
  const byId = z.object({ id: z.guid() })

  async function roundOf(id: string): Promise<Round> {
    const found = (await interviews.closed()).find((round) => packageId(round) === id)
    if (!found) throw new Problem('not_found')
    return found
  }

  /** The closed rounds of which it is known what was asked in them. */
  async function available(): Promise<readonly Round[]> {
    const rounds = await interviews.closed()
    const known = await Promise.all(
      rounds.map((round) =>
        facts(round).then(
          () => true,
          () => false,
        ),
      ),
    )
    return rounds.filter((_, index) => known[index])
  }

  return [
    route({
      path: '/flow-results/packages',
      about: 'The closed rounds as FLOIP Flow Results packages',
      scope: 'interviews:read',
      parameters: z.object({}),
      answers: { [mediaType]: z.object({ links, data: z.array(resource('packages')) }) },
      async run() {
        const data = (await available()).map((round) => ({
          ...{ type: 'packages', id: packageId(round), attributes: { name: `${round.flow}-${round.round}` } },
        }))
        return answered({ links: { self: `${base}/flow-results/packages`, next: null, previous: null }, data })
      },
    }),
    route({
      path: '/flow-results/packages/{id}',
      about: 'The descriptor of a package',
      scope: 'interviews:read',
      parameters: byId,
      answers: {
        [mediaType]: z.object({ data: resource('packages').extend({ links: z.object({ self: z.string() }) }) }),
      },
      async run({ id }, caller) {
        const data = await read(caller, await roundOf(id), careful, 'flow-results descriptor')
        const attributes = flowResultsDescriptor({ ...data, id }, `${addressOf(id)}/responses`)
        return answered({ data: { type: 'packages', id, attributes, links: { self: addressOf(id) } } })
      },
    }),
    route({
      path: '/flow-results/packages/{id}/responses',
      about: 'All responses of a package; each reading in another order with other numbers',
      scope: 'interviews:read',
      parameters: byId,
      answers: { [mediaType]: z.object({ links, data: resource('flow-results-data').loose() }) },
      async run({ id }, caller) {
        const data = await read(caller, await roundOf(id), careful, 'flow-results')
        return { contentType: mediaType, chunks: responsePage(data, id, addressOf(id)) }
      },
    }),
  ]
}
