/**
 * The table of a machine without XState's interpreter, which takes longer.
 *
 * What the interpreter adds (microsteps, entry and exit actions, eventless
 * transitions) is refused in every machine by `checkAllowed`; what is left is to
 * evaluate guards, to assign and to enter the target. Whatever is unusual or wrong is
 * left to `enumerateMachine`, which knows how to say so. A sample of each table is held
 * against the interpreter, and each table of the model in the tests.
 */
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  type AnyTransitionDefinition,
  getInitialSnapshot,
  type StateValue,
} from "xstate";
import type { LocalState, ModelEvent } from "../types/index.ts";
import { checkAllowed, handledTypes } from "./allowed.ts";
import { firstDifference, sampleOf } from "./difference.ts";
import {
  askOnceMore,
  type Candidates,
  candidatesIn,
  clauseLists,
  enumerateMachine,
  type Select,
  type Selection,
  whereIn,
} from "./enumerate.ts";
import { ModelError } from "./errors.ts";
import { type Context, checkAssignments, differsNowAndThen, frozen } from "./honest.ts";
import { checkInitialContext, localKey, localState } from "./local.ts";
import { BLOCKED, type MachineTable, type Setting, SILENT } from "./system.ts";

type Guard = (args: { readonly context: Context; readonly event: ModelEvent }) => unknown;

/** Thrown at what only the interpreter should decide; never leaves this file. */
class Unusual extends Error {
  /** What is wrong with the machine, should it not show a second time. */
  readonly refusal: unknown;

  constructor(refusal: unknown = null) {
    super();
    this.refusal = refusal;
  }
}

/** The same table as that of `enumerateMachine`, and the same errors. */
export function enumerateQuickly(
  name: string,
  machine: AnyStateMachine,
  events: readonly ModelEvent[],
  consulted: readonly Setting[],
  maxLocalStates: number,
): MachineTable {
  checkAllowed(name, machine);
  checkInitialContext(name, machine);
  try {
    const table = enumerated(name, machine, events, consulted, maxLocalStates);
    const difference = firstDifference(name, table, machine, sampleOf(table));
    if (difference !== null) throw new Unusual(new ModelError(difference));
    return table;
  } catch (error) {
    if (!(error instanceof Unusual)) throw error;
    const table = enumerateMachine(name, machine, events, consulted, maxLocalStates);
    if (error.refusal !== null) throw error.refusal;
    return table;
  }
}

function enumerated(
  name: string,
  machine: AnyStateMachine,
  events: readonly ModelEvent[],
  consulted: readonly Setting[],
  maxLocalStates: number,
): MachineTable {
  const states = found(name, machine, maxLocalStates);
  const next: number[] = [];
  const clauses: number[] = [];
  const lists = clauseLists();
  const rows = new Map<AnyMachineSnapshot, { candidates: Candidates; row: Selection[] }>();
  for (let state = 0; state < states.all.length; state++) {
    const { snapshot, candidates } = states.at(state);
    const where = (): string => whereIn(name, snapshot);
    const row = events.map((event) =>
      selected(candidates.get(event.type), snapshot.context, event, where),
    );
    rows.set(snapshot, { candidates, row });
    for (const [column, taken] of row.entries()) {
      if (typeof taken === "number") {
        next.push(taken);
        clauses.push(0);
      } else {
        const context = assigned(name, taken, snapshot, events[column]!);
        next.push(states.number(taken.target?.[0], snapshot, context));
        clauses.push(lists.indexOf(taken.meta?.clauses ?? []));
      }
    }
  }
  const again: Select = (snapshot, event, context = snapshot.context as Context) => {
    const { candidates } = rows.get(snapshot)!;
    return selected(candidates.get(event.type), context, event, () => whereIn(name, snapshot));
  };
  askOnceMore(name, [...rows.keys()], events, again, (snapshot) => rows.get(snapshot)!.row);
  return {
    states: states.all,
    events,
    next: Int32Array.from(next),
    clauseLists: lists.all,
    clauses: Uint16Array.from(clauses),
    handles: handledTypes(machine),
    consulted,
  };
}

