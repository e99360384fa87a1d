type Fields = Readonly<Record<string, string | readonly string[] | File>>

/** A browser without scripts: keeps cookies, follows redirects, fills in forms as it finds them on the page. */
export interface Browser {
  open(path: string): Promise<Page>
  /** Sends the form of this action on the page that was opened last. `fields` go over what the form holds. */
  send(action: string, fields?: Fields): Promise<Page>
  /** Sends anything at all. */
  post(path: string, fields: Fields, headers?: Readonly<Record<string, string>>): Promise<Page>
  readonly cookies: Map<string, string>
}

interface Page {
  /** Where the browser is after all redirects, below the host. */
  readonly path: string
  readonly status: number
  readonly headers: Headers
  readonly html: string
  /** What can be read. */
  readonly text: string
}

const decoded = (html: string) =>
  html
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')

const attribute = (tag: string, name: string) => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return found === undefined ? undefined : decoded(found)
}

/** The hidden fields of the form with this action. */
function hiddenFields(html: string, action: string): { path: string | undefined; fields: Record<string, string> } {
  for (const [, open = '', content = ''] of html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)) {
    const hidden = [...content.matchAll(/<input type="hidden"[^>]*>/g)].map(([tag]) => tag)
    const fields = Object.fromEntries(
      hidden.map((tag) => [attribute(tag, 'name') ?? '', attribute(tag, 'value') ?? '']),
    )
    if (fields.action === action) return { path: attribute(open, 'action'), fields }
  }
  throw new Error(`no form for "${action}" on this page: ${html}`)
}

/** `address`: the network address that the request seems to come from. */
export function createBrowser(root: string, address?: string): Browser {
  const cookies = new Map<string, string>()
  let here: Page
  const from = address === undefined ? undefined : { 'x-forwarded-for': address }

  async function go(path: string, init: RequestInit = {}): Promise<Page> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(root + path, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, cookie, ...from },
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      if (/max-age=0/i.test(line)) cookies.delete(pair.slice(0, at))
      else cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    const location = response.headers.get('location')
    if (location !== null) return go(location)
    const html = await response.text()
    const text = decoded(html.replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ')
    here = { path, status: response.status, headers: response.headers, html, text }
    return here
  }

  const post: Browser['post'] = (path, fields, headers = {}) => {
    const hasFile = Object.values(fields).some((value) => value instanceof File)
    const body = hasFile ? new FormData() : new URLSearchParams()
    for (const [name, value] of Object.entries(fields))
      for (const each of [value].flat() as (string | Blob)[]) body.append(name, each as string)
    return go(path, { method: 'POST', body, headers: { origin: root, 'sec-fetch-site': 'same-origin', ...headers } })
  }

  return {
    cookies,
    open: (path) => go(path),
    post,
    send(action, fields = {}) {
      const form = hiddenFields(here.html, action)
      return post(form.path ?? here.path, { ...form.fields, ...fields })
    },
  }
}
