/** A secret of the configuration, with the variable that holds it. */
interface NamedSecret {
  readonly name: string
  readonly value: string
}

const shortest = 32

/** Words that stand in examples, in documentation and in the first attempt; and runs that nobody's random generator makes. */
const placeholder =
  /change.?(?:me|this|it)|placeholder|example|secret|password|passwort|replace|default|insert|dummy|sample|xxxx|12345678|abcdefgh|(?:^|[^a-z])(?:test|demo|todo|your)/i

/** Fewer different characters than this in 32 or more are a pattern, not chance. */
const fewestDifferent = 10

function faultOf(value: string): string | null {
  if (Buffer.byteLength(value) < shortest) return `must be at least ${shortest} bytes long`
  if (placeholder.test(value) || new Set(value).size < fewestDifferent) return 'must be random, not a placeholder'
  return null
}

/** What makes secrets unfit for production: short, a placeholder, or used for two things. Names variables, never values. */
export function secretFaults(secrets: readonly NamedSecret[]): string[] {
  const faults = secrets.flatMap(({ name, value }) => {
    const fault = faultOf(value)
    return fault ? [`${name}: ${fault}`] : []
  })
  const equal = secrets.flatMap(({ name, value }, index) => {
    const first = secrets.slice(0, index).find((other) => other.value === value)
    return first ? [`${name}: must differ from ${first.name}`] : []
  })
  return [...faults, ...equal]
}
