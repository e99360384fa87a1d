import type { Config } from '../config.ts'
import { applicationRole, statisticsRole } from '../store/roles.ts'
import { withStore } from './with-store.ts'

export const migrateUsage = `heard migrate
  Brings the database to the newest schema and gives the other roles their rights; run it as the owner of the tables.`

/** `heard migrate`: what the service does at its start where one user may do everything, as a step of its own. */
export async function migrateDatabase(config: Config): Promise<void> {
  await withStore(config, async (store) => {
    const roles = await store.prepareRoles()
    console.log('The database is at the newest schema.')
    for (const role of [applicationRole, statisticsRole])
      console.log(
        roles.includes(role) ? `${role} has its rights.` : `There is no role ${role}: see docs/operations.md.`,
      )
  })
}
