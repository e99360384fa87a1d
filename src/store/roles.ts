import type pg from 'pg'

/**
 * The roles that an administrator may make, and what they are given; a role that does not exist is passed over. Who owns the
 * tables needs nothing given.
 */
export const applicationRole = 'heard_application'
export const statisticsRole = 'heard_statistics'

/** Tables of which the program never changes or deletes a row: what was published, launched or noted stays. */
const appendOnly = [
  'flow_version',
  'flow_draft',
  'community_review',
  'release',
  'interview',
  'audit_entry',
  'published_table',
  'published_scores',
  'scorecard_record',
]

const forApplication = `
  GRANT USAGE ON SCHEMA public, pgboss TO ${applicationRole};
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, pgboss TO ${applicationRole};
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA public, pgboss TO ${applicationRole};
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgboss TO ${applicationRole};
  REVOKE INSERT, UPDATE, DELETE ON _prisma_migrations FROM ${applicationRole};
  REVOKE UPDATE, DELETE ON ${appendOnly.join(', ')} FROM ${applicationRole};`

const forStatistics = `
  GRANT USAGE ON SCHEMA published TO ${statisticsRole};
  GRANT SELECT ON ALL TABLES IN SCHEMA published TO ${statisticsRole};`

/** Whether the user of these connections may make and change tables. */
export async function ownsSchema(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ may: boolean }>(
    `SELECT has_schema_privilege(current_schema(), 'CREATE')
       AND has_database_privilege(current_database(), 'CREATE') AS may`,
  )
  return rows[0]?.may ?? false
}

/** Gives the roles that exist their rights, also on tables that have come since. Needs the owner of the tables. */
export async function grantToRoles(pool: pg.Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ rolname: string }>('SELECT rolname FROM pg_roles WHERE rolname = ANY($1)', [
    [applicationRole, statisticsRole],
  ])
  const existing = rows.map(({ rolname }) => rolname)
  if (existing.includes(applicationRole)) await pool.query(forApplication)
  if (existing.includes(statisticsRole)) await pool.query(forStatistics)
  return existing
}
