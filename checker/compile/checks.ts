/** Whether declarations and machines fit each other over a family of readings. */
import type { EventDeclaration, EventDeclarations } from "../types/index.ts";
import { didYouMean, listNames } from "./errors.ts";
import type { ResolvedEvent } from "./events.ts";
import { type CompiledSystem, FORBIDDEN, SILENT } from "./system.ts";

export interface FamilyCheck {
  /** One line each: the thing, the value, what is legal, the likely cure. */
  readonly errors: readonly string[];
  /** Reading name -> event types that are impossible in it and possible in another. */
  readonly impossible: Readonly<Record<string, readonly string[]>>;
}

/**
 * Checks systems that differ in their readings, and perhaps in their scopes:
 * what is an error must be wrong in all of them.
 */
export function checkFamily(systems: readonly CompiledSystem[]): FamilyCheck {
  const errors = [...handledNowhere(systems), ...permittedNowhere(systems)];
  const never = new Set(errors);
  const dead = deadTypes(systems);
  const impossible = Object.fromEntries(
    systems.map(({ reading, impossible }) => [
      reading.name,
      impossible.filter((type) => !dead.has(type)),
    ]),
  );
  return { errors: [...never], impossible };
}

/** A machine, and the types of events that some state of it has a transition for. */
interface Handling {
  readonly index: number;
  readonly name: string;
  readonly kind: string;
  readonly handles: readonly string[];
}

/** Machines that have a transition for an event that does not list them, one line each. */
export function undeclaredHandlers(
  declared: EventDeclarations,
  events: readonly ResolvedEvent[],
  machines: readonly Handling[],
): string[] {
  const known = new Map<string, Set<number>>();
  for (const { type, initiator, participants } of events) {
    const taking = known.get(type) ?? new Set();
    known.set(type, taking);
    for (const machine of [initiator, ...participants]) taking.add(machine);
  }
  return machines.flatMap(({ index, name, kind, handles }) =>
    handles.flatMap((type) => {
      const declaration = declared[type];
      if (declaration === undefined) {
        const legal = Object.keys(declared);
        return [
          `Machine "${name}" handles event "${type}", which is not declared; legal: ` +
            `${listNames(legal)}. Declare it, or correct the name.${didYouMean(type, legal)}`,
        ];
      }
      // Without instances the scope has no such event, and nothing can be said.
      const taking = known.get(type);
      if (taking === undefined || taking.has(index)) return [];
      const legal = templates(declaration);
      return [
        `Machine "${name}" handles event "${type}" but is not declared to take part; legal: ` +
          `${listNames(legal)}. Add it to the participants, or remove the transition.` +
          didYouMean(name, legal) +
          (legal.includes(kind) ? ` "${kind}*" would name every machine of its kind.` : ""),
      ];
    }),
  );
}

function templates({ initiator, participants }: EventDeclaration): string[] {
  return [initiator, ...participants];
}

/** Participants and initiators that answer an event in no local state of any system. */
function handledNowhere(systems: readonly CompiledSystem[]): string[] {
  const asked = new Map<string, { type: string; machine: string; initiates: boolean }>();
  const handled = new Set<string>();
  for (const { machines, events } of systems) {
    for (const { type, id, initiator } of events) {
      for (const { index, name, table, column } of machines) {
        const at = column[id]!;
        if (at < 0) continue;
        const key = `${name} ${type}`;
        if (handled.has(key)) continue;
        asked.set(key, { type, machine: name, initiates: index === initiator });
        const width = table.events.length;
        const answers = table.states.some((_, s) => table.next[s * width + at] !== SILENT);
        if (answers) handled.add(key);
      }
    }
  }
  return [...asked]
    .filter(([key]) => !handled.has(key))
    .map(([, { type, machine, initiates }]) =>
      initiates
        ? `Machine "${machine}" initiates event "${type}" and does not know it: no local state of ` +
          "any reading handles it; legal: an initiator that takes its event somewhere. Add the " +
          "transition, or correct the initiator."
        : `Machine "${machine}" is declared to take part in event "${type}" and handles it in no ` +
          "local state of any reading; legal: a participant that takes, blocks or ignores it " +
          "somewhere. Add the transition, or remove the participant.",
    );
}

/** What only a rule in force keeps from happening can happen: freed, its machines take it. */
function permittedNowhere(systems: readonly CompiledSystem[]): string[] {
  const dead = [...deadTypes(systems)].filter(
    (type) => !systems.some((system) => isOnlyForbidden(system, type)),
  );
  return dead.map(
    (type) =>
      `Event "${type}" is permitted by no local states in any reading; legal: an event that can ` +
      "happen in some reading. Look for a participant that never takes it, or remove the event.",
  );
}

/** Whether every participant takes an event of the type somewhere, were it not for rules. */
function isOnlyForbidden({ events, machines }: CompiledSystem, type: string): boolean {
  return events
    .filter((event) => event.type === type)
    .some(({ id }) =>
      machines.every(({ table, column }) => {
        const at = column[id]!;
        const width = table.events.length;
        const cells = table.states.map((_, state) => table.next[state * width + at]!);
        return at < 0 || cells.some((cell) => cell >= 0 || cell === FORBIDDEN);
      }),
    );
}

function deadTypes(systems: readonly CompiledSystem[]): Set<string> {
  const types = new Set(systems.flatMap(({ events }) => events.map(({ type }) => type)));
  for (const system of systems) {
    const here = new Set(system.events.map(({ type }) => type));
    for (const type of here) if (!system.impossible.includes(type)) types.delete(type);
  }
  return types;
}
