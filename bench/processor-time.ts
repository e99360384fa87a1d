import { readdir, readFile } from 'node:fs/promises'

/** Clock ticks of /proc in a second, on every Linux that Node runs on. */
const ticksPerSecond = 100

interface Process {
  readonly id: number
  readonly parent: number
  readonly ticks: number
}

/** Of a process, and of children of it that have ended; null where it has gone meanwhile. See proc(5), /proc/pid/stat. */
async function read(id: string): Promise<Process | null> {
  const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => null)
  if (stat === null) return null
  // The name of the program may hold spaces and brackets: fields are counted after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [, parent] = fields
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  return { id: Number(id), parent: Number(parent), ticks }
}

/**
 * Seconds of processor time that these processes and everything that they started have taken so far; null where the operating
 * system does not tell. Two readings tell what a measurement costs, whatever else the machine is doing.
 */
export async function processorSeconds(roots: readonly number[]): Promise<number | null> {
  const ids = await readdir('/proc').catch(() => [])
  const all = (await Promise.all(ids.filter((name) => /^\d+$/.test(name)).map(read))).filter((each) => each !== null)
  if (all.length === 0) return null
  const family = new Set(roots)
  for (let before = 0; before < family.size; ) {
    before = family.size
    for (const { id, parent } of all) if (family.has(parent)) family.add(id)
  }
  const ticks = all.filter(({ id }) => family.has(id)).reduce((sum, each) => sum + each.ticks, 0)
  return ticks / ticksPerSecond
}

/** The process that started another one. */
export const parentOf = async (id: number): Promise<number | null> => (await read(String(id)))?.parent ?? null
