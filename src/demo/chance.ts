/** Numbers from 0 to below 1 that are the same for the same seed (Lehmer's generator, Park and Miller 1988). */
export type Chance = () => number

const modulus = 2_147_483_647

export function chanceOf(seed: number): Chance {
  let state = (Math.abs(Math.trunc(seed)) % (modulus - 1)) + 1
  const next = () => {
    state = (state * 48_271) % modulus
    return state / modulus
  }
  // Seeds beside each other begin alike.
  for (let draw = 0; draw < 5; draw++) next()
  return next
}

/** The same things in another order (Fisher and Yates). */
export function mixed<Thing>(things: readonly Thing[], chance: Chance): Thing[] {
  const result = [...things]
  for (let place = result.length - 1; place > 0; place--) {
    const other = Math.floor(chance() * (place + 1))
    const [a, b] = [result[place] as Thing, result[other] as Thing]
    result[place] = b
    result[other] = a
  }
  return result
}

/** So many of each, in a mixed order. */
export const dealt = <Thing>(counts: readonly (readonly [Thing, number])[], chance: Chance): Thing[] =>
  mixed(
    counts.flatMap(([thing, count]) => Array.from({ length: count }, () => thing)),
    chance,
  )

export const oneOf = <Thing>(things: readonly Thing[], chance: Chance): Thing =>
  things[Math.floor(chance() * things.length)] as Thing
