/** The least of all states that differ by a permutation alone. */
import type { Group } from "./group.ts";

/**
 * Writes the least image of a state into `least`, and gives the permutations that
 * lead to it, one bit each. As many lead from it to itself.
 */
export type Canonical = (state: Uint16Array, least: Uint16Array) => number;

export function createCanonical({ permutations }: Group): Canonical {
  return (state, least) => {
    const width = state.length;
    least.set(state);
    let leading = 1;
    for (let g = 1; g < permutations.length; g++) {
      const { from, locals } = permutations[g]!;
      let isLess = false;
      let p = 0;
      for (; p < width; p++) {
        const image = locals[p]![state[from[p]!]!]!;
        if (!isLess && image > least[p]!) break;
        if (image < least[p]!) isLess = true;
        // What stands before is the same, or already that of the lesser image.
        least[p] = image;
      }
      if (p < width) continue;
      leading = isLess ? 1 << g : leading | (1 << g);
    }
    return leading;
  };
}

/** The state after a permutation. */
export function permuted(
  { permutations }: Group,
  g: number,
  state: Uint16Array,
  at: number,
  into: Uint16Array,
): void {
  const { from, locals } = permutations[g]!;
  for (let p = 0; p < into.length; p++) into[p] = locals[p]![state[at + from[p]!]!]!;
}

/** How many bits are set. */
export function count(bits: number): number {
  let left = bits;
  let found = 0;
  for (; left !== 0; left &= left - 1) found += 1;
  return found;
}
