/**
 * A machine over a family of readings: each local transition with the settings
 * under which it is present.
 *
 * A machine consults a few switches and is enumerated once for every combination
 * of those; readings that differ elsewhere share everything.
 */
import type { LocalState, ModelEvent, Reading, SystemDeclaration } from "../types.ts";
import { tableInReading } from "./amend.ts";
import { expandEvents } from "./events.ts";
import { localKey } from "./local.ts";
import { answer } from "./recording.ts";
import { sentenceEvents } from "./sentences.ts";
import type { MachineTable, Setting } from "./system.ts";
import { MAX_LOCAL_STATES } from "./tables.ts";

/** A setting that varies over the family: `in` and `out`, or the choices. */
export interface Switch {
  readonly kind: Setting["kind"];
  readonly id: string;
  readonly values: readonly string[];
}

/** A local transition, or that the event is blocked or unanswered in a state. */
export interface PresentTransition {
  readonly from: number;
  readonly column: number;
  /** A local state, BLOCKED or SILENT. */
  readonly to: number;
  readonly clauses: readonly string[];
  /** Indices into `combinations`, ascending. */
  readonly when: readonly number[];
}

export interface PresenceTable {
  /** The local states of all combinations; the first is the initial one of the first. */
  readonly states: readonly LocalState[];
  /** The initial local state of each combination. */
  readonly initial: readonly number[];
  readonly events: readonly ModelEvent[];
  /** Switches that the machine consults in some combination. */
  readonly consulted: readonly Switch[];
  /** Mutually exclusive, and together all readings of the family. */
  readonly combinations: readonly (readonly Setting[])[];
  readonly transitions: readonly PresentTransition[];
}

/**
 * Enumerates one machine of a system over every combination of the switches that
 * it consults; what is no switch is as in `base`, whose sentences are the ones
 * that a switch of kind `sentence` leaves in or out.
 */
export function enumeratePresence(
  declaration: SystemDeclaration,
  machineName: string,
  base: Reading,
  switches: readonly Switch[],
  maxLocalStates: number = MAX_LOCAL_STATES,
): PresenceTable {
  const { machines } = declaration;
  const machine = machines.findIndex(({ name }) => name === machineName);
  const events = expandEvents(declaration.events, machines).filter((e) => e.initiator >= 0);
  const context = { machines, events, maxLocalStates };
  const applies = (id: string): boolean => {
    const sentence = base.sentences.find((s) => s.id === id);
    if (sentence === undefined || sentence.kind === "oblige") return false;
    return sentenceEvents(sentence, machine, events, machines).length > 0;
  };
  const leaves: { readonly settings: readonly Setting[]; readonly table: MachineTable }[] = [];
  const branch = (settings: readonly Setting[]): void => {
    const { table } = tableInReading(context, machine, switchReading(base, settings));
    const asks = (s: Switch) =>
      s.kind === "sentence"
        ? applies(s.id)
        : table.consulted.some(({ kind, id }) => kind === s.kind && id === s.id);
    const isSet = (s: Switch) => settings.some(({ kind, id }) => kind === s.kind && id === s.id);
    const open = switches.find((s) => asks(s) && !isSet(s));
    if (open === undefined) {
      leaves.push({ settings, table });
      return;
    }
    const { kind, id } = open;
    for (const value of open.values) branch([...settings, { kind, id, value }]);
  };
  branch([]);
  const consulted = switches.filter((s) =>
    leaves.some(({ settings }) => settings.some(({ kind, id }) => kind === s.kind && id === s.id)),
  );
  return {
    ...merge(leaves.map(({ table }) => table)),
    consulted,
    combinations: leaves.map((l) => l.settings),
  };
}

/** The reading in which these settings are as given and all others as in `base`. */
export function switchReading(base: Reading, settings: readonly Setting[]): Reading {
  const inForce = new Set(base.inForce);
  const choices = { ...base.choices };
  const left = new Set<string>();
  for (const { kind, id, value } of settings) {
    if (kind === "choice") choices[id] = value;
    else if (kind === "sentence" && value === "out") left.add(id);
    else if (kind === "clause" && value === "in") inForce.add(id);
    else if (kind === "clause") inForce.delete(id);
  }
  const sentences = base.sentences.filter(({ id }) => !left.has(id));
  const changed = settings.filter((s) => answer(base, s.kind, s.id) !== s.value);
  const name = [base.name, ...changed.map(settingName)].join(", ");
  return { ...base, name, inForce, choices, sentences };
}

/** `B62 out`, `kicks=dropped`. */
export function settingName({ kind, id, value }: Setting): string {
  return kind === "choice" ? `${id}=${value}` : `${id} ${value}`;
}

function merge(
  tables: readonly MachineTable[],
): Pick<PresenceTable, "states" | "initial" | "events" | "transitions"> {
  const states: LocalState[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (state: LocalState): number => {
    const key = `${localKey(state)} ${state.tags.join(" ")}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, states.length);
    return states.push(state) - 1;
  };
  const renumbered = tables.map((table) => table.states.map(numberOf));
  const transitions = new Map<string, PresentTransition & { readonly when: number[] }>();
  for (const [combination, table] of tables.entries()) {
    const width = table.events.length;
    for (const [cell, next] of table.next.entries()) {
      const from = renumbered[combination]![Math.floor(cell / width)]!;
      const to = next < 0 ? next : renumbered[combination]![next]!;
      const column = cell % width;
      const clauses = table.clauseLists[table.clauses[cell]!]!;
      const key = JSON.stringify([from, column, to, clauses]);
      const known = transitions.get(key);
      if (known !== undefined) known.when.push(combination);
      else transitions.set(key, { from, column, to, clauses, when: [combination] });
    }
  }
  return {
    states,
    initial: renumbered.map((numbersHere) => numbersHere[0]!),
    events: tables[0]!.events,
    transitions: [...transitions.values()],
  };
}
