import { defineConfig } from 'vitest/config'

/** Tests in a real browser: `npm run test:browser`. They need Chromium; everything else is as in vitest.config.ts. */
export default defineConfig({
  test: {
    reporters: process.env.VITEST_JSON ? ['default', ['json', { outputFile: process.env.VITEST_JSON }]] : ['default'],
    include: ['tests/browser/**/*.browser.ts'],
    globalSetup: ['tests/support/postgres.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // One story, told in order.
    fileParallelism: false,
    bail: 1,
  },
})
