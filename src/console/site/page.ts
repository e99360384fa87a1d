import type { PathParameters } from '../http/parameters.ts'
import type { ConsoleRequest, Download } from '../page.ts'

/** What a public page knows of who asks for it: where, and in which language. */
export interface SiteRequest extends Pick<ConsoleRequest, 'language' | 'text' | 'query'> {
  readonly parameters: PathParameters
}

interface SiteView {
  /** Name of a template in `views/results`, without `.eta`. */
  readonly view: string
  readonly title: string
  /** What a preview of a link says below the title. */
  readonly description: string
  readonly data: Readonly<Record<string, unknown>>
}

/** A public page. It reads, and keeps nothing about who reads. */
export interface SitePage {
  /** Below `siteBase`. */
  readonly path: string
  show(request: SiteRequest): Promise<SiteView | Download>
}

/** Where the public pages are on the server. */
export const siteBase = '/results'
