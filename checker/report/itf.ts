/**
 * A behaviour in the Informal Trace Format, which Apalache and Quint write and their viewers
 * read (https://apalache-mc.org/docs/adr/015adr-trace.html).
 *
 * A state has one variable for each machine: a record with the name of its local state,
 * `at`, and the variables of that. `mbt::actionTaken` and `mbt::nondetPicks` name the event
 * that led there, as Quint does with --mbt. `loop` is the index of the state to which the
 * last one leads.
 */
import type { CompiledSystem } from "../compile/system.ts";
import type { Trace } from "../explore/results.ts";
import { oneLine } from "../trace/phrase.ts";
import { advance, initialState, localStates, type StateVector } from "../trace/walk.ts";
import type { LocalState, ModelEvent } from "../types/index.ts";

/** What the behaviour is about, for `#meta`: all that it takes to read it back. */
export interface ItfAbout {
  readonly description: string;
  readonly scenario: string;
  readonly reading: string;
  readonly scope: Readonly<Record<string, unknown>>;
  readonly property: string;
}

type Value = null | string | number | boolean | readonly Value[] | { readonly [k: string]: Value };

/** Numbers are `{"#bigint": "3"}`; ITF has no null. */
function itfValue(value: unknown): Value {
  if (typeof value === "number") return { "#bigint": String(value) };
  if (value === null || value === undefined) return { "#unserializable": String(value) };
  if (Array.isArray(value)) return value.map(itfValue);
  return typeof value === "object" ? record(value) : (value as string | boolean);
}

const record = (of: object): Value =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, itfValue(value)]));

const localValue = ({ value, context }: LocalState): Value => ({
  at: value,
  ...(record(context) as object),
});

/** Quint's picks are options. */
const picksOf = ({ type: _, ...picks }: ModelEvent): Value =>
  Object.fromEntries(
    Object.entries(picks).map(([name, value]) => [name, { tag: "Some", value: itfValue(value) }]),
  );

/**
 * One object of JSON, with a line for each state. A last event that is not taken leaves its
 * state as it is, and says so in `#meta`.
 */
export function itfTrace(system: CompiledSystem, trace: Trace, about: ItfAbout): string {
  const machines = system.machines.map(({ name }) => name);
  const stateOf = (index: number, action: string, picks: Value, at: StateVector, meta = {}) => {
    const local = localStates(system, at);
    return {
      "#meta": { index, ...meta },
      "mbt::actionTaken": action,
      "mbt::nondetPicks": picks,
      ...Object.fromEntries(machines.map((name) => [name, localValue(local(name)!)])),
    };
  };
  let at = initialState(system);
  const states = [stateOf(0, "init", {}, at)];
  for (const [index, id] of trace.events.entries()) {
    const instance = system.events[id]!;
    const isTaken = trace.last === "taken" || index < trace.events.length - 1;
    if (isTaken) at = advance(system, at, instance);
    const meta = isTaken ? {} : { last: trace.last };
    states.push(stateOf(index + 1, instance.type, picksOf(instance.event), at, meta));
  }
  const head = {
    "#meta": {
      format: "ITF",
      "format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
      source: "quiesce",
      ...about,
      trace: oneLine(system, trace),
    },
    params: [],
    vars: ["mbt::actionTaken", "mbt::nondetPicks", ...machines],
    ...(trace.loop === null ? {} : { loop: loopOf(trace.loop, trace.events.length) }),
  };
  const lines = states.map((state) => JSON.stringify(state)).join(",\n");
  return `${JSON.stringify(head).slice(0, -1)},"states":[\n${lines}\n]}\n`;
}

/**
 * The state before the loop and the last one are the same, so that the last one leads to the
 * state after the loop's first event; nothing that repeats is the last state again.
 */
const loopOf = (loop: number, events: number): number => (loop < events ? loop + 1 : events);
