/** Small words that keep the machines readable. */
import { assign } from "xstate";
import type { TransitionMeta } from "../checker/types/index.ts";
import type { Happening } from "./events/happening.ts";

/** What a guard or an assignment sees: a machine's variables and the event. */
export interface Seen<Context> {
  readonly context: Context;
  readonly event: Happening;
}

/** What a chart says in the receiver's column of the machine that takes the transition. */
export const says = (text: string): { meta: TransitionMeta } => ({
  meta: { clauses: [], says: text },
});

/** The event is known here and physically cannot happen. In XState, a transition
 *  without a target. */
export const blocked = (): { meta: TransitionMeta } => ({ meta: { clauses: [] } });

/** The same transitions for each of several events. */
export const onEach = <T>(events: readonly string[], transitions: T): Record<string, T> =>
  Object.fromEntries(events.map((event) => [event, transitions]));

/** Sets variables of a machine: `set<Context>(({ event }) => ({ next: event.at }))`. */
export const set = <Context extends object>(change: (seen: Seen<Context>) => Partial<Context>) =>
  assign<Context, Happening, undefined, Happening, never>(change);

/** What can become of a packet, as far as the machine knows that holds a stop: one that
 *  runs lets it through; a stopped one may do that too, or lose it. */
export const packets = (state: string, stopped: boolean) => ({
  "environment.sendsPacket": { target: state },
  "stop.losesPacket": stopped ? { target: state } : blocked(),
});
