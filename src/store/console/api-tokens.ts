import { randomId } from '../../privacy/chance.ts'
import { asProblem } from '../database.ts'
import type { Prisma } from '../prisma.ts'

/** What a token may be used for: published tables; interviews; with the latter, sensitive answers and free text too. */
export type ApiScope = 'tables:read' | 'interviews:read' | 'interviews:sensitive'

/** A program that may read, as long as its token is neither too old nor revoked. */
interface ApiToken {
  readonly id: string
  readonly name: string
  readonly scopes: readonly ApiScope[]
}

interface KnownApiToken extends ApiToken {
  readonly createdAt: Date
  readonly expiresAt: Date
  /** The day; null where it was never used. */
  readonly lastUsedOn: Date | null
  readonly revokedAt: Date | null
}

/** Tokens of the API, named by a hash: a token itself is known only to whoever was handed it. */
export interface ApiTokens {
  /** Returns the id. */
  create(
    tokenHash: Uint8Array,
    token: Omit<ApiToken, 'id'> & { readonly createdBy: string; readonly expiresAt: Date },
  ): Promise<string>
  /** Whose token it is, and notes the day; null where there is none, or it works no more. */
  find(tokenHash: Uint8Array): Promise<ApiToken | null>
  /** Every token that was ever made, the newest first. */
  list(): Promise<KnownApiToken[]>
  /** False where there is none, or it was revoked before. */
  revoke(id: string): Promise<boolean>
}

const bytes = (hash: Uint8Array) => new Uint8Array(hash)
const scopesOf = (scopes: readonly string[]) => scopes as readonly ApiScope[]
const dayOf = (moment: Date) => new Date(moment.toISOString().slice(0, 10))

export function apiTokens({ prisma, clock }: { readonly prisma: Prisma; readonly clock: () => Date }): ApiTokens {
  async function find(tokenHash: Uint8Array): Promise<ApiToken | null> {
    const client = await prisma()
    const row = await client.apiToken.findUnique({
      where: { tokenHash: bytes(tokenHash), revokedAt: null, expiresAt: { gt: clock() } },
    })
    if (row === null) return null
    const { id, name } = row
    const today = dayOf(clock())
    if (row.lastUsedOn?.getTime() !== today.getTime())
      await client.apiToken.updateMany({ where: { id }, data: { lastUsedOn: today } })
    return { id, name, scopes: scopesOf(row.scopes) }
  }

  return {
    async create(tokenHash, { name, scopes, createdBy, expiresAt }) {
      const id = randomId()
      const data = {
        id,
        name,
        tokenHash: bytes(tokenHash),
        scopes: [...scopes],
        createdBy,
        createdAt: clock(),
        expiresAt,
      }
      await (await prisma()).apiToken.create({ data }).catch(rethrow)
      return id
    },
    find: (tokenHash) => find(tokenHash).catch(rethrow),
    async list() {
      const rows = await (await prisma()).apiToken.findMany({ orderBy: { createdAt: 'desc' } }).catch(rethrow)
      return rows.map(({ id, name, scopes, createdAt, expiresAt, lastUsedOn, revokedAt }) => ({
        ...{ id, name, createdAt, expiresAt, lastUsedOn, revokedAt },
        scopes: scopesOf(scopes),
      }))
    },
    async revoke(id) {
      const client = await prisma()
      const { count } = await client.apiToken
        .updateMany({ where: { id, revokedAt: null }, data: { revokedAt: clock() } })
        .catch(rethrow)
      return count === 1
    },
  }
}

const rethrow = (error: unknown): never => {
  throw asProblem(error)
}
