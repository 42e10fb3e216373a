/** The vocabulary that properties are written in. */
import type {
  EventTest,
  LocalState,
  ModelEvent,
  Predicate,
  Value,
} from "../../checker/types/index.ts";

/** The machine is in one of the named states, or in a state inside one of them. */
export const is = (machine: string, ...names: readonly string[]): Predicate => ({
  is: "local",
  machine,
  test: (s: LocalState) => names.some((name) => s.value === name || s.value.startsWith(`${name}.`)),
  states: names,
});

/** A variable of the machine satisfies the test. */
export const has = (
  machine: string,
  variable: string,
  test: (value: Value | readonly Value[]) => boolean,
): Predicate => ({
  is: "local",
  machine,
  test: (s: LocalState) => {
    const value = s.context[variable];
    return value !== undefined && test(value);
  },
});

/** A variable of one machine differs from a variable of another. */
export const differ = (
  [left, leftVariable]: readonly [string, string],
  [right, rightVariable]: readonly [string, string],
): Predicate => ({
  is: "relation",
  machines: [left, right],
  test: (l: LocalState, r: LocalState) => l.context[leftVariable] !== r.context[rightVariable],
});

export const both = (...all: readonly Predicate[]): Predicate => ({ is: "and", all });
export const either = (...any: readonly Predicate[]): Predicate => ({ is: "or", any });
export const not = (of: Predicate): Predicate => ({ is: "not", of });

/** The event is of one of these types, and has these parameters. */
export const event = (
  types: readonly string[],
  parameters: Readonly<Record<string, Value>> = {},
): EventTest =>
  Object.assign(
    (e: ModelEvent): boolean =>
      types.includes(e.type) &&
      Object.entries(parameters).every(([name, value]) => e[name] === value),
    { types },
  );

/** Every event by which a device touches a virtqueue or one of its buffers; whether
 *  to send a notification it reads from the ring. */
export const deviceAccesses = [
  "device.fetches",
  "device.findsNothing",
  "device.uses",
  "device.interrupts",
];

/** The device runs: it takes part in the data path. */
export const deviceRuns: Predicate = is("status", "running");
