import { type Page, signedIn } from '../page.ts'
import { linkNotice } from './account-events.ts'
import type { PageTools } from './tools.ts'

/** Where everybody arrives: what they may do, and whether somebody else could sign in as them. */
export const homePage = ({ store }: Pick<PageTools, 'store'>): Page => ({
  path: '/',
  audience: 'signed_in',
  async show(request) {
    const account = signedIn(request)
    const notice = await linkNotice(account, request.now, store)
    return { view: 'home', title: request.text('home.title', { name: account.name }), data: { notice } }
  },
})
