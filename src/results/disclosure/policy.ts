/** What may be shown, as far as it is no matter of one round: the `k` of a round is agreed at its launch. */
export const policy = {
  /**
   * Of a total of numbers no one person may make up this share or more: the (1, p) dominance rule with p = 50 %. Sources: Hundepool and others, Statistical
   * Disclosure Control (2012), 4.2.2; Brandt and others, Guidelines for the checking of output based on microdata research (ESSnet, 2010).
   */
  greatestPart: 0.5,
} as const
