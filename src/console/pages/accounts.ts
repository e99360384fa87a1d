import { z } from 'zod'
import { Problem } from '../../problem.ts'
import type { Account, AccountChange, Accounts } from '../../store/console/accounts.ts'
import { emailAddress, listOf, requiredText } from '../forms.ts'
import { type Answer, action, type ConsoleRequest, FieldFaults, type Page, signedIn } from '../page.ts'
import { makeLink } from './one-time-link.ts'
import { type PageTools, roles } from './tools.ts'

const chosenRoles = listOf(z.enum(roles)).pipe(z.array(z.enum(roles)).min(1, 'error.role'))

const roleOptions = ({ text }: ConsoleRequest) =>
  roles.map((role) => ({ value: role, label: text(`role.${role}.name`), hint: text(`role.${role}.about`) }))

/** The link is shown once: only its hash is stored, and no mail is sent. */
const handOver = (request: ConsoleRequest, account: Account, link: string): Answer => ({
  view: 'hand-over',
  title: request.text('hand_over.title'),
  data: { owner: account, link: request.origin + link },
  audit: { subject: account.id },
})

/** Everybody who may sign in, and inviting more. */
export const accountsPage = ({ store: { accounts, links } }: Pick<PageTools, 'store'>): Page => ({
  path: '/accounts',
  audience: ['administrator'],
  menu: { label: 'accounts.title', about: 'accounts.about' },
  async show(request) {
    const list = await accounts.list()
    return { view: 'accounts', title: request.text('accounts.title'), data: { list, roles: roleOptions(request) } }
  },
  actions: {
    invite: action({
      audit: 'account.invited',
      form: z.object({ name: requiredText(), email: emailAddress, roles: chosenRoles }),
      async run(request, values) {
        const createdBy = signedIn(request).id
        const account = await accounts.create({ ...values, language: request.language, passwordHash: null, createdBy })
        if (account === null) throw new FieldFaults({ email: 'error.email_taken' })
        const answer = handOver(request, account, await makeLink(links, 'invitation', account.id, createdBy))
        return { ...answer, audit: { subject: account.id, details: { roles: values.roles } } }
      },
    }),
  },
})

/** The account that the address names. Throws `not_found`. */
async function accountIn({ parameters }: ConsoleRequest, accounts: Accounts): Promise<Account> {
  const account = parameters.id === undefined ? null : await accounts.find(parameters.id)
  if (account === null) throw new Problem('not_found')
  return account
}

/** One account: its roles, a new link, and whether it may sign in. */
export const accountPage = ({ store: { accounts, links, sessions } }: Pick<PageTools, 'store'>): Page => {
  async function change(request: ConsoleRequest, field: string, wanted: AccountChange): Promise<Account> {
    const account = await accountIn(request, accounts)
    if (!(await accounts.change(account.id, wanted))) throw new FieldFaults({ [field]: 'error.last_administrator' })
    return account
  }
  const saved = ({ id }: Account, said: string): Answer => ({
    redirect: `/accounts/${id}`,
    said,
    audit: { subject: id },
  })

  return {
    path: '/accounts/:id',
    audience: ['administrator'],
    async show(request) {
      const owner = await accountIn(request, accounts)
      return { view: 'account', title: owner.name, data: { owner, roles: roleOptions(request) } }
    },
    actions: {
      roles: action({
        audit: 'account.roles_changed',
        form: z.object({ roles: chosenRoles }),
        async run(request, values) {
          const { id } = await change(request, 'roles', values)
          return { redirect: `/accounts/${id}`, said: 'said.saved', audit: { subject: id, details: values } }
        },
      }),
      link: action({
        audit: 'account.link_made',
        form: z.object({}),
        async run(request) {
          const account = await accountIn(request, accounts)
          const purpose = account.hasPassword ? 'new_password' : 'invitation'
          return handOver(request, account, await makeLink(links, purpose, account.id, signedIn(request).id))
        },
      }),
      disable: action({
        audit: 'account.disabled',
        form: z.object({}),
        async run(request) {
          const account = await change(request, 'disabled', { disabled: true })
          await sessions.closeAll(account.id)
          return saved(account, 'said.disabled')
        },
      }),
      enable: action({
        audit: 'account.enabled',
        form: z.object({}),
        run: async (request) => saved(await change(request, 'disabled', { disabled: false }), 'said.enabled'),
      }),
    },
  }
}
