/**
 * Where conduct departs from a clause in force: the reading excepts what the clause forbids,
 * and the machines can do it.
 */
import type { OwnedRule, Reading } from "../types/index.ts";
import { addressed } from "./forbidders.ts";
import { isActive, levelWords, type RuleCells, rulesFor } from "./rules.ts";
import type { CompiledMachine, CompiledSystem } from "./system.ts";

/** A clause in force, and conduct that departs from it. */
export interface Departure {
  readonly clause: string;
  /** In the reading: `MUST`. */
  readonly level: string;
  /** `failed-with-driver-ok=stays` */
  readonly conduct: string;
}

/** Each clause and each conduct once, in the order of the rules. */
export function departuresOf(system: CompiledSystem): readonly Departure[] {
  const found = system.machines.flatMap((machine) => departuresIn(system, machine));
  return [...new Map(found.map((one) => [`${one.clause} ${one.conduct}`, one])).values()];
}

function departuresIn(
  { declaration, reading, events }: CompiledSystem,
  machine: CompiledMachine,
): readonly Departure[] {
  const { table } = machine;
  const rules = declaration.rules ?? [];
  const departing = rules.filter((owned) => departs(owned, reading));
  if (departing.length === 0) return [];
  const spoken = rulesFor(addressed(machine, events), table, rules);
  const active = spoken.filter(({ owned }) => isActive(owned, reading));
  return active.flatMap(({ owned, cells }) => {
    if (!departing.includes(owned) || owned.rule.rule !== "excepts") return [];
    const { clause } = owned.rule;
    // What another sentence of the text excepts is within it.
    const within = new Set(active.flatMap((one) => (excepts(one, clause) ? [...one.cells] : [])));
    const taken = new Set([...cells].filter((cell) => table.next[cell]! >= 0 && !within.has(cell)));
    const from = active.find(
      (one) => forbids(one, clause) && one.cells.some((cell) => taken.has(cell)),
    );
    if (from === undefined) return [];
    const level = levelWords(reading, from.owned);
    return [{ clause, level, conduct: `${owned.id}=${owned.value}` }];
  });
}

const forbids = ({ owned: { kind, id, rule } }: RuleCells, clause: string): boolean =>
  kind === "clause" && id === clause && rule.rule === "forbids";

const excepts = ({ owned: { kind, rule } }: RuleCells, clause: string): boolean =>
  kind === "clause" && rule.rule === "excepts" && rule.clause === clause;

const departs = (owned: OwnedRule, reading: Reading): boolean =>
  owned.kind === "choice" &&
  owned.rule.rule === "excepts" &&
  reading.inForce.has(owned.rule.clause) &&
  isActive(owned, reading);
