/**
 * Where prohibitions bite: what they keep from happening in a state that is reached.
 *
 * An event is kept from happening by rules alone where every machine that takes part
 * takes it, or has it taken away by a rule. Whose rules these are depends on local states,
 * so each set of owners is an invariant like any other, which every engine decides.
 */
import type { CompiledSystem } from "../compile/system.ts";
import type { Property } from "../types.ts";
import { everForbidden, forbidderName } from "./contradictions.ts";
import { type Fate, findRegions, inRegions, type Region } from "./regions.ts";

/** Clauses and choices that together keep something from happening. */
export interface Kept {
  /** `B26a`, or `held-kick=kept`; sorted. */
  readonly by: readonly string[];
  /** An invariant; violated where that is so in a reachable state. */
  readonly property: Property;
}

/** Everything that rules may keep from happening, by whose rules do. */
export function keptByRules(system: CompiledSystem): readonly Kept[] {
  const regions = new Map<string, Region[]>();
  for (const event of everForbidden(system)) {
    const found = findRegions(system, {
      events: [event],
      canBe: ([fate]) => fate !== "refused",
      answer: ([fate]) => ownersOf(fate!),
    });
    for (const { answer, regions: more } of found) {
      const before = regions.get(answer);
      if (before === undefined) regions.set(answer, [...more]);
      else before.push(...more);
    }
  }
  return [...regions].map(([answer, where]) => ({
    by: answer.split(" "),
    property: propertyOf(system, answer, where),
  }));
}

/** Whose rules forbid it, as one string; null where it happens, or nobody could take it. */
function ownersOf(fate: Fate): string | null {
  if (fate === "refused" || fate.length === 0) return null;
  return [...new Set(fate.map(forbidderName))].sort().join(" ");
}

function propertyOf(system: CompiledSystem, by: string, regions: readonly Region[]): Property {
  return {
    name: `kept from happening: ${by}`,
    claim: "nothing that could happen is kept from happening by these rules",
    restsOn: [],
    kind: "invariant",
    holds: { is: "not", of: inRegions(system, regions) },
    witness: {},
    memory: { cannotShow: "memory does not say what the text forbids" },
  };
}
