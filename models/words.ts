/** Small words that keep the machines readable. */
import { assign } from "xstate";
import type { ReadingView, TransitionMeta } from "../checker/types.ts";
import type { Happening } from "./events/happening.ts";

/** What a guard or an assignment sees: a machine's variables and the event. */
export interface Seen<Context> {
  readonly context: Context;
  readonly event: Happening;
}

/** Ties a transition to its clauses (ids separated by blanks), and to the words
 *  that a chart prints in the receiver's column. */
export const by = (clauses: string, says?: string): { meta: TransitionMeta } => ({
  meta: {
    clauses: clauses.split(" ").filter((id) => id !== ""),
    ...(says === undefined ? {} : { says }),
  },
});

/** The event is known here and cannot happen: a clause forbids it, or there is
 *  physically nothing to do. In XState, a transition without a target. */
export const blocked = (clauses = ""): { meta: TransitionMeta } => by(clauses);

/** The same transitions for each of several events. */
export const onEach = <T>(events: readonly string[], transitions: T): Record<string, T> =>
  Object.fromEntries(events.map((event) => [event, transitions]));

/** Sets variables of a machine: `set<Context>(({ event }) => ({ next: event.at }))`. */
export const set = <Context extends object>(change: (seen: Seen<Context>) => Partial<Context>) =>
  assign<Context, Happening, undefined, Happening, never>(change);

/** The first of several clauses that is in force: two texts that say the same. */
export const inForceOf = (reading: ReadingView, ...clauses: readonly string[]) =>
  clauses.find((clause) => reading.inForce(clause));

/** What can become of a packet, as far as the machine knows that holds a stop: one that
 *  runs lets it through; a stopped one may do that too, or lose it. */
export const packets = (state: string, stopped: boolean) => ({
  "environment.sendsPacket": { target: state },
  "stop.losesPacket": stopped ? { target: state } : blocked(),
});

/** What a chart says in the receiver's column of the machine that takes the transition. */
export const says = (text: string): { meta: TransitionMeta } => by("", text);
