/**
 * Obligations that other clauses forbid to meet, as far as local states say.
 *
 * A clause obliges one of some events. Where one of them could happen, its condition may
 * hold or not, and clauses may forbid all that could happen: then it is withheld.
 */
import { isActive } from "../compile/rules.ts";
import type { CompiledSystem, FairClass } from "../compile/system.ts";
import type { OwnedRule } from "../types/index.ts";
import { forbidderName, ownersOf } from "./contradictions.ts";
import { type Fate, isClause, isProhibition, isRule, speaking } from "./fates.ts";
import { findRegions, isWithin, type Region } from "./regions.ts";
import type { Forbidder } from "./results.ts";

/** States in which one of the events that are obliged could happen. */
export interface Possible {
  readonly region: Region;
  /** Whether the clause obliges it there. */
  readonly isObliged: boolean;
  /** The clauses that forbid all that could happen; none where something is not forbidden. */
  readonly by: readonly Forbidder[];
}

/** An obligation that is withheld in some combination of local states. */
export interface Withheld {
  readonly fair: FairClass;
  readonly obligedBy: Forbidder;
  /** Everywhere else none of its events could happen. */
  readonly places: readonly Possible[];
}

const known = new WeakMap<CompiledSystem["machines"], readonly Withheld[]>();

const isDemand = (owned: OwnedRule): boolean => isClause(owned) && owned.level !== "desc";
const isPossible = (fate: Fate): fate is readonly OwnedRule[] => fate !== "refused";
export const isForbidden = ({ by }: Possible): boolean => by.length > 0;
export const isWithheld = (place: Possible): boolean => place.isObliged && isForbidden(place);

/** The obligations of clauses in force that other clauses withhold somewhere. */
export function withheld(system: CompiledSystem): readonly Withheld[] {
  const before = known.get(system.machines);
  if (before !== undefined) return before;
  const found = system.fairClasses.flatMap((fair) => withheldOf(system, fair) ?? []);
  known.set(system.machines, found);
  return found;
}

/** Null where it never arises, or nothing forbids what is obliged. */
function withheldOf(system: CompiledSystem, fair: FairClass): Withheld | null {
  const own = obliging(system, fair);
  const [first] = own;
  if (first === undefined) return null;
  const found = findRegions(system, {
    events: fair.events,
    speaks: { of: speaking(system, own), about: "what is obliged" },
    canBe: (fates) => fates.some(isPossible),
    answer: (fates) => {
      const here = outcome(system, first, fates);
      if (here === null) return null;
      return JSON.stringify([here.isObliged, ...here.by.map(forbidderName)]);
    },
  });
  const places = found.flatMap(({ fates, regions }) => {
    const here = outcome(system, first, fates)!;
    return regions.map((region): Possible => ({ region, ...here }));
  });
  if (!places.some(({ isObliged }) => isObliged) || !places.some(isForbidden)) return null;
  return { fair, obligedBy: ownersOf(system, [first])[0]!, places };
}

/** The rules in force by which the events of a class are obliged. */
function obliging({ declaration, reading }: CompiledSystem, fair: FairClass): readonly OwnedRule[] {
  const { because } = fair;
  if (!("clause" in because)) return [];
  return (declaration.rules ?? []).filter(
    (owned) =>
      isClause(owned) &&
      owned.id === because.clause &&
      isRule("obliges")(owned) &&
      isActive(owned, reading),
  );
}

/** Null where none of the events could happen. */
function outcome(
  system: CompiledSystem,
  obliging: OwnedRule,
  fates: readonly Fate[],
): Omit<Possible, "region"> | null {
  const possible = fates.filter(isPossible);
  if (possible.length === 0) return null;
  // What a clause itself forbids until something else is done, it does not contradict.
  const byClauses = possible.map((rules) =>
    rules.filter((one) => isDemand(one) && isProhibition(one) && one.id !== obliging.id),
  );
  const areForbidden = byClauses.every((rules) => rules.length > 0);
  return {
    isObliged: possible.some((rules) => rules.some(isRule("obliges"))),
    by: areForbidden ? ownersOf(system, byClauses.flat()) : [],
  };
}

/** The obligation in one state; null where none of its events could happen. */
export function placeIn({ places }: Withheld, state: ArrayLike<number>): Possible | null {
  return places.find(({ region }) => isWithin(region, state)) ?? null;
}
