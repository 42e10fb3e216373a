import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compileSystem } from "../../compile/compile.ts";
import { readingWith } from "../../compile/tiny.testing.ts";
import { systemOfLikes } from "./alike.testing.ts";
import { count, createCanonical, permuted } from "./canonical.ts";
import { type Group, groupOf } from "./group.ts";

function groupIn(system: ReturnType<typeof compileSystem>): Group | null {
  try {
    return groupOf(system, "q");
  } catch {
    return null;
  }
}

test("a state and all its permutations have one least state, and their ways lead to it", () => {
  let several = 0;
  fc.assert(
    fc.property(systemOfLikes, fc.infiniteStream(fc.nat()), ({ declaration }, numbers) => {
      const system = compileSystem(declaration, readingWith());
      const group = groupIn(system);
      fc.pre(group !== null);
      const canonical = createCanonical(group);
      const drawn = system.machines.map(({ table }) => numbers.next().value! % table.states.length);
      const state = Uint16Array.from(drawn);
      const least = new Uint16Array(state.length);
      const fixed = count(canonical(state, least));
      if (fixed < group.permutations.length) several += 1;
      const image = new Uint16Array(state.length);
      const again = new Uint16Array(state.length);
      for (let g = 0; g < group.permutations.length; g++) {
        permuted(group, g, state, 0, image);
        const leading = canonical(image, again);
        expect(again).toEqual(least);
        expect(count(leading)).toBe(fixed);
        for (let h = 0; h < group.permutations.length; h++) {
          permuted(group, h, image, 0, again);
          expect(again.join() === least.join()).toBe(((leading >>> h) & 1) === 1);
          const both = new Uint16Array(state.length);
          permuted(group, group.product[h]![g]!, state, 0, both);
          expect(both).toEqual(again);
        }
        permuted(group, group.inverse[g]!, image, 0, again);
        expect(again).toEqual(state);
      }
    }),
    { numRuns: 60 },
  );
  expect(several).toBeGreaterThan(10);
});
