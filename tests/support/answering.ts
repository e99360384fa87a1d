import type { Engine, Outcome, Signal } from '../../src/core/engine.ts'

const today = '2026-01-15'

/** Numbers from 0 to below 1, the same in every run (Park and Miller's generator). */
export function chances(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

const oneOf = <Item>(items: readonly Item[], chance: () => number): Item =>
  items[Math.floor(chance() * items.length)] as Item

/** Somebody who gives any of the expected answers, sometimes none or a wrong one, goes back, or leaves; how it ended. */
export function answerAnyhow(engine: Engine, chance: () => number, restlessness = 0.1): Outcome {
  let step = engine.begin('en', today)
  for (let steps = 0; step.position && steps < 200; steps++) {
    const { position } = step
    if (chance() < restlessness) {
      const signal = oneOf<Signal>(['back', 'back', 'resumed', 'language', 'exit', 'keep'], chance)
      step = engine.signal(position, signal, today)
    } else {
      const samples = engine.samples(position)
      const reply = chance() < restlessness ? oneOf(['0', '8', '???'], chance) : oneOf(samples, chance)
      step = engine.say(position, reply, today)
    }
  }
  return step.outcome ?? engine.abandon(step.position as NonNullable<typeof step.position>)
}
