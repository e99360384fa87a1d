import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The blocks of code in a language below a heading of a document, as they stand there. */
export async function documented(file: string, heading: string, language: string): Promise<string[]> {
  const text = await readFile(join(import.meta.dirname, '../../docs', file), 'utf8')
  const [, below] = text.split(`\n## ${heading}\n`)
  if (below === undefined) throw new Error(`${file} has no heading "${heading}".`)
  const [section = ''] = below.split(/\n## /)
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code = '']) => code)
}
