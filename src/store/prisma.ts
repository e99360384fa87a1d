import type pg from 'pg'
import type { PrismaClient } from './generated/client.ts'

/** Prisma on connections that we have already. Loaded when first needed: it takes longer to load than everything else. */
export type Prisma = () => Promise<PrismaClient>

export function lazyPrisma(pool: pg.Pool): Prisma {
  let loaded: Promise<PrismaClient> | undefined
  return () => {
    loaded ??= load(pool)
    return loaded
  }
}

async function load(pool: pg.Pool): Promise<PrismaClient> {
  const [{ PrismaPg }, { PrismaClient }] = await Promise.all([
    import('@prisma/adapter-pg'),
    import('./generated/client.ts'),
  ])
  return new PrismaClient({
    adapter: new PrismaPg(pool),
    transactionOptions: { maxWait: 5000, timeout: 30_000 },
  })
}
