/** What comes of an event, and which rules say so. */
import type { forbiddersOf } from "../compile/forbidders.ts";
import { isAbout, looksAt } from "../compile/rules.ts";
import { type CompiledSystem, FORBIDDEN } from "../compile/system.ts";
import type { OwnedRule } from "../types/index.ts";

/** Somebody refuses the event by itself; else the rules that forbid it, none where it happens,
 *  and those that speak of it where these are asked for. */
export type Fate = "refused" | readonly OwnedRule[];

export const isClause = ({ kind }: OwnedRule): boolean => kind === "clause";
export const isRule =
  (kind: OwnedRule["rule"]["rule"]) =>
  ({ rule }: OwnedRule): boolean =>
    rule.rule === kind;
export const isProhibition = isRule("forbids");

/** What comes of an event in one state of the system. */
export function fateAt(
  { machines, events }: CompiledSystem,
  forbidders: ReturnType<typeof forbiddersOf>,
  state: ArrayLike<number>,
  id: number,
): Fate {
  const { initiator, participants } = events[id]!;
  const by = new Set<OwnedRule>();
  for (const machine of [initiator, ...participants]) {
    const { table, column } = machines[machine]!;
    const local = state[machine]!;
    const next = table.next[local * table.events.length + column[id]!]!;
    if (next >= 0) continue;
    if (next !== FORBIDDEN) return "refused";
    for (const owned of forbidders(machine, local, id)) by.add(owned);
  }
  return [...by];
}

/** Which of these rules speak of an event to a machine in a local state, whatever they say. */
export function speaking({ machines, events }: CompiledSystem, rules: readonly OwnedRule[]) {
  return (index: number, local: number, id: number): readonly OwnedRule[] => {
    const { event, decider } = events[id]!;
    const machine = machines[index]!;
    return rules.filter(({ rule }) => {
      if (!isAbout(event, rule)) return false;
      const { when } = rule;
      // A rule without a condition is the business of who decides the event.
      if (when === undefined) return decider === index;
      return looksAt(when, machine) && when.holds(machine.table.states[local]!, event);
    });
  };
}
