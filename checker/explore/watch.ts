/** Watchers: what a property, or the text itself, looks for during a search. */

import { localName } from "../compile/local.ts";
import { compilePattern, compilePredicate } from "../compile/predicates.ts";
import type { CompiledSystem } from "../compile/system.ts";
import type { Predicate, StepPattern } from "../types/index.ts";
import { bitsOf, type Receiver } from "./reception.ts";
import type { Watcher } from "./search.ts";
import { createNumberList } from "./store.ts";

/** The first step, or the first state, that a watcher was looking for. */
export interface Hit {
  readonly state: number;
  /** Null when the state itself is what was looked for. */
  readonly event: number | null;
}

export interface Lookout extends Watcher {
  /** The first hit, which is a nearest one, or null. */
  readonly hit: Hit | null;
}

/** Looks for a step that matches the pattern. */
export function watchStep(system: CompiledSystem, pattern: StepPattern, owner: string): Lookout {
  const { before, events, after } = compilePattern(system, pattern, owner);
  let hit: Hit | null = null;
  return {
    get hit() {
      return hit;
    },
    onStep(from, vectors, at, event, to) {
      if (hit !== null || events[event] === 0) return;
      if (before !== null && !before(vectors, at)) return;
      if (after !== null && !after(to, 0)) return;
      hit = { state: from, event };
    },
  };
}

/** Looks for a state in which the predicate is false. */
export function watchInvariant(system: CompiledSystem, holds: Predicate, owner: string): Lookout {
  const test = compilePredicate(system, holds, owner);
  let hit: Hit | null = null;
  return {
    get hit() {
      return hit;
    },
    onState(state, vectors, at) {
      if (hit === null && !test(vectors, at)) hit = { state, event: null };
    },
  };
}

/** Looks for a state without an event, answered or not, in which somebody is not at rest. */
export function watchDeadlock(system: CompiledSystem): Lookout {
  const atRest = system.machines.map(({ table }) =>
    Uint8Array.from(table.states, ({ tags }) => Number(tags.includes("rest"))),
  );
  let hit: Hit | null = null;
  return {
    get hit() {
      return hit;
    },
    onExpand(state, vectors, at, { enabled, unanswered }) {
      if (hit !== null || enabled.some(Boolean) || unanswered.some(Boolean)) return;
      if (atRest.every((rests, m) => rests[vectors[at + m]!] === 1)) return;
      hit = { state, event: null };
    },
  };
}

/** One kind of refusal: an event type that one machine, in states of one name, does not take. */
export interface Refusal {
  readonly kind: "silent" | "guards off";
  readonly machine: number;
  /** Local state of the machine at the first, nearest, occurrence. */
  readonly local: number;
  readonly state: number;
  readonly event: number;
  /** Distinct pairs of local state and event. */
  instances: number;
}

export interface RefusalWatch extends Watcher {
  /** In the order of their distance. */
  readonly refusals: readonly Refusal[];
  /** Whether an event is unanswered in a state. */
  isUnanswered(state: number): boolean;
}

/** Collects unanswered events and events that are guarded off without the right to. */
export function watchRefusals(system: CompiledSystem): RefusalWatch {
  const groups = new Map<string, Refusal>();
  const seen = new Set<string>();
  // One entry for each expanded state: they are expanded in the order of their numbers.
  const unanswered = createNumberList((n) => new Uint16Array(n));
  const note = (
    kind: Refusal["kind"],
    machine: number,
    event: number,
    state: number,
    local: number,
  ) => {
    const pair = `${kind} ${machine} ${local} ${event}`;
    if (seen.has(pair)) return;
    seen.add(pair);
    const { value } = system.machines[machine]!.table.states[local]!;
    const name = `${kind} ${machine} ${value} ${system.events[event]!.type}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { kind, machine, local, state, event, instances: 1 });
    else group.instances += 1;
  };
  const onExpand = (state: number, vectors: Uint16Array, at: number, receiver: Receiver): void => {
    const isSilent = receiver.unanswered.some(Boolean);
    unanswered.push(Number(isSilent));
    for (const event of isSilent ? bitsOf(receiver.unanswered) : []) {
      for (const machine of receiver.silentMachines(vectors, at, event)) {
        note("silent", machine, event, state, vectors[at + machine]!);
      }
    }
    for (const { event, machine } of receiver.guardedOff(vectors, at)) {
      note("guards off", machine, event, state, vectors[at + machine]!);
    }
  };
  return {
    get refusals() {
      return [...groups.values()];
    },
    isUnanswered: (state) => unanswered.values[state] === 1,
    onExpand,
  };
}

/** Whether a machine that is silent about the event belongs to its initiator's actor. */
export function isWithinActor(system: CompiledSystem, { machine, event }: Refusal): boolean {
  const initiator = system.machines[system.events[event]!.initiator]!;
  return system.machines[machine]!.actor === initiator.actor;
}

/** One line about an error of the model itself. */
export function refusalMessage(system: CompiledSystem, refusal: Refusal): string {
  const { name, table } = system.machines[refusal.machine]!;
  const event = system.events[refusal.event]!.name;
  const local = localName(table.states[refusal.local]!);
  return refusal.kind === "silent"
    ? `Machine "${name}" in ${local} has no transition for ${event}, which its own actor ` +
        "initiates; legal: to take, ignore or block it. Add the transition."
    : `Machine "${name}" in ${local} guards off ${event} and is not listed in mayBlock; legal: to ` +
        "act, to ignore by a transition with a target, or to be listed. Answers may differ, but " +
        "one of them must be possible.";
}
