import { allForms } from './all-forms.ts'

/** `npm run test:forms`: what becomes of each form, and how many were changed without a word. */
const forms = await allForms()
for (const { form, outcome, named, silent } of forms) {
  console.log(`${form.padEnd(36)} ${outcome}`)
  for (const line of [...named, ...silent.map((cell) => `SILENT: ${cell}`)]) console.log(`    ${line}`)
}
const count = (wanted: string) => forms.filter(({ outcome }) => outcome === wanted).length
console.log(
  `\n${forms.length} forms: faithful: ${count('faithful')}, named omissions: ${count('named omissions')}, refused: ${count('refused')}, silently changed: ${count('silently changed')}`,
)
process.exitCode = count('silently changed') > 0 ? 1 : 0
