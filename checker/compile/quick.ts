/**
 * The table of a machine without XState's interpreter, for whoever makes thousands.
 *
 * What the interpreter adds (microsteps, entry and exit actions, eventless
 * transitions) is refused in every machine by `checkAllowed`; what is left is to
 * evaluate guards, to assign and to enter the target. Whatever is unusual or wrong is
 * left to `enumerateMachine`, which knows how to say so.
 */
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  type AnyTransitionDefinition,
  getInitialSnapshot,
  getNextTransitions,
  type StateValue,
} from "xstate";
import type { LocalState, ModelEvent } from "../types/index.ts";
import { checkAllowed, handledTypes } from "./allowed.ts";
import { clauseLists, enumerateMachine } from "./enumerate.ts";
import { assignedContext, type Context, frozen } from "./honest.ts";
import { localKey, localState } from "./local.ts";
import { BLOCKED, type MachineTable, type Setting, SILENT } from "./system.ts";

type Guard = (args: { readonly context: Context; readonly event: ModelEvent }) => boolean;

/** For each event type the candidates, the innermost state's first, each state's together. */
type Candidates = ReadonlyMap<string, readonly (readonly AnyTransitionDefinition[])[]>;

/** Thrown at what only the interpreter should decide; never leaves this file. */
class Unusual extends Error {}

/** The same table as that of `enumerateMachine`, and the same errors. */
export function enumerateQuickly(
  name: string,
  machine: AnyStateMachine,
  events: readonly ModelEvent[],
  consulted: readonly Setting[],
  maxLocalStates: number,
): MachineTable {
  checkAllowed(name, machine);
  try {
    return enumerated(name, machine, events, consulted, maxLocalStates);
  } catch (error) {
    if (!(error instanceof Unusual)) throw error;
    return enumerateMachine(name, machine, events, consulted, maxLocalStates);
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
  for (let state = 0; state < states.all.length; state++) {
    const { snapshot, candidates } = states.at(state);
    for (const event of events) {
      const taken = selected(candidates.get(event.type), snapshot.context, event);
      if (typeof taken === "number") {
        next.push(taken);
        clauses.push(0);
      } else {
        const context = assigned(taken, snapshot.context, event);
        next.push(states.number(taken.target?.[0], snapshot, context));
        clauses.push(lists.indexOf(taken.meta?.clauses ?? []));
      }
    }
  }
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
        own = candidatesOf(snapshot);
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

function candidatesOf(snapshot: AnyMachineSnapshot): Candidates {
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

/** As `selectTransition` of `enumerate.ts`, which has the words for what is unusual. */
function selected(
  sources: readonly (readonly AnyTransitionDefinition[])[] | undefined,
  context: Context,
  event: ModelEvent,
): AnyTransitionDefinition | typeof BLOCKED | typeof SILENT {
  if (sources === undefined) return SILENT;
  for (const candidates of sources) {
    let first: AnyTransitionDefinition | undefined;
    for (const candidate of candidates) {
      if (!passes(candidate, context, event)) continue;
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

function passes({ guard }: AnyTransitionDefinition, context: Context, event: ModelEvent): boolean {
  if (guard === undefined) return true;
  try {
    return (guard as unknown as Guard)({ context, event });
  } catch {
    throw new Unusual();
  }
}

/** The context behind the assignments, in their order. */
function assigned(
  { target = [], actions }: AnyTransitionDefinition,
  before: Context,
  event: ModelEvent,
): Context {
  if (target.length > 1 || actions.some((one) => typeof one !== "function")) throw new Unusual();
  if (actions.length === 0) return before;
  try {
    return assignedContext({ actions }, before, event);
  } catch {
    throw new Unusual();
  }
}
