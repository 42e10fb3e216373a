/** From an XState machine to a dense table over the local states that it reaches. */
import { getAdjacencyMap } from "@xstate/graph";
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyTransitionDefinition,
  getNextTransitions,
} from "xstate";
import type { LocalState, ModelEvent } from "../types/index.ts";
import { checkAllowed, handledTypes } from "./allowed.ts";
import { withoutChance } from "./chance.ts";
import { firstLineOf, ModelError, TooManyStates } from "./errors.ts";
import { eventName } from "./events.ts";
import {
  askedTwice,
  assignedContext,
  type Context,
  checkAssignments,
  differsNowAndThen,
  frozen,
  strict,
} from "./honest.ts";
import { checkInitialContext, localKey, localName, localState } from "./local.ts";
import { BLOCKED, type MachineTable, type Setting, SILENT } from "./system.ts";

/** A transition that can be taken, or why there is none. */
export type Selection = AnyTransitionDefinition | typeof BLOCKED | typeof SILENT;

export type Select = (
  snapshot: AnyMachineSnapshot,
  event: ModelEvent,
  context?: Context,
) => Selection;

/**
 * The table of a machine for the events that it takes part in, by breadth-first
 * search from its initial state, or from another one. Throws a ModelError for a feature that is not
 * allowed, for overlapping guards, and above `maxLocalStates` local states.
 */
export function enumerateMachine(
  name: string,
  logic: AnyStateMachine,
  events: readonly ModelEvent[],
  consulted: readonly Setting[],
  maxLocalStates: number,
  from?: AnyMachineSnapshot,
): MachineTable {
  checkAllowed(name, logic);
  checkInitialContext(name, logic);
  const seen = new Map<string, LocalState>();
  const keys = new WeakMap<AnyMachineSnapshot, string>();
  const serializeState = (snapshot: AnyMachineSnapshot): string => {
    const known = keys.get(snapshot);
    if (known !== undefined) return known;
    const local = localState(name, snapshot);
    const key = localKey(local);
    frozen(snapshot.context as Context);
    keys.set(snapshot, key);
    if (!seen.has(key)) {
      seen.set(key, local);
      if (seen.size > maxLocalStates) throw tooManyStates(name, seen.values(), maxLocalStates);
    }
    return key;
  };
  const select = selector(name);
  const columns = new Map(events.map((event, column) => [event, column]));
  const selections = new Map<string, Selection[]>();
  const snapshots: AnyMachineSnapshot[] = [];
  const adjacency = getAdjacencyMap(logic, {
    ...(from === undefined ? {} : { fromState: from }),
    serializeState,
    serializeEvent: (event) => String(columns.get(event as ModelEvent)),
    events: (snapshot: AnyMachineSnapshot) => {
      const row = events.map((event) => select(snapshot, event));
      for (const [column, selection] of row.entries()) {
        if (typeof selection === "number") continue;
        const where = () => whereIn(name, snapshot);
        checkAssignments(selection, snapshot.context as Context, events[column]!, where);
      }
      snapshots.push(snapshot);
      selections.set(serializeState(snapshot), row);
      return events.filter((_, column) => typeof row[column] === "object");
    },
  });
  askOnceMore(
    name,
    snapshots,
    events,
    select,
    (snapshot) => selections.get(serializeState(snapshot))!,
  );
  return tableOf(logic, events, consulted, seen, selections, (from, column) =>
    serializeState(adjacency[from as keyof typeof adjacency]!.transitions[column as never]!.state),
  );
}

/**
 * A guard may answer alike twice, and differently after all others have been asked. This
 * time it gets no clock, no dice, and no value for a name that there is not.
 */
export function askOnceMore(
  name: string,
  snapshots: readonly AnyMachineSnapshot[],
  events: readonly ModelEvent[],
  select: Select,
  selectedBefore: (snapshot: AnyMachineSnapshot) => readonly Selection[],
): void {
  const variables = new Set(snapshots.flatMap(({ context }) => Object.keys(context)));
  withoutChance(`Machine "${name}"`, () => {
    for (const snapshot of [...snapshots].reverse()) {
      const where = (): string => whereIn(name, snapshot);
      const context = strict(snapshot.context as Context, variables, "context variable", where);
      for (const [column, before] of selectedBefore(snapshot).entries()) {
        const event = events[column]!;
        if (select(snapshot, event, context) !== before) throw differsNowAndThen(where(), event);
        if (typeof before === "object") assignedContext(before, context, event);
      }
    }
  });
}

export const whereIn = (machine: string, snapshot: AnyMachineSnapshot): string =>
  `Machine "${machine}", state "${localName(localState(machine, snapshot))}"`;

