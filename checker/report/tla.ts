/**
 * A compiled system as a TLA+ module, for TLC: one variable for each machine, one
 * action for each event, tables as tuples. Local states are numbers from 1; a table
 * gives the next one, 0 for "not now", -1 for "no answer".
 *
 * Invariants and leads-to are exported; what the text does not answer is `TheTextSpeaks`.
 * Step properties, possibilities and monitors are not: an action of TLA+ has no name
 * in a behaviour, and a monitor would change the states that are counted.
 */
import { localName } from "../compile/local.ts";
import { lowerPredicate, type PredicateTable } from "../compile/predicates.ts";
import {
  type CompiledMachine,
  type CompiledSystem,
  type EventInstance,
  SILENT,
} from "../compile/system.ts";
import { NO_DEADLOCK, NO_SILENCE } from "../explore/results.ts";
import type { Property } from "../types/index.ts";
import { namesIn } from "./tla-names.ts";
import { all, any, conjunction, disjunction, group, member, ones, set } from "./tla-text.ts";

/** A property of the checker, and what it is called in the module. */
export interface TlaName {
  readonly property: string;
  readonly name: string;
}

export interface TlaModule {
  /** Its name, which is also that of its file. */
  readonly name: string;
  readonly text: string;
  /** To be asked with `SPECIFICATION Spec`. */
  readonly invariants: readonly TlaName[];
  /** To be asked with `SPECIFICATION FairSpec`. */
  readonly temporal: readonly TlaName[];
  /** Properties that TLA+ is not asked. */
  readonly leftOut: readonly string[];
}

/** More names of local states than this are not listed above a variable. */
const LISTED = 64;

/**
 * The module of a system; fairness is that of its reading.
 * @param name what the module is called, as near as TLA+ allows
 */
export function tla(
  system: CompiledSystem,
  properties: readonly Property[],
  name: string = system.name,
): TlaModule {
  const writer = writerFor(system);
  const { unique, variables, actions, tables } = writer;
  const module = unique(name);
  const invariants: TlaName[] = [];
  const temporal: TlaName[] = [];
  const claims: string[] = [];
  const claim = (list: TlaName[], property: string, body: string): void => {
    const name = unique(property.replace(/^./, (first) => first.toUpperCase()));
    list.push({ property, name });
    claims.push(`${name} == ${body}`);
  };
  const said = receptions(writer);
  claim(invariants, NO_DEADLOCK, "GoesOn \\/ AtRest");
  // TLC warns of what is true without looking.
  if (said.canBeSilent) claim(invariants, NO_SILENCE, "~Unanswered");
  const asked = properties.filter(({ monitor }) => monitor === undefined);
  for (const property of asked) {
    const say = (predicate: Parameters<typeof lowerPredicate>[1]): string =>
      formula(writer, lowerPredicate(system, predicate, property.name));
    if (property.kind === "invariant") claim(invariants, property.name, say(property.holds));
    if (property.kind === "leadsTo") {
      claim(temporal, property.name, `(${say(property.from)}) ~> (${say(property.to)})`);
    }
  }
  const steps = system.events.flatMap((event) => actionOf(writer, event) ?? []);
  const fairness = fairnessOf(writer);
  const body = [
    `\\* ${oneLine(`${system.name}, reading ${system.reading.name}`)}`,
    "EXTENDS Integers",
    "",
    ...system.machines.flatMap((machine) => listing(variables[machine.index]!, machine)),
    `VARIABLES ${variables.join(", ")}`,
    `vars == <<${variables.join(", ")}>>`,
    "",
    ...tables,
    "",
    `Init ==${conjunction(variables.map((name) => `${name} = 1`))}`,
    "",
    ...steps,
    `Next ==${disjunction(actions)}`,
    "",
    "Spec == Init /\\ [][Next]_vars",
    ...fairness,
    "",
    ...said.lines,
    ...claims,
  ];
  const exported = new Set([...invariants, ...temporal].map(({ property }) => property));
  return {
    name: module,
    text: `---- MODULE ${module} ----\n${body.join("\n")}\n====\n`,
    invariants,
    temporal,
    leftOut: properties.map(({ name }) => name).filter((name) => !exported.has(name)),
  };
}

interface Writer {
  readonly system: CompiledSystem;
  /** A TLA+ name that no other part of the module has. */
  readonly unique: (wanted: string) => string;
  /** By the index of their machine. */
  readonly variables: readonly string[];
  /** Names of actions that can happen; `actionOf` adds them. */
  readonly actions: string[];
  /** Name of the action of each event, where it can happen. */
  readonly actionNames: Map<number, string>;
  /** Definitions of tables; `place` adds them. */
  readonly tables: string[];
  /** The name of the table with this content. */
  readonly place: (content: string) => string;
}

function writerFor(system: CompiledSystem): Writer {
  const unique = namesIn();
  const tables: string[] = [];
  const named = new Map<string, string>();
  const variables = system.machines.map(({ name }) => unique(name));
  const place = (content: string): string => {
    const known = named.get(content);
    if (known !== undefined) return known;
    const name = unique(`T${named.size}`);
    named.set(content, name);
    tables.push(`${name} == <<${content}>>`);
    return name;
  };
  return { system, unique, variables, actions: [], actionNames: new Map(), tables, place };
}

const oneLine = (text: string): string => text.replace(/[^\x20-\x7e]/g, "?");

function listing(variable: string, { table, name }: CompiledMachine): readonly string[] {
  const { states } = table;
  const shown = states
    .slice(0, LISTED)
    .map((local, index) => `\\*   ${index + 1} ${oneLine(localName(local))}`);
  const more = states.length > LISTED ? [`\\*   and so on, to ${states.length}`] : [];
  return [`\\* ${variable}: local states of ${oneLine(name)}`, ...shown, ...more];
}

