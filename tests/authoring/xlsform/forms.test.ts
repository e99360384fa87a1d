import { expect, test } from 'vitest'
import { allForms } from './all-forms.ts'
import { compareForm } from './compare-form.ts'

test('no form of ours changes its meaning without a word', async () => {
  const forms = await allForms()
  expect(forms.flatMap(({ form, silent }) => silent.map((cell) => `${form}: ${cell}`))).toEqual([])
  for (const { form, outcome } of forms)
    expect([form, outcome === 'refused']).toEqual([form, form.startsWith('refused-')])
  expect(forms.filter(({ outcome }) => outcome === 'faithful').length).toBeGreaterThanOrEqual(5)
})

test('a cell of a kind that nobody thought of is named, or the comparison finds it', async () => {
  const { outcome, named } = await compareForm(
    'any.md',
    `
| survey | | | | | |
| | type | name | label | media::video::English | choice_filter |
| | text | q1 | Where? | a.mp4 | x = 1 |
| | end_group | | | | |
| choices | | | | |
| | list_name | name | label | hint |
| | yn | yes | Yes | Say so |`,
  )
  expect(outcome).toBe('refused')
  for (const column of ['media::video::English', 'choice_filter', 'hint'])
    expect(named).toContainEqual(expect.stringContaining(`column "${column}": left out: `))
})
