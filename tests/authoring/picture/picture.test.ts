import { describe, expect, test } from 'vitest'
import { asFile, drawFlow } from '../../../src/authoring/picture/draw.ts'
import { flowGraph } from '../../../src/authoring/picture/graph.ts'
import { subjectOf } from '../../../src/authoring/proof/subject.ts'
import { questionTypeOf } from '../../../src/core/questions/index.ts'
import { questionnaires, smallFlow } from '../../support/flows.ts'

const today = '2026-06-01'
const graphOf = (content: (typeof questionnaires.versions)[number]['content'], language = 'en') =>
  flowGraph(subjectOf(content, [], today), language)

const forked = smallFlow(
  [
    { name: 'a', list: 'answer' },
    { name: 'b', list: 'answer', relevant: ["${a} = 'yes'"] },
    { name: 'c', type: 'integer', block: 'private' },
  ],
  { answer: { yes: 'Yes <b>', no: 'No & never' } },
  {},
  { blocks: { private: { relevant: [] } } },
)

describe('the picture of a flow', () => {
  test('has an arrow for each way, with the choices that lead there', () => {
    const { boxes, arrows } = graphOf(forked)
    expect(boxes.map(({ state, kind }) => [state, kind])).toEqual(
      expect.arrayContaining([
        ['consent', 'step'],
        ['ask:a', 'question'],
        ['ask:b', 'question'],
        ['safe:private', 'safe'],
        ['completed', 'ending'],
      ]),
    )
    expect(arrows).toContainEqual({ from: 'ask:a', to: 'ask:b', choices: ['Yes <b>'] })
    expect(arrows).toContainEqual({ from: 'ask:a', to: 'safe:private', choices: ['No & never', 'Skip'] })
    expect(arrows).toContainEqual({ from: 'ask:b', to: 'safe:private', choices: [] })
    expect(boxes.filter(({ block }) => block === 'private').map(({ name }) => name)).toEqual(['private', 'c'])
  })

  test('says on which condition numbers and sets of choices lead on, and where skipping leads', () => {
    const { arrows } = graphOf(
      smallFlow(
        [
          { name: 'age', type: 'integer', constraint: '. < 120' },
          { name: 'a', list: 'answer', relevant: ['${age} > 17'] },
          { name: 'm', type: 'select_multiple', list: 'answer' },
          { name: 'b', list: 'answer', relevant: ["selected(${m}, 'yes')"] },
        ],
        { answer: { yes: 'Yes', no: 'No' } },
      ),
    )
    const from = (state: string) => arrows.filter((arrow) => arrow.from === `ask:${state}`)
    expect(from('age')).toEqual([
      { from: 'ask:age', to: 'ask:m', choices: ['not(age > 17)', 'Skip'] },
      { from: 'ask:age', to: 'ask:a', choices: ['age > 17'] },
    ])
    expect(from('m').map(({ to, choices }) => [to, choices])).toEqual([
      ['ask:b', ['selected(m, yes)']],
      ['completed', ['not(selected(m, yes))', 'Skip']],
    ])
  })

  test('is a file by itself that has a size', async () => {
    const file = asFile(await drawFlow(graphOf(forked), 'Small'))
    expect(file).toMatch(/^<\?xml [^>]*\?>\n<svg [^>]*width="[\d.]+pt" height="[\d.]+pt"/)
    expect(file).toContain('xmlns="http://www.w3.org/2000/svg"')
    expect(file.match(/ height="/)).toHaveLength(1)
  })

  test('is drawn without anything that a strict policy forbids, and texts cannot break out', async () => {
    const svg = await drawFlow(graphOf(forked), 'A <flow>')
    expect(svg).toMatch(/^<svg role="img"[^>]*viewBox/)
    expect(svg).toContain('A &#60;flow&#62;')
    expect(svg).toContain('Yes &lt;b&gt;')
    expect(svg).not.toMatch(/<script|style=|on\w+=|href=/)
  })

  test('shows where somebody is and has been', async () => {
    const way = { visited: new Set(['consent', 'ask:a']), current: 'ask:b' }
    const svg = await drawFlow(graphOf(forked), 'Small', way)
    const classes = [...svg.matchAll(/class="node box ?(\w*)"[^>]*>\s*<title>([^<]*)/g)].map(([, state, name]) => [
      name,
      state,
    ])
    expect(Object.fromEntries(classes)).toMatchObject({
      consent: 'visited',
      'ask:a': 'visited',
      'ask:b': 'current',
      'ask:c': '',
    })
  })
})

test.each(questionnaires.versions.map(({ flow, content }) => ({ flow, content })))(
  'of $flow shows every question, in every language',
  async ({ content }) => {
    const asked = content.flow.questions
      .filter((question) => questionTypeOf(question).way === 'ask')
      .map(({ name }) => name)
    for (const language of content.flow.languages) {
      const graph = graphOf(content, language)
      expect(
        graph.boxes
          .filter(({ kind }) => kind === 'question')
          .map(({ name }) => name)
          .toSorted(),
      ).toEqual(asked.toSorted())
      // Every box but the first is led to, and every box but an ending leads on.
      for (const { state, kind } of graph.boxes.slice(1)) {
        expect(
          graph.arrows.some(({ to }) => to === state),
          state,
        ).toBe(true)
        if (kind !== 'ending')
          expect(
            graph.arrows.some(({ from }) => from === state),
            state,
          ).toBe(true)
      }
      expect(await drawFlow(graph, content.flow.name)).toContain('</svg>')
    }
  },
)
