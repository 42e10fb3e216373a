/**
 * The vocabulary in which clauses and conduct are written as rules.
 *
 *   forbids(events, when)  none of these events, while the condition holds
 *
 * Events are named by type, or by `those` where only some values of their parameters are
 * meant. A condition looks at one machine that takes part in the event: `during` names
 * its states.
 */
import type { Condition, EventSet, Rule, Value } from "../checker/types.ts";

type Events = string | EventSet | readonly (string | EventSet)[];

/** Events of one type with these values of their parameters. */
export const those = (
  type: string,
  values: Readonly<Record<string, Value | readonly Value[]>>,
): EventSet => ({ type, with: values });

const setsOf = (events: Events): readonly EventSet[] =>
  [events].flat().map((one) => (typeof one === "string" ? { type: one } : (one as EventSet)));

const within = (when: Condition | undefined) => (when === undefined ? {} : { when });

export const forbids = (events: Events, when?: Condition): Rule => ({
  rule: "forbids",
  events: setsOf(events),
  ...within(when),
});

/** While a machine is in one of these states; a state with inner ones means all of them. */
export const during = (machine: string, ...states: readonly string[]): Condition => ({
  machine,
  words: `while ${machine} is ${states.join(" or ")}`,
  holds: ({ value }) => states.some((name) => value === name || value.startsWith(`${name}.`)),
  states,
});
