import { z } from 'zod'
import { randomSecret, tokenHash } from '../../privacy/chance.ts'
import type { Keyring } from '../../privacy/keyring.ts'
import { hashPassword } from '../../privacy/passwords.ts'
import { Problem } from '../../problem.ts'
import type { LinkPurpose, OneTimeLink, OneTimeLinks } from '../../store/console/one-time-links.ts'
import { emailAddress, requiredText } from '../forms.ts'
import { action, base, type ConsoleRequest, FieldFaults, type Page } from '../page.ts'
import { passwordFault } from '../password-rules.ts'
import type { PageTools } from './tools.ts'

/** Makes a link and returns its path; whoever opens it first chooses the password. */
export async function makeLink(
  links: OneTimeLinks,
  purpose: LinkPurpose,
  accountId: string | null,
  by: string | null,
): Promise<string> {
  const token = randomSecret()
  await links.create(tokenHash(token), purpose, accountId, by)
  return `${base}/link/${token}`
}

/**
 * The path of the first administrator's link: the same at every start and in every process, until it is used. Its token
 * follows from the keys of the database alone. A new one at each start would be no safer, and would take the link away from a
 * person who is just using it.
 */
export async function firstAdministratorLink(links: OneTimeLinks, keyring: Pick<Keyring, 'hash'>): Promise<string> {
  const token = keyring.hash('first_link')
  await links.renewFirst(tokenHash(token))
  return `${base}/link/${token}`
}

const hashIn = ({ parameters }: ConsoleRequest) => tokenHash(parameters.token ?? '')

function usable(link: OneTimeLink | null): OneTimeLink {
  if (link === null) throw new Problem('link_unusable')
  return link
}

const newPassword = { password: z.string(), again: z.string() }

/** Throws `FieldFaults` for a password that cannot be taken, or was not written twice alike. */
export function checkPassword(
  { password, again }: { password: string; again: string },
  personal: readonly string[],
): void {
  const fault = passwordFault(password, personal)
  if (fault !== null) throw new FieldFaults({ password: fault })
  if (password !== again) throw new FieldFaults({ again: 'error.password_again' })
}

/** A link that was handed over: to become the first administrator, to take up an invitation, to choose a new password. */
export const oneTimeLinkPage = ({ store, signIn }: Pick<PageTools, 'store' | 'signIn'>): Page => {
  const { accounts, links, sessions } = store

  return {
    path: '/link/:token',
    audience: 'anybody',
    async show(request) {
      const { purpose, account } = usable(await links.find(hashIn(request)))
      return { view: 'one-time-link', title: request.text(`link.${purpose}`), data: { owner: account } }
    },
    actions: {
      /** Somebody who has an account, and chooses a password. */
      password: action({
        audit: null,
        form: z.object(newPassword),
        async run(request, values) {
          const { account } = usable(await links.find(hashIn(request)))
          if (account === null) throw new Problem('link_unusable')
          checkPassword(values, [account.name, account.email])
          const passwordHash = await hashPassword(values.password)
          const { purpose } = usable(await links.use(hashIn(request)))
          await accounts.change(account.id, { passwordHash })
          await accounts.forgetAllTries(account.id)
          await sessions.closeAll(account.id)
          return { redirect: '/', said: 'said.welcome', ...(await signIn.open(account.id, purpose)) }
        },
      }),
      first_administrator: action({
        audit: null,
        form: z.object({ name: requiredText(), email: emailAddress, ...newPassword }),
        async run(request, { name, email, ...values }) {
          checkPassword(values, [name, email])
          const passwordHash = await hashPassword(values.password)
          const { account } = usable(await links.use(hashIn(request)))
          if (account !== null) throw new Problem('link_unusable')
          const { language } = request
          const created = await accounts.create({ name, email, language, roles: ['administrator'], passwordHash })
          if (created === null) throw new Problem('link_unusable')
          return { redirect: '/', said: 'said.welcome', ...(await signIn.open(created.id, 'first_administrator')) }
        },
      }),
    },
  }
}
