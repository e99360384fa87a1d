import type { Config } from '../config.ts'
import { makeLink } from '../console/pages/one-time-link.ts'
import { Problem } from '../problem.ts'
import { withStore } from './with-store.ts'

export const linkUsage = `heard link <e-mail>
  Prints a link with which an account of the console chooses a new password; it works once, for 24 hours.`

/** `heard link`: for the administrator who has lost the password and has nobody to ask. Whoever can run this has the database anyway. */
export async function link([email]: readonly string[], config: Config): Promise<void> {
  if (email === undefined) throw new Problem('usage', linkUsage)
  await withStore(config, async ({ console: { accounts, links, audit } }) => {
    const account = (await accounts.list()).find((each) => each.email === email.trim().toLowerCase())
    if (!account || account.disabled) throw new Problem('usage', 'no account that may sign in has this address')
    const path = await makeLink(links, 'new_password', account.id, null)
    await audit.add({ accountId: null, action: 'account.link_made', subject: account.id, details: { way: 'command' } })
    console.log(`${config.publicUrl ?? `http://localhost:${config.port}`}${path}`)
  })
}
