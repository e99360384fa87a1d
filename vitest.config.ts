import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // .ci/run counts from this file; nobody else needs it.
    reporters: process.env.VITEST_JSON ? ['default', ['json', { outputFile: process.env.VITEST_JSON }]] : ['default'],
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/postgres.ts'],
    // Files share the modules of their worker: loading everything anew for each took half of the time. No module keeps state.
    isolate: false,
    // Many files wait for processes and clocks: on two cores four at a time take a fifth less than two.
    maxWorkers: 4,
    testTimeout: 60_000,
    // Conversations of different people wait for the queue at the same time.
    maxConcurrency: 32,
    hookTimeout: 60_000,
  },
})
