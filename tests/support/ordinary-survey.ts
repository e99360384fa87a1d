import type { Engine, Outcome } from '../../src/core/engine.ts'

const today = '2026-01-15'

const oneOf = <Item>(items: readonly Item[], chance: () => number): Item =>
  items[Math.floor(chance() * items.length)] as Item

/** An ordinary survey: at each question one in a hundred leaves, two refuse, and one in five hundred is not understood. */
export function answerOrdinarily(engine: Engine, chance: () => number): Outcome {
  let step = engine.begin('en', today)
  for (let steps = 0; step.position && steps < 200; steps++) {
    const { position } = step
    const isQuestion = position.state.startsWith('ask:')
    const luck = chance()
    if (isQuestion && luck < 0.01) return engine.abandon(position)
    if (isQuestion && luck < 0.03) step = engine.say(position, '0', today)
    else if (isQuestion && luck < 0.032)
      for (let time = 0; time < 3 && step.position === position; time++) step = engine.say(position, '???', today)
    else step = engine.say(position, isQuestion ? oneOf(engine.samples(position), chance) : '1', today)
  }
  return step.outcome as Outcome
}
