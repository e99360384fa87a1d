import { z } from 'zod'
import type { FlowContent } from '../../../core/flow.ts'
import { isOfOurTime } from '../../../core/names.ts'
import { Problem } from '../../../problem.ts'
import type { Round } from '../../../store/contacts.ts'
import { type Answer, action, type ConsoleRequest, FieldFaults, type Page, signedIn } from '../../page.ts'
import type { FlowTools } from '../flows/tools.ts'

type Tools = Pick<
  FlowTools,
  | 'asked'
  | 'tables'
  | 'closedRounds'
  | 'media'
  | 'resultMessages'
  | 'resultWishes'
  | 'resultScreen'
  | 'findSensitiveWord'
  | 'tieBetween'
>

const audience = ['author', 'approver'] as const
/** Three SMS in Latin letters, seven in others: enough for two sentences. */
const longestText = 450
const link = /https?:|www\.|\S\.(?:com|org|net|io)\b/i

const addressOf = ({ flow, round }: Round) => `/result-messages/${flow}/${encodeURIComponent(round)}`

/** Closed rounds in which people wanted the results, with how far each has come. */
export const resultMessagesPage = ({ closedRounds, resultMessages, resultWishes }: Tools): Page => ({
  path: '/result-messages',
  audience,
  menu: { label: 'result_message.title', about: 'result_message.about' },
  async show(request) {
    const rounds = []
    for (const round of await closedRounds()) {
      const [message, wanted] = await Promise.all([resultMessages.find(round), resultWishes.count(round)])
      if (wanted > 0 || message)
        rounds.push({ ...round, wanted, state: message?.state ?? null, href: addressOf(round) })
    }
    return { view: 'result-messages/list', title: request.text('result_message.title'), data: { rounds } }
  },
})

/** What is written to those who wanted the results of a round: one writes it, another agrees, then it is sent. */
export function resultMessagePage(tools: Tools): Page {
  const { asked, tables, closedRounds, media, resultMessages, resultWishes, resultScreen, findSensitiveWord } = tools

  async function opened({ parameters }: ConsoleRequest) {
    const { name: flow = '', round: of = '' } = parameters
    const round = (await closedRounds()).find((each) => each.flow === flow && each.round === of)
    if (!round) throw new Problem('not_found')
    return { round, content: await asked(flow, of), isPublished: (await tables.list(round)).length > 0 }
  }

  /** A text for each language of the flow. Throws `FieldFaults`: whoever holds the phone must learn nothing of a topic. */
  function textsOf({ flow }: FlowContent, fields: Readonly<Record<string, unknown>>): Record<string, string> {
    const texts = flow.languages.map((language) => [language, String(fields[`text_${language}`] ?? '').trim()] as const)
    const faultIn = (text: string): string | undefined => {
      if (text === '') return 'error.required'
      if (text.length > longestText) return 'result_message.too_long'
      if (link.test(text)) return 'result_message.no_links'
      return findSensitiveWord(text) === undefined ? undefined : 'result_message.sensitive'
    }
    const faults = texts.flatMap(([language, text]) => {
      const fault = faultIn(text)
      return fault === undefined ? [] : [[`text_${language}`, fault] as const]
    })
    if (faults.length > 0) throw new FieldFaults(Object.fromEntries(faults))
    return Object.fromEntries(texts)
  }

  const decision = (state: 'approved' | 'refused') =>
    action({
      audit: `result_message.${state}`,
      audience: ['approver'],
      form: z.object({ written: z.iso.datetime().refine(isOfOurTime) }),
      async run(request, { written }): Promise<Answer> {
        const { round } = await opened(request)
        const { id } = signedIn(request)
        // Two people: who wrote it cannot be the one who agrees, nor an account that the two may share.
        const message = await resultMessages.find(round)
        const tie = message && state === 'approved' ? await tools.tieBetween(message.writtenBy, id) : null
        if (tie !== null || message?.writtenBy === id)
          throw new FieldFaults({ written: `error.second_person.${tie ?? 'same'}` })
        if (!(await resultMessages.decide(round, new Date(written), state, id)))
          throw new FieldFaults({ written: 'error.decided' })
        const audit = { subject: round.flow, details: { round: round.round } }
        return { redirect: addressOf(round), said: `result_message.said.${state}`, audit }
      },
    })

  async function show(request: ConsoleRequest): Promise<Answer> {
    const { round, content, isPublished } = await opened(request)
    const [message, wanted] = await Promise.all([resultMessages.find(round), resultWishes.count(round)])
    const written = content.flow.languages.map((language) => ({ language, text: message?.texts[language] ?? '' }))
    const previews = (message ? written : []).map(({ language, text }) => ({
      language,
      screens: media
        .filter(({ reachable }) => reachable)
        .map((medium) => {
          const screen = resultScreen(text, language, medium)
          return { medium: request.text(`medium.${medium.name}`), text: screen.text, measure: medium.measure(screen) }
        }),
    }))
    return {
      view: 'result-messages/message',
      title: request.text('result_message.of', { name: round.flow, round: round.round }),
      data: { round, isPublished, message, wanted, previews, spoken: content.flow.languages },
    }
  }

  return {
    path: '/result-messages/:name/:round',
    audience,
    show,
    actions: {
      write: action({
        audit: 'result_message.written',
        audience: ['author'],
        form: z.object({}).loose(),
        async run(request, fields): Promise<Answer> {
          const { round, content, isPublished } = await opened(request)
          const texts = textsOf(content, fields)
          const [first = ''] = content.flow.languages
          if (!isPublished) throw new FieldFaults({ [`text_${first}`]: 'result_message.unpublished' })
          if (!(await resultMessages.write(round, texts, signedIn(request).id)))
            throw new FieldFaults({ [`text_${first}`]: 'error.decided' })
          const audit = { subject: round.flow, details: { round: round.round } }
          return { redirect: addressOf(round), said: 'result_message.said.in_review', audit }
        },
      }),
      approve: decision('approved'),
      refuse: decision('refused'),
    },
  }
}
