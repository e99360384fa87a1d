/** Every combination of one element of each list. */
export const everyCombination = <Element>(lists: readonly (readonly Element[])[]): Element[][] =>
  lists.reduce<Element[][]>((all, list) => all.flatMap((begun) => list.map((each) => [...begun, each])), [[]])
