import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What stands below a heading of a document. */
export async function section(file: string, heading: string): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '../../docs', file), 'utf8')
  const [, below] = text.split(`\n## ${heading}\n`)
  if (below === undefined) throw new Error(`${file} has no heading "${heading}".`)
  return below.split(/\n## /)[0] ?? ''
}

/** The blocks of code in a language below a heading of a document, as they stand there. */
export async function documented(file: string, heading: string, language: string): Promise<string[]> {
  const blocks = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms')
  return [...(await section(file, heading)).matchAll(blocks)].map(([, code = '']) => code)
}
