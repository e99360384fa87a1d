import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { RequestHandler } from 'express'
import { contentHash } from '../../privacy/chance.ts'
import { Problem } from '../../problem.ts'
import { base } from '../page.ts'

/** Style sheets, scripts and pictures of the console. */
export interface Assets {
  /** The address of a file of `public`. It holds a hash of the content, so browsers may keep it for ever. Throws for unknown names. */
  path(name: string): string
  /** Answers `/public/:hash/:name`. */
  readonly serve: RequestHandler<{ hash: string; name: string }>
}

const folder = join(import.meta.dirname, '../public')

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Reads the folder once. */
export function readAssets(): Assets {
  const files = new Map(
    readdirSync(folder).map((name) => {
      const content = readFileSync(join(folder, name))
      const hash = contentHash(content.toString('latin1')).slice(0, 16)
      return [name, { content, hash, contentType: contentTypes[extname(name)] ?? 'application/octet-stream' }]
    }),
  )
  return {
    path(name) {
      const file = files.get(name)
      if (!file) throw new Error(`there is no file src/console/public/${name}`)
      return `${base}/public/${file.hash}/${name}`
    },
    serve({ params }, response) {
      const file = files.get(params.name)
      if (file?.hash !== params.hash) throw new Problem('not_found')
      response.setHeader('cache-control', 'public, max-age=31536000, immutable')
      response.setHeader('content-type', file.contentType)
      response.end(file.content)
    },
  }
}
