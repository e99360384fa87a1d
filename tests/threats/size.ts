/** How large the attacks are: small enough for every run; `FAULTS=long` makes them ten times as large. */
export const scale = process.env.FAULTS === 'long' ? 10 : 1
