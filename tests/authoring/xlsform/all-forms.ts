import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Comparison, compareForm } from './compare-form.ts'

const folder = join(import.meta.dirname, 'forms')

/** Every form of ours, held against an independent reading. */
export async function allForms(): Promise<readonly (Comparison & { readonly form: string })[]> {
  const forms = readdirSync(folder).filter((file) => file.endsWith('.md'))
  return Promise.all(
    forms.map(async (form) => ({ form, ...(await compareForm(form, readFileSync(join(folder, form), 'utf8'))) })),
  )
}
