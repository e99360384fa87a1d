import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { moreKey } from '../../src/conversation/turn.ts'
import type { Engine } from '../../src/core/engine.ts'
import type { Screen } from '../../src/core/reply.ts'
import { interviewRecord } from '../../src/store/interview-record.ts'
import { newPerson, openTestLibrary, type Person } from '../support/person.ts'
import { longestRoute } from '../support/walk.ts'

// One conversation for each flow, language and medium, as the person sees it: the longest way through the flow, every page read.
// Run with UPDATE_GOLDENS=1 to write the files anew, and read what changed: these are the screens that people will see.

const folder = fileURLToPath(new URL('goldens', import.meta.url))
const update = process.env.UPDATE_GOLDENS === '1'

/** By channels that can do most: a conversation is as long as it can be. */
const media = { sms: 'africastalking-sms', ussd: 'africastalking-ussd' } as const
const conversations = openTestLibrary().open.flatMap((engine) =>
  engine.flow.languages.flatMap((language) =>
    Object.entries(media).map(([medium, channel]) => ({
      ...{ engine, language, medium, channel, name: `${engine.flow.name}.${language}.${medium}` },
    })),
  ),
)

const lines = (screen: Screen, person: Person): string[] => [
  ...screen.text.split('\n'),
  `[${person.phone.medium.measure(screen)}${screen.end ? ' · end' : ''}]`,
  '',
]

/** How the person comes in: by a keyword, which also chooses the language, or by dialling a code that is tied to the flow. */
function openings({ flow }: Engine, language: string, person: Person) {
  if (!person.phone.medium.keepsSession) return [{ kind: 'says', text: flow.keywords[language]?.[0] ?? '' }] as const
  const number = String(flow.languages.indexOf(language) + 1)
  return [
    { kind: 'opens', target: flow.name },
    { kind: 'says', text: number },
  ] as const
}

function recordLines(person: Person): string[] {
  const [finished, ...others] = person.finished
  expect(others).toEqual([])
  const { answers, interview, disposition, language, medium, day } = interviewRecord.parse(finished?.record)
  return [
    `= ${disposition}${interview ? '' : ', no interview'} · ${language} · ${medium} · ${day}`,
    ...Object.entries(answers).map(
      ([name, answer]) => `${name}: ${'value' in answer ? [answer.value].flat().join(' ') : `(${answer.missing})`}`,
    ),
    '',
  ]
}

async function converse(engine: Engine, language: string, medium: string, channel: string): Promise<string> {
  const person = newPerson({ medium, channel })
  const written: string[] = []
  let screen: Screen | null = null
  for (const move of openings(engine, language, person)) {
    written.push(move.kind === 'opens' ? `> (dials ${move.target})` : `> ${move.text}`)
    screen = await person.phone.does(move)
    if (screen) written.push(...lines(screen, person))
  }
  const replies = longestRoute(engine, language, !person.phone.medium.keepsSession)
  const pages = new RegExp(`^${moreKey} `, 'm')
  while (screen && !screen.end) {
    const text = pages.test(screen.text) ? moreKey : replies.shift()
    expect(text, screen.text).toBeDefined()
    written.push(`> ${text}`)
    screen = await person.phone.does({ kind: 'says', text: text ?? '' })
    if (screen) written.push(...lines(screen, person))
  }
  expect(replies).toEqual([])
  return [...written, ...recordLines(person)].join('\n')
}

describe('as written down', () => {
  test.each(conversations)('$name', async ({ engine, language, medium, channel, name }) => {
    const conversation = await converse(engine, language, medium, channel)
    const file = join(folder, `${name}.txt`)
    if (update) {
      mkdirSync(folder, { recursive: true })
      writeFileSync(file, conversation)
    }
    expect(existsSync(file), `there is no golden conversation ${name}: run with UPDATE_GOLDENS=1 and read it`).toBe(
      true,
    )
    expect(conversation).toBe(readFileSync(file, 'utf8'))
  })

  test('every file belongs to a flow', () => {
    const expected = new Set(conversations.map(({ name }) => `${name}.txt`))
    const strangers = readdirSync(folder).filter((file) => !expected.has(file))
    if (update) for (const file of strangers) rmSync(join(folder, file))
    else expect(strangers).toEqual([])
  })
})
