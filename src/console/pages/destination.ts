import { base } from '../page.ts'

/** Where somebody was, or was going, if that is a page of ours; else the home page. Below the console. */
export function destination(next: string): string {
  const url = URL.parse(base + next, 'http://localhost')
  return url?.origin === 'http://localhost' && url.pathname.startsWith(`${base}/`)
    ? url.pathname.slice(base.length) + url.search
    : '/'
}
