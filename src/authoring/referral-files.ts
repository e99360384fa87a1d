import { join } from 'node:path'
import { z } from 'zod'
import { type Referral, referralSchema } from '../core/flow.ts'
import { openDocument, type Path, type SourceDocument } from './document.ts'
import type { Finding } from './findings.ts'
import { type FindSensitiveWord, sensitiveWordFinding } from './sensitive-words.ts'
import type { SourceFiles } from './source-files.ts'
import { yamlFilesIn } from './yaml-files.ts'

/** One entry of the referral directory: what screens say, and who has made sure that it is true. */
export interface DirectoryEntry {
  readonly referral: Referral
  /** ISO date; null: an example that nobody has verified. */
  readonly verified: string | null
  readonly document: SourceDocument
  readonly path: Path
}

export type ReferralDirectory = readonly DirectoryEntry[]

const text = z.string().trim().min(1, 'the text is empty')
const wording = z.union([text, z.record(z.string(), text)], 'write one text, or one for each language')
const isoDay = z.iso.date('write the day as YYYY-MM-DD')

/** As written: number and hours may look like numbers to YAML. */
const entrySchema = z.strictObject({
  for: referralSchema.shape.for,
  languages: referralSchema.shape.languages,
  place: text.optional(),
  name: wording,
  number: z.union([text, z.number()]).transform(String),
  cost: wording,
  hours: wording,
  verified: isoDay.optional(),
  verified_by: text.optional(),
  example: z.literal(true, 'write `example: true`, or take it out').optional(),
})
const fileSchema = z.strictObject({
  country: z.string().regex(/^[A-Z]{2}$/, 'a country is written as its ISO 3166 code, such as BD or KE'),
  referrals: z.array(z.unknown()).min(1, 'a directory has at least one entry'),
})

function readEntry(document: SourceDocument, path: Path, raw: unknown, find: FindSensitiveWord): DirectoryEntry[] {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    document.report(path, 'an entry has the keys for, languages, name, number, cost, hours, verified, verified_by')
    return []
  }
  const { verified, verified_by: by, example, ...referral } = document.read(entrySchema, path, raw)
  if (example !== true && (verified === undefined || by === undefined))
    document.report(path, 'who has rung this number, and when? write verified and verified_by, or `example: true`')
  for (const key of ['name', 'cost', 'hours'] as const) {
    const worded = referral[key]
    const wordings = typeof worded === 'string' ? { '': worded } : (worded ?? {})
    for (const [language, wording] of Object.entries(wordings)) {
      const word = find(wording)
      if (word !== undefined) document.report([...path, key, language], sensitiveWordFinding(word))
    }
    for (const language of typeof worded === 'object' ? (referral.languages ?? []) : []) {
      if (worded && !(language in Object(worded)))
        document.report([...path, key], `the text in "${language}" is missing`)
    }
  }
  const complete = referralSchema.safeParse(referral)
  const isVerified = example !== true && verified !== undefined
  return complete.success ? [{ referral: complete.data, verified: isVerified ? verified : null, document, path }] : []
}

/** Reads every file of the referral directory; somebody must be there to call in an emergency. */
export function readReferrals(
  folder: string,
  files: SourceFiles,
  find: FindSensitiveWord,
  findings: Finding[],
): ReferralDirectory {
  const entries = yamlFilesIn(folder, files).flatMap((file) => {
    const document = openDocument(file, files, findings)
    if (document.data === undefined) return []
    const { referrals = [] } = document.read(fileSchema, [], document.data)
    return referrals.flatMap((raw, index) => readEntry(document, ['referrals', index], raw, find))
  })
  if (!entries.some(({ referral }) => referral.for === 'emergency' && referral.place === undefined)) {
    const message = 'no entry for a whole country is "for: emergency": whoever writes of danger must get a number'
    findings.push({ severity: 'error', file: join(folder, 'emergency.yaml'), line: 1, message })
  }
  return entries
}
