// Prints `12 passed, 0 failed` from vitest's JSON reports: closing-line.mjs <failed test runs> <failed checks> <report>...
// Plain JavaScript, because it must run on whatever Node there is when the installation has failed.
import { existsSync, readFileSync } from 'node:fs'

const [failedTestRuns, failedChecks, ...paths] = process.argv.slice(2)
const files = paths
  .filter((path) => existsSync(path))
  .flatMap((path) => JSON.parse(readFileSync(path, 'utf8')).testResults)
const statuses = files.map((file) => file.assertionResults.map((test) => test.status))

const passed = statuses.flat().filter((status) => status === 'passed').length
const failed = statuses.flat().filter((status) => status === 'failed').length
// A file can fail outside its tests: while it is loaded, or in a hook.
const broken = files.filter((file, index) => file.status === 'failed' && !statuses[index].includes('failed')).length

// A run can fail outside its files: before the first, or by an error that no test caught.
console.log(`${passed} passed, ${Math.max(failed + broken, Number(failedTestRuns)) + Number(failedChecks)} failed`)
