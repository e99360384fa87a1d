import type { Figure } from '../figure.ts'
import { audit } from './audit.ts'
import { exports } from './exports.ts'
import { growth } from './growth.ts'
import { latency } from './latency.ts'
import { memory } from './memory.ts'
import { processes } from './processes.ts'
import { scale } from './scale.ts'
import { size } from './size.ts'
import { start } from './start.ts'
import { tables } from './tables.ts'
import { throughput } from './throughput.ts'

export const figures: readonly Figure[] = [
  throughput,
  latency,
  scale,
  processes,
  memory,
  growth,
  size,
  start,
  audit,
  tables,
  exports,
]
