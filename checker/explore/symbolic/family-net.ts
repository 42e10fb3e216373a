/** A system over a family of readings: the settings of the switches are features. */
import { compileSystem } from "../../compile/compile.ts";
import type { Condition } from "../../compile/decisions.ts";
import { eventName } from "../../compile/events.ts";
import { enumeratePresence, type PresenceTable, type Switch } from "../../compile/presence.ts";
import { answer } from "../../compile/recording.ts";
import { isAbout } from "../../compile/rules.ts";
import type { CompiledSystem, EventInstance, Setting } from "../../compile/system.ts";
import type { OwnedRule, Reading, SystemDeclaration } from "../../types/index.ts";
import type { Move, Net, NetClass, NetMachine } from "./net.ts";

/**
 * The net of all readings that differ from `base` in the switches. Its `system`
 * is that of `base` with the local states of all readings, for predicates. `look` is
 * called again and again, and may throw.
 */
export function familyNet(
  declaration: SystemDeclaration,
  base: Reading,
  switches: readonly Switch[],
  look: () => void,
): Net {
  const system = compileSystem(declaration, base);
  const tables = enumeratePresence(declaration, base, switches, { onTable: look });
  return {
    system: {
      ...system,
      machines: system.machines.map((machine, m) => ({
        ...machine,
        table: { ...machine.table, states: tables[m]!.states },
      })),
    },
    features: switches.map(({ values }) => values.length),
    machines: tables.map((table, m) => machineOf(table, system.machines[m]!.column)),
    classes: classesOf(system, base, switches),
  };
}

function machineOf(
  { events, initial, transitions }: PresenceTable,
  column: Int32Array,
): NetMachine {
  const moves: Move[][] = events.map(() => []);
  for (const { from, to, column: at, when } of transitions) moves[at]!.push({ from, to, when });
  return {
    initial,
    moves: (event) => (column[event]! < 0 ? null : moves[column[event]!]!),
  };
}

/** The fair classes of all readings, each with those that oblige it. */
function classesOf(system: CompiledSystem, base: Reading, switches: readonly Switch[]): NetClass[] {
  const { rules = [] } = system.declaration;
  const taken: Condition[] = system.events.map(() => false);
  const classes: NetClass[] = [];
  const add = (is: (event: EventInstance) => boolean, when: Condition): void => {
    const members = new Map<string, number[]>();
    for (const { id, event, declaration } of system.events) {
      if (taken[id] === true || !is(system.events[id]!)) continue;
      const identity = (declaration.identity ?? []).map((name) => [name, event[name]!] as const);
      const name = eventName({ type: "", ...Object.fromEntries(identity) });
      members.set(name, [...(members.get(name) ?? []), id]);
    }
    for (const events of members.values()) {
      classes.push({ events, when });
      if (when === true) for (const id of events) taken[id] = true;
    }
  };
  for (const owned of rules) {
    if (owned.rule.rule !== "obliges") continue;
    const { rule } = owned;
    const when = activeIn(owned, base, switches);
    if (when !== false) add(({ event }) => isAbout(event, rule), when);
  }
  for (const type of new Set(system.events.map((event) => event.type))) {
    const first = system.events.find((event) => event.type === type)!;
    const when = obliged(first, base, switches);
    if (when !== false) add((event) => event.type === type, when);
  }
  return classes;
}

/** The readings in which a rule is active. */
function activeIn(
  { kind, id, value, rule }: OwnedRule,
  base: Reading,
  switches: readonly Switch[],
): Condition {
  const literal = (
    what: Setting["kind"],
    name: string,
    legal: readonly string[],
    inside: Condition,
  ): Condition => {
    const place = switches.findIndex((s) => s.kind === what && s.id === name);
    if (place < 0) return legal.includes(answer(base, what, name)) && inside;
    const { values } = switches[place]!;
    return { place, branches: values.map((v) => legal.includes(v) && inside) };
  };
  const { term } = rule;
  const inTerm = term === undefined || literal("choice", term.id, term.means, true);
  return literal(kind, id, [value], inTerm);
}

/** The readings in which events of this type are fair. */
function obliged(
  { type, declaration }: EventInstance,
  base: Reading,
  switches: readonly Switch[],
): Condition {
  const { fair } = declaration;
  if (fair !== undefined && "assumption" in fair) return true;
  const clauses = fair === undefined ? [] : fair.clause.split(" ");
  const sentences = base.sentences.filter((s) => s.kind === "oblige" && s.event === type);
  const reasons = [
    ...clauses.map((id) => ({ kind: "clause", id, isIn: base.inForce.has(id) })),
    ...sentences.map(({ id }) => ({ kind: "sentence", id, isIn: true })),
  ];
  let when: Condition = false;
  for (const { kind, id, isIn } of reasons) {
    const place = switches.findIndex((s) => s.kind === kind && s.id === id);
    if (place < 0 && isIn) return true;
    if (place < 0) continue;
    const otherwise: Condition = when;
    const branches = switches[place]!.values.map((value): Condition => value === "in" || otherwise);
    when = { place, branches };
  }
  return when;
}
