/**
 * The vocabulary in which clauses and conduct are written as rules.
 *
 *   forbids(events, when)         none of these events, while the condition holds
 *   obliges(events, when)         one of these events is not put off for ever
 *   excepts(clause, events, when) that clause's prohibition does not reach these
 *   permits(events, when)         the text speaks of these, and leaves them open
 *   none(reason)                  asks nothing of a machine
 *
 * Events are named by type, or by `those` where only some values of their parameters are
 * meant. A condition looks at one machine that takes part in the event: `during` names
 * its states, `whenIts` says more. `on` and `where` bound a rule to a transport or to
 * other bounds; `ifRead` makes it depend on what a term of the text means.
 */
import type { Condition, EventSet, LocalState, Rule, Value } from "../checker/types/index.ts";
import type { Happening } from "./events/happening.ts";
import type { Scope } from "./scope.ts";

type Events = string | EventSet | readonly (string | EventSet)[];
type Bounded = Exclude<Rule, { readonly rule: "none" }>;

/** Events of one type with these values of their parameters. */
export const those = (
  type: string,
  values: Readonly<Record<string, Value | readonly Value[]>>,
): EventSet => ({ type, with: values });

const setsOf = (events: Events): readonly EventSet[] =>
  [events].flat().map((one) => (typeof one === "string" ? { type: one } : (one as EventSet)));

const within = (when: Condition | undefined) => (when === undefined ? {} : { when });

export const forbids = (events: Events, when?: Condition): Bounded => ({
  rule: "forbids",
  events: setsOf(events),
  ...within(when),
});

export const obliges = (events: Events, when?: Condition): Bounded => ({
  rule: "obliges",
  events: setsOf(events),
  ...within(when),
});

export const permits = (events: Events, when?: Condition): Bounded => ({
  rule: "permits",
  events: setsOf(events),
  ...within(when),
});

export const excepts = (clause: string, events: Events, when?: Condition): Bounded => ({
  rule: "excepts",
  clause,
  events: setsOf(events),
  ...within(when),
});

/** A sentence without a rule: a definition, what another part holds, what is left out. */
export const none = (reason: string): Rule => ({ rule: "none", reason });

/** While a machine is in one of these states; a state with inner ones means all of them. */
export const during = (machine: string, ...states: readonly string[]): Condition => ({
  machine,
  words: `while ${machine} is ${states.join(" or ")}`,
  holds: ({ value }) => states.some((name) => value === name || value.startsWith(`${name}.`)),
  states,
});

/** A machine's local state, as a condition sees it. */
// biome-ignore lint/suspicious/noExplicitAny: each machine has variables of its own.
type Local = Omit<LocalState, "context"> & { readonly context: any };

/** When a machine's local state, and the event, are such; `words` say how. */
export const whenIts = (
  machine: string,
  words: string,
  holds: (state: Local, event: Happening) => boolean,
): Condition => ({
  machine,
  words,
  holds: (state, event) => holds(state, event as unknown as Happening),
});

/** Whatever such a machine is in. */
export const anyOf = (machine: string): Condition => ({
  machine,
  words: "always",
  holds: () => true,
});

/** The rule, in bounds of this kind only. */
export const where = (words: string, holds: (scope: Scope) => boolean, rule: Bounded): Bounded => ({
  ...rule,
  where: { words, holds: holds as (scope: never) => boolean },
});

/** The rule, on one transport only. */
export const on = (transport: Scope["transport"], rule: Bounded): Bounded =>
  where(`on ${transport.toUpperCase()}`, (scope) => scope.transport === transport, rule);

/** The rule, where a reading takes a term of the text to mean this. */
export const ifRead = (
  term: string,
  means: string | readonly string[],
  rule: Bounded,
): Bounded => ({
  ...rule,
  term: { id: term, means: [means].flat() },
});
