/** Sets of settings that are enough for several claims at once, of families that agree on switches. */
import type { Switch } from "../compile/presence.ts";
import type { Setting } from "../compile/system.ts";

/** One setting for each switch -> whether the reading is good. */
export type IsGood = (settings: readonly Setting[]) => boolean;

/** More readings than these are not gone through one by one. */
export const MOST_READINGS = 4096;
/** Settings in one set. */
const MOST_SETTINGS = 4;

/**
 * The minimal sets of at most four settings such that each reading with them is good in every
 * family; null where there are more than 4,096 readings.
 */
export function enoughTogether(
  switches: readonly Switch[],
  families: readonly IsGood[],
): readonly (readonly Setting[])[] | null {
  const count = switches.reduce((product, { values }) => product * values.length, 1);
  if (count > MOST_READINGS) return null;
  const bad = readingsOf(switches).filter((settings) => !families.every((good) => good(settings)));
  // A clause that is out is no sentence that one could write.
  const elements = switches.flatMap(({ kind, id, values }) =>
    values
      .filter((value) => kind === "choice" || value === "in")
      .map((value): Setting => ({ kind, id, value })),
  );
  const badWith = elements.map(
    (element) => new Set(bad.filter((settings) => settings.some((one) => same(one, element)))),
  );
  const found: (readonly number[])[] = [];
  let sets: readonly Grown[] = [{ at: [], bad }];
  for (let size = 0; size <= MOST_SETTINGS; size++) {
    const open = sets.filter(({ at }) => !found.some((less) => less.every((i) => at.includes(i))));
    found.push(...open.filter((set) => set.bad.length === 0).map(({ at }) => at));
    sets = open
      .filter((set) => set.bad.length > 0)
      .flatMap(({ at, bad: left }) =>
        elements.flatMap((element, i): Grown[] => {
          const isNext = i > (at.at(-1) ?? -1) && at.every((j) => elements[j]!.id !== element.id);
          return isNext
            ? [{ at: [...at, i], bad: left.filter((one) => badWith[i]!.has(one)) }]
            : [];
        }),
      );
  }
  return found.map((at) => at.map((i) => elements[i]!));
}

/** Elements by their numbers, and the bad readings that have all of them. */
interface Grown {
  readonly at: readonly number[];
  readonly bad: readonly (readonly Setting[])[];
}

const same = (a: Setting, b: Setting): boolean =>
  a.kind === b.kind && a.id === b.id && a.value === b.value;

function readingsOf(switches: readonly Switch[]): readonly (readonly Setting[])[] {
  return switches.reduce<readonly (readonly Setting[])[]>(
    (all, { kind, id, values }) =>
      all.flatMap((before) =>
        values.map((value): readonly Setting[] => [...before, { kind, id, value }]),
      ),
    [[]],
  );
}
