import { z } from 'zod'
import { randomSecret, tokenHash } from '../../privacy/chance.ts'
import { Problem } from '../../problem.ts'
import type { ApiScope } from '../../store/console/api-tokens.ts'
import { listOf, requiredText } from '../forms.ts'
import { action, type ConsoleRequest, type Page, signedIn } from '../page.ts'
import type { PageTools } from './tools.ts'

const scopes = ['tables:read', 'interviews:read', 'interviews:sensitive'] as const satisfies readonly ApiScope[]
const terms = ['30', '90', '365'] as const
const millisecondsPerDay = 86_400_000

/** Texts have no colon in their keys. */
const keyOf = (scope: ApiScope) => scope.replace(':', '_')

const chosenScopes = listOf(z.enum(scopes)).pipe(z.array(z.enum(scopes)).min(1, 'error.required'))

const scopeOptions = ({ text }: ConsoleRequest) =>
  scopes.map((scope) => ({
    value: scope,
    label: text(`exports.scope.${keyOf(scope)}.name`),
    hint: text(`exports.scope.${keyOf(scope)}.about`),
  }))

/** Tokens of programs that read through the API: making one, which is shown once, and revoking it. */
export const tokensPage = ({ store: { tokens } }: Pick<PageTools, 'store'>): Page => ({
  path: '/tokens',
  audience: ['administrator'],
  menu: { label: 'exports.title', about: 'exports.about' },
  async show(request) {
    const list = await tokens.list()
    const stateOf = ({ revokedAt, expiresAt }: (typeof list)[number]) => {
      if (revokedAt !== null) return 'revoked'
      return expiresAt <= request.now ? 'expired' : 'active'
    }
    return {
      view: 'tokens',
      title: request.text('exports.title'),
      data: {
        list: list.map((token) => ({ ...token, state: stateOf(token), scopes: token.scopes.map(keyOf) })),
        scopes: scopeOptions(request),
        terms: terms.map((days) => ({ value: days, label: request.text('exports.days', { days }) })),
      },
    }
  },
  actions: {
    make: action({
      audit: 'token.made',
      form: z.object({ name: requiredText(), scopes: chosenScopes, days: z.enum(terms, 'error.required') }),
      async run(request, { name, scopes: given, days }) {
        const token = randomSecret()
        const expiresAt = new Date(request.now.getTime() + Number(days) * millisecondsPerDay)
        const createdBy = signedIn(request).id
        const id = await tokens.create(tokenHash(token), { name, scopes: given, createdBy, expiresAt })
        return {
          view: 'token-made',
          title: request.text('exports.made'),
          data: { name, made: token },
          audit: { subject: id, details: { name, scopes: given, days } },
        }
      },
    }),
    revoke: action({
      audit: 'token.revoked',
      form: z.object({ id: z.uuid() }),
      async run(_request, { id }) {
        if (!(await tokens.revoke(id))) throw new Problem('not_found')
        return { redirect: '/tokens', said: 'exports.said_revoked', audit: { subject: id } }
      },
    }),
  },
})
