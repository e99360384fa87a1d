/** What is not written as a name here becomes _; letters of every script stay as they are. */
const plainName = (written: string): string =>
  written
    .normalize('NFC')
    .trim()
    .replace(/[^\p{L}\p{M}\p{N}_-]+/gu, '_')

/** `Age of Child` → `age_of_child`: small letters, digits and _, beginning with a letter. */
export function questionName(written: string): string {
  const plain = plainName(written)
    .toLowerCase()
    .normalize('NFC')
    .replace(/[^\p{Ll}\p{Lo}\p{M}\p{Nd}_]+/gu, '_')
    .replace(/^[_\p{M}]+|_+$/gu, '')
  return /^\p{L}/u.test(plain) ? plain : `q_${plain}`
}

/** The name of a choice has no spaces. */
export const choiceName = (written: string): string => {
  const plain = plainName(written)
  return /^-?[\p{L}\p{N}_]/u.test(plain) || plain === '' ? plain : `_${plain}`
}

/** The name of a list; its capitals tell it from others. */
export const listName = plainName

/** `Clinic Visit 2026` → `clinic-visit-2026`: it is part of a path, so it is in Latin letters. */
export function flowName(written: string): string {
  const plain = written
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return /^[a-z]/.test(plain) ? plain : `form${plain === '' ? '' : '-'}${plain}`
}

/** An expression as our language writes it: word processors' quotes made straight, questions by their names here. */
export const expressionText = (written: string): string =>
  written
    .normalize('NFC')
    .replace(/[‘’‚‛`´]/g, "'")
    .replace(/[“”„‟]/g, '"')
    .replace(/\$\{\s*([^${}]*?)\s*\}/g, (_, name: string) => `\${${questionName(name)}}`)
