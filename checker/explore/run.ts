/** Recomputes a behaviour from events named by type and parameters. */
import { didYouMean, listNames } from "../compile/errors.ts";
import { eventName } from "../compile/events.ts";
import { localName } from "../compile/local.ts";
import { tableAt } from "../compile/predicates.ts";
import type { CompiledMachine, CompiledSystem, EventInstance } from "../compile/system.ts";
import type { LocalState, ModelEvent } from "../types/index.ts";
import { createReceiver, has } from "./reception.ts";
import type { Trace } from "./results.ts";

/** Why a step does not happen. */
export interface FailedStep {
  /** Index into the given events. */
  readonly step: number;
  readonly kind: "unknown event" | "declined" | "blocked" | "guarded off" | "unanswered";
  /** The machine that does not take the event; null for an unknown event. */
  readonly machine: string | null;
  readonly local: LocalState | null;
  readonly message: string;
}

export interface Run {
  /** One state more than steps: machine by machine, in the order of the system. */
  readonly states: readonly Uint16Array[];
  /** The events that happen. */
  readonly steps: readonly EventInstance[];
  /** Null when every event happens; else nothing after it was tried. */
  readonly failed: FailedStep | null;
}

/** Runs the events from the initial state until one of them does not happen. */
export function run(system: CompiledSystem, events: readonly ModelEvent[]): Run {
  const receiver = createReceiver(system);
  const byKey = new Map(system.events.map((event) => [eventKey(event.event), event]));
  const states = [new Uint16Array(receiver.width)];
  const steps: EventInstance[] = [];
  for (const [step, given] of events.entries()) {
    const state = states[step]!;
    const event = byKey.get(eventKey(given));
    if (event === undefined) return { states, steps, failed: unknownEvent(system, step, given) };
    receiver.receive(state, 0);
    if (!has(receiver.enabled, event.id)) {
      return { states, steps, failed: failure(system, step, state, event) };
    }
    const next = new Uint16Array(receiver.width);
    receiver.successor(state, 0, event.id, next);
    states.push(next);
    steps.push(event);
  }
  return { states, steps, failed: null };
}

/** The events of a trace, by name and parameters. */
export function traceEvents(system: CompiledSystem, trace: Trace): ModelEvent[] {
  return trace.events.map((id) => system.events[id]!.event);
}

/** The local states of a state vector, by the name of their machine or monitor. */
export function describeState(
  system: CompiledSystem,
  state: Uint16Array,
): Record<string, LocalState> {
  const names = [...system.machines, ...system.monitors].map(({ name }) => name);
  return Object.fromEntries(
    names.map((name, index) => [name, tableAt(system, index).states[state[index]!]!]),
  );
}

/** Names the event whatever the order of its parameters. */
function eventKey(event: ModelEvent): string {
  return JSON.stringify(Object.entries(event).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The machine to name: the initiator, then who blocks, who guards off, who is silent. */
function failure(
  system: CompiledSystem,
  step: number,
  state: Uint16Array,
  event: EventInstance,
): FailedStep {
  const reasons = [
    ["declines", "declined", "does not initiate it"],
    ["blocks", "blocked", "blocks it"],
    ["guardsOff", "guarded off", "guards it off"],
    ["silent", "unanswered", "says nothing about it"],
  ] as const;
  const at = (machine: CompiledMachine) => state[machine.index]! * system.words;
  for (const [mask, kind, does] of reasons) {
    const machine = system.machines.find((m) =>
      has(m[mask].subarray(at(m), at(m) + system.words), event.id),
    );
    if (machine === undefined) continue;
    const local = machine.table.states[state[machine.index]!]!;
    const message =
      `Step ${step + 1}, ${event.name}: machine "${machine.name}" in ${localName(local)} ${does}; ` +
      "legal: an event that every participant takes. The reading, the scope or the trace differs.";
    return { step, kind, machine: machine.name, local, message };
  }
  throw new Error(`${event.name} is neither taken nor refused`);
}

function unknownEvent(system: CompiledSystem, step: number, given: ModelEvent): FailedStep {
  const name = eventName(given);
  const sameType = system.events.filter(({ type }) => type === given.type).map((e) => e.name);
  const legal =
    sameType.length > 0 ? sameType : [...new Set(system.events.map(({ type }) => type))];
  const message =
    `Step ${step + 1}: there is no event ${name}; legal: ${listNames(legal)}. Check the name, its ` +
    `parameters and the scope.${didYouMean(name, legal)}`;
  return { step, kind: "unknown event", machine: null, local: null, message };
}
