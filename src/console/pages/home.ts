import { type Page, signedIn } from '../page.ts'

/** Where everybody arrives: what they may do. */
export const home: Page = {
  path: '/',
  audience: 'signed_in',
  show: (request) => ({ view: 'home', title: request.text('home.title', { name: signedIn(request).name }) }),
}
