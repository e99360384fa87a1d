/** Names of the variables that are not set. */
export const unset = (variables: Readonly<Record<string, string | undefined>>): readonly string[] =>
  Object.keys(variables).filter((name) => variables[name] === undefined)
