import { base, type ConsoleRequest, type Page } from '../page.ts'
import type { PageTools } from './tools.ts'

const backPath = '/sign-in/openid/back'
const backTo = ({ origin }: ConsoleRequest) => `${origin}${base}${backPath}`

/** Signing in through the organisation's own OpenID Connect provider. Only accounts that an administrator has made can be opened. */
export const openIdPages = ({ openId, store, signIn }: Pick<PageTools, 'openId' | 'store' | 'signIn'>): Page[] =>
  openId === null
    ? []
    : [
        {
          path: '/sign-in/openid',
          audience: 'anybody',
          limitsVisits: true,
          show: async (request) => ({
            elsewhere: await openId.begin(request.sessionHash, backTo(request), request.now),
          }),
        },
        {
          path: backPath,
          audience: 'anybody',
          limitsVisits: true,
          async show(request) {
            const email = await openId.finish(request.sessionHash, `${backTo(request)}?${request.query}`, request.now)
            const account = (await store.accounts.list()).find((each) => each.email === email && !each.disabled)
            if (account) return { redirect: '/', ...(await signIn.open(account.id, 'openid')) }
            await signIn.refusals.note(null, 'openid', request.now)
            return { redirect: '/sign-in', said: 'sign_in.openid_refused' }
          },
        },
      ]