function tableOf(
  logic: AnyStateMachine,
  events: readonly ModelEvent[],
  consulted: readonly Setting[],
  seen: ReadonlyMap<string, LocalState>,
  selections: ReadonlyMap<string, readonly Selection[]>,
  successor: (from: string, column: number) => string,
): MachineTable {
  const numbers = new Map([...seen.keys()].map((key, index) => [key, index]));
  const next = new Int32Array(seen.size * events.length).fill(SILENT);
  const clauses = new Uint16Array(next.length);
  const lists = clauseLists();
  for (const [key, state] of numbers) {
    for (const [column, selection] of selections.get(key)!.entries()) {
      const cell = state * events.length + column;
      if (typeof selection === "number") {
        next[cell] = selection;
      } else {
        next[cell] = numbers.get(successor(key, column))!;
        clauses[cell] = lists.indexOf(selection.meta?.clauses ?? []);
      }
    }
  }
  return {
    states: [...seen.values()],
    events,
    next,
    clauseLists: lists.all,
    clauses,
    handles: handledTypes(logic),
    consulted,
  };
}

/** Interns lists of clause ids, so that a cell is one number. */
export function clauseLists(initial: readonly (readonly string[])[] = [[]]): {
  readonly all: (readonly string[])[];
  indexOf(list: readonly string[]): number;
} {
  const all = [...initial];
  const numbers = new Map(all.map((list, index) => [JSON.stringify(list), index]));
  const indexOf = (list: readonly string[]): number => {
    const key = JSON.stringify(list);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, all.length);
    return all.push([...list]) - 1;
  };
  return { all, indexOf };
}

/** Chooses the transition as XState does, and refuses to choose between two. */
function selector(machine: string): Select {
  const byState = new Map<string, Candidates>();
  return (snapshot, event, context = snapshot.context as Context) => {
    const state =
      typeof snapshot.value === "string" ? snapshot.value : JSON.stringify(snapshot.value);
    let candidates = byState.get(state);
    if (candidates === undefined) {
      candidates = candidatesIn(snapshot);
      byState.set(state, candidates);
    }
    const sources = candidates.get(event.type);
    if (sources === undefined) return SILENT;
    return selectTransition(machine, snapshot, context, event, sources);
  };
}

/** For each event type the candidates, the innermost state's first, each state's together. */
export type Candidates = ReadonlyMap<string, readonly (readonly AnyTransitionDefinition[])[]>;

export function candidatesIn(snapshot: AnyMachineSnapshot): Candidates {
  const byType = new Map<string, AnyTransitionDefinition[][]>();
  for (const candidate of getNextTransitions(snapshot)) {
    const sources = byType.get(candidate.eventType) ?? [];
    byType.set(candidate.eventType, sources);
    const own = sources.find(([other]) => other!.source === candidate.source);
    if (own === undefined) sources.push([candidate]);
    else own.push(candidate);
  }
  return byType;
}

/**
 * A nested state goes before its parents, as in any statechart; within one state
 * the order of the candidates must not matter.
 */
function selectTransition(
  machine: string,
  snapshot: AnyMachineSnapshot,
  context: Context,
  event: ModelEvent,
  sources: readonly (readonly AnyTransitionDefinition[])[],
): Selection {
  for (const candidates of sources) {
    const enabled = candidates.filter((candidate) =>
      guardPasses(machine, candidate, snapshot, context, event),
    );
    if (enabled.length === 0) continue;
    const takeable = enabled.filter(isTakeable);
    if (takeable.length > 1 || (takeable.length === 1 && takeable[0] !== enabled[0])) {
      throw new ModelError(
        `${whereIn(machine, snapshot)}: ${enabled.length} transitions for ${eventName(event)} are enabled at once; legal: one. ` +
          "Make their guards exclude each other, or tell the outcomes apart by a parameter.",
      );
    }
    return takeable[0] ?? BLOCKED;
  }
  return BLOCKED;
}

/** `E: {}` is a candidate that cannot be taken. */
function isTakeable(transition: AnyTransitionDefinition): boolean {
  return transition.target !== undefined || transition.actions.length > 0;
}

function guardPasses(
  machine: string,
  transition: AnyTransitionDefinition,
  snapshot: AnyMachineSnapshot,
  context: Context,
  event: ModelEvent,
): boolean {
  const guard = transition.guard as unknown as Parameters<typeof askedTwice>[0] | undefined;
  if (guard === undefined) return true;
  const where = () => whereIn(machine, snapshot);
  try {
    return askedTwice(guard, context, event, where);
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw new ModelError(
      `${where()}: the guard for ${eventName(event)} fails with "${firstLineOf(error)}"; legal: ` +
        "true or false. Check the names of context variables and parameters.",
    );
  }
}

/** The variable with the most distinct values is the one that grows. */
function tooManyStates(
  machine: string,
  states: Iterable<LocalState>,
  maxLocalStates: number,
): ModelError {
  const values = new Map<string, Set<string>>();
  for (const { context } of states) {
    for (const [name, value] of Object.entries(context)) {
      if (!values.has(name)) values.set(name, new Set());
      values.get(name)!.add(JSON.stringify(value));
    }
  }
  const [worst] = [...values].sort((a, b) => b[1].size - a[1].size);
  const grows =
    worst === undefined
      ? "it has no context, only states"
      : `context variable "${worst[0]}" alone takes ${worst[1].size} values`;
  return new TooManyStates(machine, maxLocalStates, grows);
}
