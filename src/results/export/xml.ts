/** What XML 1.0 does not allow, not even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu

const escaped = (text: string): string =>
  text.replace(forbidden, '').replace(/[&<>"'\r]/g, (character) => `&#${character.charCodeAt(0)};`)

/** Markup that is escaped already: only `element` makes it. */
interface Xml {
  readonly xml: string
}

type Attributes = Readonly<Record<string, string | number | undefined>>

/** An element with everything escaped; attributes without a value are left out. */
export function element(
  name: string,
  attributes: Attributes,
  ...children: readonly (Xml | string | number | null)[]
): Xml {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined)
  const begin = [name, ...given.map(([key, value]) => `${key}="${escaped(String(value))}"`)].join(' ')
  const inside = children.map((child) => (typeof child === 'object' ? (child?.xml ?? '') : escaped(String(child))))
  return { xml: `<${begin}>${inside.join('')}</${name}>` }
}
