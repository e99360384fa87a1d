import { z } from 'zod'
import { hashPassword } from '../../privacy/passwords.ts'
import { requiredText } from '../forms.ts'
import { action, FieldFaults, type Page, signedIn } from '../page.ts'
import { accountEvents } from './account-events.ts'
import { checkPassword } from './one-time-link.ts'
import type { PageTools } from './tools.ts'

/** What everybody may change about their own account. */
export const ownAccount = ({ store, signIn }: Pick<PageTools, 'store' | 'signIn'>): Page => {
  const { accounts, sessions } = store
  return {
    path: '/account',
    audience: 'signed_in',
    async show(request) {
      const account = signedIn(request)
      const list = await sessions.list(account.id, request.sessionHash)
      const events = await accountEvents(account, store)
      return { view: 'own-account', title: request.text('own_account.title'), data: { sessions: list, events } }
    },
    actions: {
      name: action({
        audit: 'account.renamed',
        form: z.object({ name: requiredText() }),
        async run(request, { name }) {
          const { id } = signedIn(request)
          await accounts.change(id, { name })
          return { redirect: '/account', said: 'said.saved', audit: { subject: id } }
        },
      }),
      password: action({
        audit: 'account.password_changed',
        form: z.object({ current: z.string().min(1, 'error.required'), password: z.string(), again: z.string() }),
        async run(request, { current, ...values }) {
          const { id, name, email } = signedIn(request)
          if (!(await signIn.confirm(id, current, request.sessionHash)))
            throw new FieldFaults({ current: 'error.current_password' })
          checkPassword(values, [name, email])
          await accounts.change(id, { passwordHash: await hashPassword(values.password) })
          await sessions.closeAll(id)
          const opened = await signIn.open(id, 'password')
          return { redirect: '/account', said: 'said.password', ...opened, audit: { subject: id } }
        },
      }),
      sign_out: action({
        audit: 'session.closed',
        form: z.object({}),
        async run(request) {
          await sessions.close(request.sessionHash)
          return { redirect: '/sign-in', said: 'said.signed_out', session: null }
        },
      }),
      sign_out_everywhere: action({
        audit: 'session.all_closed',
        form: z.object({}),
        async run(request) {
          await sessions.closeAll(signedIn(request).id)
          return { redirect: '/sign-in', said: 'said.signed_out', session: null }
        },
      }),
    },
  }
}
