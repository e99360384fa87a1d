import { defineConfig } from 'vitest/config'

/** The tests of what `stryker.config.json` changes: none of them needs a database, so none is started. */
export default defineConfig({
  test: {
    include: [
      'tests/core/**/*.test.ts',
      'tests/privacy/{chance,key-wrapping,keyring,passwords,redaction}.test.ts',
      'tests/results/{anonymity,every-population,linked-tables,ways}.test.ts',
      'tests/results/{attacker,disclosure,report,statistics}/**/*.test.ts',
    ],
    isolate: false,
    testTimeout: 60_000,
  },
})
