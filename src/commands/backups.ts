import { readdirSync } from 'node:fs'

/** Backups in a folder are named by the moment when they were begun, so that their names are in order. */
const named = /^heard-(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d)Z\.backup$/

export const backupName = (at: Date): string => `heard-${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z.backup`

/** The newest first; nothing else that lies there. */
export function backupsIn(folder: string): { readonly name: string; readonly at: Date }[] {
  return readdirSync(folder)
    .flatMap((name) => {
      const found = named.exec(name)
      if (!found) return []
      const [, day, hours, minutes, seconds] = found
      return [{ name, at: new Date(`${day}${hours}:${minutes}:${seconds}Z`) }]
    })
    .sort((one, other) => other.at.getTime() - one.at.getTime())
}
