import { z } from 'zod'
import { emailAddress } from '../forms.ts'
import { action, type ConsoleRequest, FieldFaults, type Page } from '../page.ts'
import { destination } from './destination.ts'
import type { PageTools } from './tools.ts'

const show = (request: ConsoleRequest, hasOpenId: boolean) =>
  request.account
    ? { redirect: '/' }
    : {
        view: 'sign-in',
        title: request.text('sign_in.title'),
        data: { next: request.query.get('next') ?? '/', hasOpenId },
      }

/** Signing in with an e-mail address and a password. */
export const signInPage = ({ signIn, openId }: Pick<PageTools, 'signIn' | 'openId'>): Page => ({
  path: '/sign-in',
  audience: 'anybody',
  show: (request) => show(request, openId !== null),
  actions: {
    sign_in: action({
      // Both outcomes are noted where they are found.
      audit: null,
      form: z.object({
        email: emailAddress,
        password: z.string().min(1, 'error.required').max(1000, 'error.sign_in'),
        next: z.string().max(500).default('/'),
      }),
      async run({ address, device, now }, { email, password, next }) {
        const signedIn = await signIn.withPassword(email, password, { address, device, now })
        if (signedIn === null) throw new FieldFaults({ email: 'error.sign_in' })
        return { redirect: destination(next), ...signedIn }
      },
    }),
  },
})
