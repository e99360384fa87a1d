import { z } from 'zod'
import { action, type Page } from '../page.ts'
import { destination } from './destination.ts'
import type { PageTools } from './tools.ts'

/** The switch at the foot of every page. */
export const languagePage = ({ store, languages }: Pick<PageTools, 'store' | 'languages'>): Page => ({
  path: '/language',
  audience: 'anybody',
  show: () => ({ redirect: '/' }),
  actions: {
    language: action({
      audit: null,
      form: z.object({ language: z.enum(languages.map(({ code }) => code)), back: z.string().max(500).default('/') }),
      async run({ account }, { language, back }) {
        if (account) await store.accounts.change(account.id, { language })
        return { redirect: destination(back), language }
      },
    }),
  },
})
