import { z } from 'zod'
import type { TextParameters } from '../core/texts.ts'

type Sent = string | File

/** What was sent for each field: several values where it came several times. */
export type Entered = Readonly<Record<string, Sent | readonly Sent[]>>

/** What was entered in a form, and what is wrong with it. */
export interface FormState {
  /** The value of the form's field `action`. */
  readonly action: string
  readonly entered: Entered
  /** Sentences, in the reader's language, by field. */
  readonly faults: Readonly<Record<string, string>>
}

type Text = (key: string, parameters?: TextParameters) => string

/** A text that must not be empty; spaces around it do not count. */
export const requiredText = (longest = 200) => z.string().trim().min(1, 'error.required').max(longest, 'error.too_long')

/** An e-mail address as a key: lower case. */
export const emailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .min(1, 'error.required')
  .max(254, 'error.too_long')
  .pipe(z.email('error.email'))

/** Fields of one name that come any number of times, such as checkboxes. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((sent) => (sent === undefined ? [] : [sent].flat()), z.array(item))

/** A checkbox: it is sent, or it is not. */
export const checkbox = z.preprocess((sent) => sent !== undefined, z.boolean())

/** Fields as a plain object, for a schema; `action` and the token are not among them. */
export function enteredIn(form: FormData): Entered {
  const own = new Set(['action', 'token'])
  const names = [...new Set(form.keys())].filter((name) => !own.has(name))
  return Object.fromEntries(
    names.map((name) => {
      const values = form.getAll(name)
      return [name, values.length === 1 ? (values[0] as Sent) : values]
    }),
  )
}

/** Sentences for zod's issues: a message that is a text key, or what fits the kind of issue. */
export function faultsOf(error: z.ZodError, text: Text, isKey: (key: string) => boolean): Record<string, string> {
  const faults: Record<string, string> = {}
  for (const issue of error.issues) {
    const field = String(issue.path[0] ?? '')
    const { minimum, maximum } = issue as { minimum?: number; maximum?: number }
    const usual = ['invalid_type', 'invalid_value'].includes(issue.code) ? 'error.required' : 'error.invalid'
    faults[field] ??= text(isKey(issue.message) ? issue.message : usual, { bound: Number(minimum ?? maximum ?? 0) })
  }
  return faults
}

interface FieldOptions {
  /** Text keys. */
  readonly label: string
  /** What stands in the label's placeholders. */
  readonly about?: TextParameters
  readonly hint?: string
  readonly value?: string
  readonly autocomplete?: string
  /** In which language something is to be written; none: in that of the page. */
  readonly language?: string
  readonly required?: boolean
}

interface Option {
  readonly value: string
  /** A sentence, not a key. */
  readonly label: string
  readonly hint?: string
  /** Where it is not in the language of the page. */
  readonly language?: string
}

/** One form of a page, as templates write it: `<% const form = it.form('invite') %>`. Everything it gives is markup. */
export interface FormWriter {
  /** The list of faults, with links to the fields; nothing where there are none. */
  faults(): string
  /** What every form must hold, right after its opening tag. */
  hidden(): string
  input(name: string, options: FieldOptions & { readonly type?: string; readonly inputmode?: string }): string
  textarea(name: string, options: FieldOptions & { readonly rows?: number }): string
  select(name: string, options: FieldOptions & { readonly options: readonly Option[] }): string
  checkboxes(name: string, options: Omit<FieldOptions, 'value'> & Choices): string
  radios(name: string, options: Omit<FieldOptions, 'value'> & Choices): string
  file(name: string, options: Omit<FieldOptions, 'value'> & { readonly accept: string }): string
  /** A button that sends the form. */
  submit(label: string, kind?: 'main' | 'other' | 'danger'): string
}

interface Choices {
  readonly options: readonly Option[]
  readonly chosen?: readonly string[]
}

type Render = (view: string, data: object) => string

/** Writes a form through the templates in `views/fields`, so that every field has its label, hint and fault in the same way. */
export function formWriter(
  action: string,
  state: FormState | null,
  { render, text, token }: { readonly render: Render; readonly text: Text; readonly token: string },
): FormWriter {
  const own = state?.action === action ? state : null
  /** Passwords are never sent back, and files cannot be. */
  const values = (name: string): string[] | undefined => {
    const sent = own?.entered[name]
    return own === null ? undefined : [sent ?? []].flat().filter((value) => typeof value === 'string')
  }
  const field = (kind: string, name: string, options: object & Omit<FieldOptions, 'value'>) => {
    const fault = own?.faults[name]
    const id = `${action}-${name}`
    const described = [options.hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ')
    const words = { label: text(options.label, options.about), hint: options.hint && text(options.hint) }
    return render(`./fields/${kind}`, { required: true, ...options, ...words, name, id, fault, described })
  }
  const choices = (kind: 'checkbox' | 'radio', name: string, options: Omit<FieldOptions, 'value'> & Choices) =>
    field('choices', name, { ...options, kind, chosen: values(name) ?? options.chosen ?? [] } as FieldOptions)

  return {
    faults() {
      const list = Object.entries(own?.faults ?? {}).map(([name, fault]) => ({ fault, id: `${action}-${name}` }))
      return list.length === 0 ? '' : render('./fields/faults', { title: text('error.title'), list })
    },
    hidden: () => render('./fields/hidden', { action, token }),
    input: (name, { value, type = 'text', ...options }) =>
      field('input', name, {
        ...{ ...options, type },
        value: type === 'password' ? '' : (values(name)?.[0] ?? value ?? ''),
      } as FieldOptions),
    textarea: (name, { value, ...options }) =>
      field('textarea', name, { rows: 5, ...options, value: values(name)?.[0] ?? value ?? '' } as FieldOptions),
    select: (name, { value, ...options }) =>
      field('select', name, { ...options, value: values(name)?.[0] ?? value ?? '' } as FieldOptions),
    checkboxes: (name, options) => choices('checkbox', name, options),
    radios: (name, options) => choices('radio', name, options),
    file: (name, options) => field('file', name, options),
    submit: (label, kind = 'main') => render('./fields/submit', { label: text(label), kind }),
  }
}