/** What a machine makes of an event in each local state: next, 0 or -1. */
function column({ table, column }: CompiledMachine, event: EventInstance): readonly number[] {
  const at = column[event.id]!;
  return table.states.map((_, local) => {
    const next = table.next[local * table.events.length + at]!;
    if (next >= 0) return next + 1;
    return next === SILENT ? -1 : 0;
  });
}

/** One who takes part in an event: `T3[queue0]`, and what the table holds. */
interface Part {
  readonly machine: CompiledMachine;
  readonly next: readonly number[];
  readonly lookUp: string;
}

/** The initiator, for whom no answer is no wish, then the participants. */
function partsOf({ system, variables, place }: Writer, event: EventInstance): readonly Part[] {
  return [event.initiator, ...event.participants].map((index, order) => {
    const machine = system.machines[index]!;
    const given = column(machine, event);
    const next = order === 0 ? given.map((state) => Math.max(0, state)) : given;
    return { machine, next, lookUp: `${place(next.join(", "))}[${variables[index]}]` };
  });
}

/** The action of an event, or null where somebody never takes it. */
function actionOf(writer: Writer, event: EventInstance): readonly string[] | null {
  const parts = partsOf(writer, event);
  if (parts.some(({ next }) => next.every((state) => state <= 0))) return null;
  const name = writer.unique(event.name);
  writer.actions.push(name);
  writer.actionNames.set(event.id, name);
  const guards = parts
    .filter(({ next }) => next.some((state) => state <= 0))
    .map(({ lookUp }) => `${lookUp} > 0`);
  const moves = parts.filter(({ next }) => next.some((state, at) => state > 0 && state !== at + 1));
  const primed = moves.map(
    ({ machine, lookUp }) => `${writer.variables[machine.index]}' = ${lookUp}`,
  );
  const moving = new Set(moves.map(({ machine }) => machine.index));
  const still = writer.variables.filter((_, index) => !moving.has(index));
  const unchanged = still.length === 0 ? [] : [`UNCHANGED <<${still.join(", ")}>>`];
  return [
    `\\* ${oneLine(event.name)}`,
    `${name} ==${conjunction([...guards, ...primed, ...unchanged])}`,
    "",
  ];
}

/** Who can go on, what has no answer, and where nobody is owed anything. */
function receptions(writer: Writer): {
  readonly lines: readonly string[];
  readonly canBeSilent: boolean;
} {
  const { system, variables } = writer;
  const goesOn: string[] = [];
  const unanswered: string[] = [];
  for (const event of system.events) {
    const parts = partsOf(writer, event);
    if (parts.some(({ next }) => next.every((state) => state === 0))) continue;
    const wanted = parts
      .filter(({ next }) => next.includes(0))
      .map(({ lookUp }) => `${lookUp} # 0`);
    goesOn.push(all(wanted));
    const { actor } = system.machines[event.initiator]!;
    const silent = parts
      .filter(({ next, machine }) => next.includes(-1) && machine.actor !== actor)
      .map(({ lookUp }) => `${lookUp} < 0`);
    if (silent.length > 0) unanswered.push(all([...wanted, any(silent)]));
  }
  const rest = system.machines.flatMap(({ table, index }) => {
    const at = table.states.flatMap(({ tags }, local) => (tags.includes("rest") ? [local] : []));
    return at.length === table.states.length ? [] : [member(variables[index]!, at)];
  });
  const lines = [
    `GoesOn ==${disjunction(goesOn)}`,
    `Unanswered ==${disjunction(unanswered)}`,
    `AtRest ==${conjunction(rest)}`,
    "",
  ];
  return { lines, canBeSilent: unanswered.length > 0 };
}

/**
 * Weak fairness of each class. A class is served by any of its steps, by one that
 * changes nothing too, which WF_vars does not see: where there is one, the class
 * demands nothing.
 */
function fairnessOf(writer: Writer): readonly string[] {
  const { system, actionNames, variables, unique } = writer;
  const classes = system.fairClasses.flatMap(({ events, name }) => {
    const own = events.filter((id) => actionNames.has(id));
    if (own.length === 0) return [];
    const idle = own.flatMap((id) => {
      const parts = partsOf(writer, system.events[id]!);
      const stays = parts.map(({ next, lookUp, machine }) =>
        next.some((state, at) => state === at + 1)
          ? `${lookUp} = ${variables[machine.index]}`
          : null,
      );
      return stays.includes(null) ? [] : [all(stays.map((one) => one ?? ""))];
    });
    const fair = unique(`fair ${name}`);
    const steps = any(own.map((id) => actionNames.get(id)!));
    const body = idle.length === 0 ? steps : `~${group(any(idle))} /\\ ${steps}`;
    return [{ fair, line: `${fair} == ${body}` }];
  });
  return [
    ...classes.map(({ line }) => line),
    `FairSpec == ${all(["Spec", ...classes.map(({ fair }) => `WF_vars(${fair})`)])}`,
  ];
}

function formula(writer: Writer, predicate: PredicateTable): string {
  const { variables, place, system } = writer;
  switch (predicate.is) {
    case "local":
      return member(variables[predicate.machine]!, ones(predicate.table));
    case "relation": {
      const [left, right] = predicate.machines;
      const { width, table } = predicate;
      const rows = system.machines[left]!.table.states.map((_, row) =>
        set(ones(table.subarray(row * width, (row + 1) * width))),
      );
      return `${variables[right]} \\in ${place(rows.join(", "))}[${variables[left]}]`;
    }
    case "and":
      return all(predicate.all.map((one) => formula(writer, one)));
    case "or":
      return any(predicate.any.map((one) => formula(writer, one)));
    case "not":
      return `~${group(formula(writer, predicate.of))}`;
  }
}