/** The local states met so far, numbered as they are met. */
function found(name: string, machine: AnyStateMachine, maxLocalStates: number) {
  const all: LocalState[] = [];
  const snapshots: AnyMachineSnapshot[] = [];
  const byKey = new Map<string, number>();
  const byContext = new Map<string, number>();
  const unassigned = new Map<object, Map<Context, number>>();
  const candidates = new Map<string, Candidates>();
  const entered = new Map<AnyStateNode, AnyMachineSnapshot>();
  const enter = (node: AnyStateNode): AnyMachineSnapshot => {
    const known = entered.get(node);
    if (known !== undefined) return known;
    if (node.path.length === 0) throw new Unusual();
    const value = node.path.reduceRight<StateValue>(
      (inner, key) => (inner === "" ? key : { [key]: inner }),
      "",
    );
    const snapshot = machine.resolveState({ value, context: {} });
    entered.set(node, snapshot);
    return snapshot;
  };
  const numberOf = (snapshot: AnyMachineSnapshot): number => {
    const local = localState(name, snapshot);
    const key = localKey(local);
    const known = byKey.get(key);
    if (known !== undefined) return known;
    if (all.length >= maxLocalStates) throw new Unusual();
    frozen(snapshot.context as Context);
    byKey.set(key, all.length);
    snapshots.push(snapshot);
    return all.push(local) - 1;
  };
  numberOf(getInitialSnapshot(machine));
  return {
    all,
    at(state: number) {
      const snapshot = snapshots[state]!;
      const { value } = all[state]!;
      let own = candidates.get(value);
      if (own === undefined) {
        own = candidatesIn(snapshot);
        candidates.set(value, own);
      }
      return { snapshot, candidates: own };
    },
    number(node: AnyStateNode | undefined, before: AnyMachineSnapshot, context: Context): number {
      // Most transitions assign nothing, and their context is the very same object.
      const from = node ?? before;
      let own = unassigned.get(from);
      if (own === undefined) {
        own = new Map();
        unassigned.set(from, own);
      }
      const same = context === before.context ? own.get(context) : undefined;
      if (same !== undefined) return same;
      const key = `${node?.id ?? JSON.stringify(before.value)} ${JSON.stringify(context)}`;
      let number = byContext.get(key);
      if (number === undefined) {
        const entering = node === undefined ? before : enter(node);
        number = numberOf({ ...entering, context } as AnyMachineSnapshot);
        byContext.set(key, number);
      }
      if (context === before.context) own.set(context, number);
      return number;
    },
  };
}

/** As `selectTransition` of `enumerate.ts`, which has the words for what is unusual. */
function selected(
  sources: readonly (readonly AnyTransitionDefinition[])[] | undefined,
  context: Context,
  event: ModelEvent,
  where: () => string,
): Selection {
  if (sources === undefined) return SILENT;
  for (const candidates of sources) {
    let first: AnyTransitionDefinition | undefined;
    for (const candidate of candidates) {
      if (!passes(candidate, context, event, where)) continue;
      if (first !== undefined && isTakeable(candidate)) throw new Unusual();
      first ??= candidate;
    }
    if (first !== undefined) return isTakeable(first) ? first : BLOCKED;
  }
  return BLOCKED;
}

function isTakeable({ target, actions }: AnyTransitionDefinition): boolean {
  return target !== undefined || actions.length > 0;
}

/** Whether a guard lets the event pass, asked twice. */
function passes(
  { guard }: AnyTransitionDefinition,
  context: Context,
  event: ModelEvent,
  where: () => string,
): boolean {
  if (guard === undefined) return true;
  const ask = (): unknown => {
    try {
      return (guard as unknown as Guard)({ context, event });
    } catch (cause) {
      // A name that there is not, when it is asked once more: that has its own words.
      throw cause instanceof ModelError ? cause : new Unusual();
    }
  };
  const answer = ask();
  if (typeof answer !== "boolean") throw new Unusual();
  if (ask() !== answer) throw new Unusual(differsNowAndThen(where(), event));
  return answer;
}

/** The context behind the assignments, in their order. */
function assigned(
  name: string,
  transition: AnyTransitionDefinition,
  snapshot: AnyMachineSnapshot,
  event: ModelEvent,
): Context {
  const { target = [], actions } = transition;
  const before = snapshot.context as Context;
  if (target.length > 1 || actions.some((one) => typeof one !== "function")) throw new Unusual();
  if (actions.length === 0) return before;
  try {
    return checkAssignments(transition, before, event, () => whereIn(name, snapshot));
  } catch (cause) {
    throw new Unusual(cause instanceof ModelError ? cause : null);
  }
}
