import type { Phone } from '../conversation/phone.ts'
import { moreKey } from '../conversation/turn.ts'
import type { FlowContent } from '../core/flow.ts'
import type { Screen } from '../core/reply.ts'
import { Problem } from '../problem.ts'
import type { Chance } from './chance.ts'
import { mistake, written } from './habits.ts'
import type { Answers, Course, Gaps } from './population.ts'
import { type Asked, screenReader } from './screen-reader.ts'

/** More screens than this, and somebody goes round in circles. */
const mostScreens = 60
const shareOf = { mistakes: 0.04, help: 0.02, droppedSessions: 0.04 }

/** One person, one flow, one telephone. */
export interface Sitting {
  readonly phone: Phone
  readonly content: FlowContent
  readonly language: string
  readonly course: Course
  /** So many questions they answer who leave or fall silent. */
  readonly patience: number
  readonly answers: Answers
  readonly gaps: Gaps
  readonly chance: Chance
}

const hasMore = ({ text }: Screen) => new RegExp(`^${moreKey} `, 'm').test(text)

/** The key of the yes, and of the no, of the conversation's own questions. */
const [yes, no] = ['1', '2']

/** The answer that somebody means, as "Did you mean" shows it. */
function meantLabel({ question, options }: Extract<Asked, { kind: 'question' }>, { answers }: Sitting): string {
  const meant = options.filter(({ name }) => answers[question.name]?.includes(name))
  return meant.map(({ key, label }) => `${key} ${label}`).join(', ')
}

function replyTo(
  asked: Exclude<Asked, { kind: 'suggested' }>,
  { content, language, course, answers, gaps, chance }: Sitting,
  isSecondTry: boolean,
): string {
  switch (asked.kind) {
    case 'language':
      return String(content.flow.languages.indexOf(language) + 1)
    case 'consent':
      return course === 'declines' ? no : yes
    case 'safe':
      return yes
    case 'results':
      return no
    case 'question': {
      const meant = answers[asked.question.name]
      const gap = gaps[asked.question.name]
      if (gap === 'is_not_understood') return mistake(chance)
      if (meant === null || gap === 'refuses') return '0'
      const options = asked.options.filter(({ name }) => meant?.includes(name))
      if (options.length === 0)
        throw new Problem('internal', `nobody meant to be asked "${asked.question.name}" of ${content.flow.name}`)
      // Whoever was not understood takes the number, as the screen says.
      return isSecondTry ? options.map(({ key }) => key).join(' ') : written(options, language, chance)
    }
  }
}

/**
 * Somebody goes through a flow: reads what is on the screen, and answers that. Sometimes they write nonsense first, ask for help, or the network
 * drops the session and they dial again. Throws `internal` where a screen says nothing that they can know, with the screen.
 */
export async function hold(sitting: Sitting): Promise<void> {
  const { phone, content, language, course, patience, chance } = sitting
  const { flow } = content
  const { read } = screenReader(content, language)
  const says = (text: string) => phone.does({ kind: 'says', text })
  const opens = () => phone.does({ kind: 'opens', target: flow.name })
  const keyword = flow.keywords[language]?.[0] ?? ''

  let screen: Screen | null = phone.medium.keepsSession ? await opens() : await says(keyword)
  let before = ''
  let question: Extract<Asked, { kind: 'question' }> | null = null
  let asking = 0
  for (let turn = 0; screen && !screen.end; turn++) {
    // What is asked may stand on the next page.
    while (!read(screen.text) && hasMore(screen)) screen = (await says(moreKey)) ?? screen
    const asked = read(screen.text)
    if (!asked || turn > mostScreens)
      throw new Problem(
        'internal',
        `somebody in ${flow.name} (${language}, ${phone.medium.name}) does not understand: ${screen.text}`,
      )
    if (asked.kind === 'suggested') {
      const label = question ? meantLabel(question, sitting) : ''
      screen = await says(label !== '' && screen.text.includes(`${label}?`) ? yes : no)
      continue
    }
    if (asked.kind === 'question') question = asked
    const name = asked.kind === 'question' ? asked.question.name : asked.kind
    const isSecondTry = name === before
    before = name
    if (asked.kind === 'question' && !isSecondTry && ++asking > patience) {
      if (course === 'falls_silent') return
      if (course === 'leaves') {
        await says('*')
        return
      }
    }
    const mood = asked.kind === 'question' && !isSecondTry ? chance() : 1
    if (mood < shareOf.mistakes) screen = await says(mistake(chance))
    else if (mood < shareOf.mistakes + shareOf.help) screen = await says('HELP')
    else if (mood < shareOf.mistakes + shareOf.help + shareOf.droppedSessions && phone.medium.keepsSession)
      screen = await opens()
    else screen = await says(replyTo(asked, sitting, isSecondTry))
  }
}
