import type { Referral, ReferralPurpose } from './flow.ts'
import { remembering, type Translator } from './texts.ts'

/** Whom to call, in one line: `109 (Bangladesh, free, 24 hours), 1195 (Kenya, free, 24 hours)`. Empty where nobody is known. */
export type ReferralLine = (purpose: ReferralPurpose, language: string, place?: string) => string

/**
 * Finds help for a purpose: near the place if there is any, else for the whole country; in the language, and in an emergency in
 * any, because a number is better than none. Names stand where there are several; in an emergency nothing but them.
 */
export function referralLines(referrals: readonly Referral[], translator: Translator): ReferralLine {
  const worded = (wording: Referral['name'], language: string): string =>
    typeof wording === 'string' ? wording : (wording[language] ?? Object.values(wording)[0] ?? '')

  function found(purpose: ReferralPurpose, language: string, place: string | undefined): readonly Referral[] {
    const fitting = referrals.filter((each) => each.for === purpose)
    const spoken = fitting.filter(({ languages }) => languages.includes(language))
    const heard = spoken.length === 0 && purpose === 'emergency' ? fitting : spoken
    const near = heard.filter((each) => each.place !== undefined && each.place === place)
    return near.length > 0 ? near : heard.filter((each) => each.place === undefined)
  }

  const lineFor = remembering((asked) => {
    const [purpose, language, place] = JSON.parse(asked) as [ReferralPurpose, string, string | undefined]
    const help = found(purpose, language, place)
    const several = new Set(help.map(({ number }) => number)).size > 1
    const lines = help.map(({ number, name, cost, hours }) => {
      const terms = [
        cost === 'free' ? translator.text(language, 'system:referrals.free') : worded(cost, language),
        hours === '24/7' ? translator.text(language, 'system:referrals.always') : worded(hours, language),
      ]
      const details = [...(several ? [worded(name, language)] : []), ...(purpose === 'emergency' ? [] : terms)]
      return details.length > 0 ? `${number} (${details.join(', ')})` : number
    })
    return [...new Set(lines)].join(', ')
  })
  return (purpose, language, place) => lineFor(JSON.stringify([purpose, language, place]))
}
