import type { Check } from './check.ts'
import { mostChoices, type Shown, type Subject } from './subject.ts'

const mostPages = 3
const mostSegments = 3

/** Characters that word processors put in, which turn a whole message into UCS-2 with less than half the room. */
const replacements: Readonly<Record<string, string>> = {
  ...{ '’': "'", '‘': "'", '‚': ',', '“': '"', '”': '"', '„': '"', '–': '-', '—': '-', '…': '...', '•': '-' },
  ...{ '\u00a0': ' ', '\u202f': ' ', '\u2009': ' ', '\u200b': '', '×': 'x', '·': '-' },
}

const characters = (text: string) => [...new Set(text)].filter((character) => character in replacements)
const replaced = (text: string) => [...text].map((character) => replacements[character] ?? character).join('')

/** Screens by medium, with their pages. */
function pagesOf({ on, media, pages }: Subject) {
  return media.flatMap((medium) =>
    on(medium).shown.map((screen) => ({ medium, screen, pages: pages(medium, screen.language, screen.reply) })),
  )
}

const place = ({ at, language, path }: Shown) => ({ question: at, language, path })

/** Questions with so many choices that laying them out for every message would take too long, and nobody would read them. */
export const tooManyChoices: Check = {
  rule: 'too-many-choices',
  find: ({ shown }) =>
    shown
      .filter(({ reply }) => reply.choices.length > mostChoices)
      .map((screen) => ({
        ...{ severity: 'error', ...place(screen) },
        message: `"${screen.at}" offers ${screen.reply.choices.length} choices at once; ask first for something that narrows them down, and write a choice_filter: at most ${mostChoices}`,
      })),
}

/** Screens of so many pages that people lose the question on the way to its choices. */
export const manyPages: Check = {
  rule: 'many-pages',
  find: (subject) =>
    pagesOf(subject)
      .filter(({ pages }) => pages.length > mostPages)
      .map(({ medium, screen, pages }) => ({
        ...{ severity: 'warning', ...place(screen), medium: medium.name },
        message: `"${screen.at}" has ${pages.length} pages; shorten its text, or offer fewer choices`,
      })),
}

/** Messages that cost more than anybody expects. */
export const manySegments: Check = {
  rule: 'many-segments',
  find: (subject) =>
    pagesOf(subject).flatMap(({ medium, screen, pages }) => {
      const units = pages.reduce((sum, page) => sum + medium.units(page), 0)
      if (medium.unit !== 'sms_segment' || units <= mostSegments) return []
      const message = `"${screen.at}" takes ${units} segments (${medium.measure(pages[0] ?? { text: '', buttons: [], end: true })}); shorten it`
      return [{ severity: 'warning' as const, ...place(screen), medium: medium.name, message }]
    }),
}

/** Letters that make a message twice as expensive, where a plain one would do. */
export const costlyCharacters: Check = {
  rule: 'costly-characters',
  find: (subject) =>
    pagesOf(subject).flatMap(({ medium, screen, pages }) => {
      const [page] = pages
      if (!page || medium.unit !== 'sms_segment') return []
      const found = characters(page.text)
      const plain = { ...page, text: replaced(page.text) }
      if (found.length === 0 || medium.units(plain) >= medium.units(page)) return []
      const advice = found.map((each) => `${each} by ${replacements[each] || 'nothing'}`).join(', ')
      const message = `"${screen.at}": replace ${advice}: ${medium.units(plain)} instead of ${medium.units(page)} segments`
      return [{ severity: 'warning' as const, ...place(screen), medium: medium.name, message }]
    }),
}
