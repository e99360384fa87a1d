/** One process that uses the embedded PostgreSQL of a folder until its standard input ends. */
import { openEmbedded } from '../../src/store/embedded.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const embedded = await openEmbedded(process.argv[2] as string, silent, ['fsync=off'])
console.log(embedded.url)
process.stdin.resume().once('end', () => void embedded.close())
