/** Single steps of a compiled system, for what looks at one behaviour at a time. */
import { tableAt } from "../compile/predicates.ts";
import type { CompiledSystem, EventInstance } from "../compile/system.ts";
import { bitsOf, createReceiver, type Receiver } from "../explore/reception.ts";
import type { LocalState } from "../types/index.ts";

/** Local states of the machines, then of the monitors. */
export type StateVector = Uint16Array;

/** Looks a machine's or monitor's local state up by name. */
export type Lookup = (machine: string) => LocalState | undefined;

const receivers = new WeakMap<CompiledSystem, Receiver>();

/** The engine's own reading of a system, made once. */
export function receiverOf(system: CompiledSystem): Receiver {
  const known = receivers.get(system);
  if (known !== undefined) return known;
  const receiver = createReceiver(system);
  receivers.set(system, receiver);
  return receiver;
}

export function initialState(system: CompiledSystem): StateVector {
  return new Uint16Array(receiverOf(system).width);
}

/**
 * The events that can happen in a state, that would happen but are unanswered
 * by a participant, or that a participant guards off without the right to.
 */
export function eventsThat(
  what: "happen" | "unanswered" | "guarded off",
  system: CompiledSystem,
  state: StateVector,
): readonly EventInstance[] {
  const receiver = receiverOf(system);
  receiver.receive(state, 0);
  const ids =
    what === "happen"
      ? bitsOf(receiver.enabled)
      : what === "unanswered"
        ? bitsOf(receiver.unanswered)
        : receiver.guardedOff(state, 0).map(({ event }) => event);
  return [...ids].map((id) => system.events[id]!);
}

/** The state after an event that can happen. */
export function advance(
  system: CompiledSystem,
  state: StateVector,
  instance: EventInstance,
): StateVector {
  const after = new Uint16Array(state.length);
  receiverOf(system).successor(state, 0, instance.id, after);
  return after;
}

/** The machines that are owed something in a state: those that are not at rest. */
export function owedIn(
  system: CompiledSystem,
  state: StateVector,
): readonly { readonly machine: string; readonly local: LocalState }[] {
  return system.machines.flatMap(({ name, table, index }) => {
    const local = table.states[state[index]!]!;
    return local.tags.includes("rest") ? [] : [{ machine: name, local }];
  });
}

/** The state behind events that happen one after the other; the initial one first. */
export function statesAlong(
  system: CompiledSystem,
  events: readonly number[],
): readonly StateVector[] {
  const states = [initialState(system)];
  for (const id of events) states.push(advance(system, states.at(-1)!, system.events[id]!));
  return states;
}

/** Local states by name; undefined for a machine that is not in the system. */
export function localStates(system: CompiledSystem, state: StateVector): Lookup {
  const names = [...system.machines, ...system.monitors].map(({ name }) => name);
  return (machine) => {
    const index = names.indexOf(machine);
    return index < 0 ? undefined : tableAt(system, index).states[state[index]!];
  };
}
