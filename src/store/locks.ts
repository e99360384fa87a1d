/**
 * The numbers of PostgreSQL's advisory locks, one for each thing that one process at a time may do. They are here together so that no two share one.
 * They must not change while processes of two releases run side by side.
 */
export const locks = {
  /** Whether a process still uses the embedded PostgreSQL (shared), and who stops it. */
  embeddedPresence: 4_840_331,
  embeddedStart: 4_840_332,
  flowVersions: 4_840_341,
  interviews: 4_840_342,
  keys: 4_840_343,
  queueStart: 4_840_344,
  workspace: 4_840_345,
  /** Taken shared by whatever decides about people's messages, and alone by what ends a round. */
  rounds: 4_840_346,
  accounts: 4_840_347,
  scorecards: 4_840_348,
  /** The one that Prisma's own tools take. */
  migrations: 72_707_369,
} as const
