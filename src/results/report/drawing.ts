/** Pictures without a width of their own: places across are in per cent, so that they are as wide as the page, and letters keep their size. */

const fonts = 'system-ui, Noto Sans, Noto Sans Bengali, sans-serif'

export const ink = '#1c2423'
export const quiet = '#47514f'

export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`)

/** Letters in a line that a small phone has room for. */
const lineLength = 36

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const lengthOf = (text: string): number => [...letters.segment(text)].length

/** A word that is longer than a line, in parts. */
const parts = (word: string, most: number): string[] => {
  const all = [...letters.segment(word)].map(({ segment }) => segment)
  return Array.from({ length: Math.ceil(all.length / most) }, (_, line) =>
    all.slice(line * most, (line + 1) * most).join(''),
  )
}

/** A text in lines of so many letters: nothing of it is cut off. `before`: letters that stand in the first line already. */
export function inLines(text: string, { before = 0, most = lineLength } = {}): string[] {
  const lines: string[] = []
  let line = ''
  let room = most - before
  for (const word of text.split(/\s+/).flatMap((each) => parts(each, most))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (lengthOf(longer) <= room || (line === '' && lines.length > 0)) line = longer
    else {
      lines.push(line)
      line = word
      room = most
    }
  }
  return [...lines, line]
}

/** A text at a place; `across` in per cent or pixels. */
export const words = (
  text: string,
  { across = '0', down, anchor = 'start', ...look }: { across?: string; down: number; anchor?: string } & Look,
): string =>
  `<text x="${across}" y="${down}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`} unicode-bidi="plaintext" font-size="${look.size ?? 14}" fill="${look.fill ?? ink}"${look.bold ? ' font-weight="700"' : ''}>${escaped(text)}</text>`

interface Look {
  readonly size?: number
  readonly fill?: string
  readonly bold?: boolean
}

export const line = (
  [x1, y1]: readonly [string, number],
  [x2, y2]: readonly [string, number],
  { stroke, width = 1, dashes }: { readonly stroke: string; readonly width?: number; readonly dashes?: string },
): string =>
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${stroke}" stroke-width="${width}"${dashes ? ` stroke-dasharray="${dashes}"` : ''}/>`

/** A share as a place across, or a width. */
export const across = (share: number): string => `${Number((100 * share).toFixed(2))}%`

/**
 * Parts of a picture put together. `title` is read out instead of it: its numbers stand in a table below. Places are counted from the left also
 * on a page that is written from right to left; each label has the direction of its own words.
 */
export const drawing = (title: string, height: number, parts: readonly string[]): string =>
  `<svg role="img" aria-label="${escaped(title)}" direction="ltr" xmlns="http://www.w3.org/2000/svg" width="100%" height="${height}" font-family="${fonts}" overflow="visible">${parts.join('')}</svg>`

const fileWidth = 760
const margin = 20

/** A picture as a file of its own: with a width, a background, and its title above it. */
export function drawingFile(svg: string, title: string): string {
  const height = Number(/ height="(\d+)"/.exec(svg)?.[1] ?? 0)
  const heading = inLines(title)
  const top = 1.5 * margin + heading.length * 20
  const inner = svg
    .replace(/^<svg role="img" aria-label="[^"]*"/, '<svg')
    .replace(' width="100%"', () => ` x="${margin}" y="${top}" width="${fileWidth - 2 * margin}"`)
  return [
    `<svg role="img" aria-label="${escaped(title)}" xmlns="http://www.w3.org/2000/svg" width="${fileWidth}" height="${top + height + margin}" font-family="${fonts}">`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    ...heading.map((text, place) =>
      words(text, { across: String(margin), down: margin + 12 + place * 20, size: 16, bold: true }),
    ),
    `${inner}</svg>`,
  ].join('')
}
