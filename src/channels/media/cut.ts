type Fits = (text: string) => boolean

const segmenter = (granularity: 'grapheme' | 'sentence') => {
  const segments = new Intl.Segmenter('und', { granularity })
  return (text: string): string[] => [...segments.segment(text)].map(({ segment }) => segment)
}
const graphemesOf = segmenter('grapheme')
const sentencesOf = segmenter('sentence')
const wordsOf = (text: string): string[] => text.match(/\s*\S+/gu) ?? []

/** As many of the first parts as satisfy `fits` together. */
function longest(parts: readonly string[], fits: Fits): string {
  let head = ''
  for (const part of parts) {
    if (!fits((head + part).trimEnd())) break
    head += part
  }
  return head
}

/** The longest beginning that satisfies `fits`, cut between sentences if possible, else words; empty where there is none. */
export const beginning = (text: string, fits: Fits): string =>
  (longest(sentencesOf(text), fits) || longest(wordsOf(text), fits)).trimEnd()

/** The longest beginning that satisfies `fits`, cut between sentences if possible, else words, and never inside a grapheme. */
export function split(text: string, fits: Fits): [head: string, tail: string] {
  const graphemes = graphemesOf(text)
  // At least one grapheme, even where none fits: a limit that is too small must not become an endless loop.
  const head = beginning(text, fits) || longest(graphemes, fits) || (graphemes[0] ?? '')
  return [head.trimEnd(), text.slice(head.length).trimStart()]
}

/** With fewer words a sentence says nothing. */
const fewestWords = 3

/** Lines, and ever shorter beginnings of them: first without their last sentences, then without the last words of the first one. */
export function* shortened(lines: readonly string[]): Generator<readonly string[]> {
  const sentences = lines.flatMap((line, place) => sentencesOf(line).map((sentence) => ({ place, sentence })))
  for (let count = sentences.length; count > 0; count--) {
    const kept = sentences.slice(0, count)
    yield lines
      .map((_, place) =>
        kept
          .flatMap((each) => (each.place === place ? each.sentence : []))
          .join('')
          .trimEnd(),
      )
      .filter((line) => line !== '')
  }
  const words = wordsOf(sentences[0]?.sentence ?? '')
  for (let count = words.length - 1; count >= fewestWords; count--)
    yield [
      `${words
        .slice(0, count)
        .join('')
        .replace(/[\p{P}\s]+$/u, '')}...`,
    ]
}
