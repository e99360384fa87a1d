import { defineConfig } from 'prisma/config'

// `prisma generate` never uses the schema engine, but the CLI insists on downloading one unless it is told of a binary.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath

export default defineConfig({ schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' } })
