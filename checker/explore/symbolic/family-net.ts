/** A system over a family of readings: the settings of the switches are features. */
import { compileSystem } from "../../compile/compile.ts";
import { eventName } from "../../compile/events.ts";
import { enumeratePresence, type PresenceTable, type Switch } from "../../compile/presence.ts";
import type { CompiledSystem, EventInstance } from "../../compile/system.ts";
import type { Reading, SystemDeclaration } from "../../types.ts";
import type { FeatureValue, Move, Net, NetClass, NetMachine, Readings } from "./net.ts";

/**
 * The net of all readings that differ from `base` in the switches. Its `system`
 * is that of `base` with the local states of all readings, for predicates.
 */
export function familyNet(
  declaration: SystemDeclaration,
  base: Reading,
  switches: readonly Switch[],
): Net {
  const system = compileSystem(declaration, base);
  const tables = declaration.machines.map(({ name }) =>
    enumeratePresence(declaration, name, base, switches),
  );
  return {
    system: {
      ...system,
      machines: system.machines.map((machine, m) => ({
        ...machine,
        table: { ...machine.table, states: tables[m]!.states },
      })),
    },
    features: switches.map(({ values }) => values.length),
    machines: tables.map((table, m) => machineOf(table, system.machines[m]!.column, switches)),
    classes: classesOf(system, base, switches),
  };
}

function machineOf(
  table: PresenceTable,
  column: Int32Array,
  switches: readonly Switch[],
): NetMachine {
  const { combinations } = table;
  const settings = combinations.map((combination) =>
    combination.map(({ kind, id, value }): FeatureValue => {
      const feature = switches.findIndex((s) => s.kind === kind && s.id === id);
      return { feature, value: switches[feature]!.values.indexOf(value) };
    }),
  );
  // Equal conditions are one object, so that each becomes a diagram once.
  const shared = new Map<string, Readings>();
  const readings = (when: readonly number[]): Readings => {
    if (when.length === combinations.length) return null;
    const key = when.join(" ");
    const known = shared.get(key);
    if (known !== undefined) return known;
    const made = when.map((combination) => settings[combination]!);
    shared.set(key, made);
    return made;
  };
  const moves: Move[][] = table.events.map(() => []);
  for (const { from, to, column: at, when } of table.transitions) {
    moves[at]!.push({ from, to, when: readings(when) });
  }
  const starts = new Map<number, number[]>();
  for (const [combination, state] of table.initial.entries()) {
    starts.set(state, [...(starts.get(state) ?? []), combination]);
  }
  return {
    initial: [...starts].map(([state, when]) => ({ state, when: readings(when) })),
    moves: (event) => (column[event]! < 0 ? null : moves[column[event]!]!),
  };
}

/** The fair classes of all readings, each with those that oblige it. */
function classesOf(system: CompiledSystem, base: Reading, switches: readonly Switch[]): NetClass[] {
  const members = new Map<string, EventInstance[]>();
  for (const instance of system.events) {
    const { type, event, declaration } = instance;
    const identity = (declaration.identity ?? []).map((name) => [name, event[name]!] as const);
    const name = eventName({ type, ...Object.fromEntries(identity) });
    members.set(name, [...(members.get(name) ?? []), instance]);
  }
  return [...members.values()].flatMap((events) => {
    const when = obliged(events[0]!, base, switches);
    return when !== null && when.length === 0 ? [] : [{ events: events.map(({ id }) => id), when }];
  });
}

/** The readings in which events of this type are fair. */
function obliged(
  { type, declaration }: EventInstance,
  base: Reading,
  switches: readonly Switch[],
): Readings {
  const { fair } = declaration;
  if (fair !== undefined && "assumption" in fair) return null;
  const clauses = fair === undefined ? [] : fair.clause.split(" ");
  const sentences = base.sentences.filter((s) => s.kind === "oblige" && s.event === type);
  const reasons = [
    ...clauses.map((id) => ({ kind: "clause", id, isIn: base.inForce.has(id) })),
    ...sentences.map(({ id }) => ({ kind: "sentence", id, isIn: true })),
  ];
  const when: FeatureValue[][] = [];
  for (const { kind, id, isIn } of reasons) {
    const feature = switches.findIndex((s) => s.kind === kind && s.id === id);
    if (feature < 0 && isIn) return null;
    if (feature >= 0) when.push([{ feature, value: switches[feature]!.values.indexOf("in") }]);
  }
  return when;
}
