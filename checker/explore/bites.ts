/**
 * Where prohibitions bite: what they keep from happening in a state that is reached.
 *
 * An event is kept from happening by rules alone where every machine that takes part
 * takes it, or has it taken away by a rule. Whose rules these are depends on local states,
 * so each set of owners is an invariant like any other, which every engine decides.
 */
import type { CompiledSystem } from "../compile/system.ts";
import type { OwnedRule, Property } from "../types/index.ts";
import { everForbidden, forbidderName } from "./contradictions.ts";
import { findRegions, outside, type Region } from "./regions.ts";

/** Clauses and choices that together keep something from happening. */
export interface Kept {
  /** `B26a`, or `held-kick=kept`; sorted. */
  readonly by: readonly string[];
  /** An invariant; violated where that is so in a reachable state. */
  readonly property: Property;
}

/** What rules may keep from happening, by whose rules do, where a wanted clause is among them. */
export function keptByRules(system: CompiledSystem, wanted: ReadonlySet<string>): readonly Kept[] {
  const isWanted = ({ kind, id }: OwnedRule): boolean => kind === "clause" && wanted.has(id);
  const regions = new Map<string, Region[]>();
  for (const event of everForbidden(system, isWanted)) {
    const found = findRegions(system, {
      events: [event],
      canBe: ([fate]) => fate !== "refused",
      answer: ([fate]) => (fate === "refused" || !fate!.some(isWanted) ? null : namesOf(fate!)),
    });
    for (const { answer, regions: more } of found) {
      const before = regions.get(answer);
      if (before === undefined) regions.set(answer, [...more]);
      else before.push(...more);
    }
  }
  return [...regions].map(([answer, where]) => {
    const name = `kept from happening: ${answer}`;
    const claim = "nothing that could happen is kept from happening by these rules";
    return { by: answer.split(" "), property: outside(system, where, { name, claim }) };
  });
}

/** Whose rules these are, as one string. */
const namesOf = (rules: readonly OwnedRule[]): string =>
  [...new Set(rules.map(forbidderName))].sort().join(" ");
