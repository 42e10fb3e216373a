/** What events meet in sets of states: pressing, silence, refusals, deadlock, waits. */
import type { EventInstance } from "../../compile/system.ts";
import { isWithinActor, type Refusal } from "../watch.ts";
import { EMPTY } from "./diagrams.ts";
import { Relation } from "./relation.ts";
import { valuesAt, withValues } from "./sets.ts";
import { type Reaction, reactionTo, type Space } from "./space.ts";

/** Events of one type that one machine, in states of one name, does not take. */
export interface RefusalGroup {
  readonly kind: Refusal["kind"];
  readonly machine: number;
  readonly withinActor: boolean;
  readonly type: string;
  /** Name of the machine's state. */
  readonly value: string;
  /** Distinct pairs of local state and event. */
  readonly instances: number;
  /** Some event of the group, and some local state. */
  readonly event: number;
  readonly local: number;
  /** The states in which it happens. */
  readonly states: number;
}

/** Reads sets of reachable states. */
export interface Reception {
  /** The states in which all participants take the event. */
  possible(event: number): number;
  /** The states in which one of the events is possible or unanswered. */
  pressing(events: readonly number[]): number;
  /** The states with an unanswered event. */
  readonly unanswered: number;
  readonly groups: readonly RefusalGroup[];
  /** The states without an event, answered or not, in which somebody is not at rest. */
  deadlocks(forward: Relation): number;
}

/** `reached`: the reachable states. */
export function createReception(space: Space, reached: number): Reception {
  const { net, diagrams, levelOf, reacts } = space;
  const { machines, events } = net.system;
  const occurring = machines.map((_, m) => new Set(valuesAt(diagrams, reached, levelOf[m]!)));
  const occurs = (machine: number, event: number, reaction: Reaction): boolean =>
    (net.machines[machine]!.moves(event) ?? []).some(
      ({ from, to }) => occurring[machine]!.has(from) && reactionTo(to) === reaction,
    );
  const meetsSilence = (event: number) =>
    events[event]!.participants.some((m) => occurs(m, event, "silent"));
  // What a few machines say is a small set; the reachable states come in at the end.
  const taken = memoise((event: number) => {
    const { initiator, participants } = events[event]!;
    return [initiator, ...participants].reduce(
      (set, m) => diagrams.intersect(set, reacts(m, event, "takes")),
      diagrams.full[diagrams.height]!,
    );
  });
  const wanted = memoise((event: number) => {
    if (!meetsSilence(event)) return taken(event);
    const { initiator, participants } = events[event]!;
    return participants.reduce(
      (set, m) => {
        const answered = diagrams.union(reacts(m, event, "takes"), reacts(m, event, "silent"));
        return diagrams.intersect(set, answered);
      },
      reacts(initiator, event, "takes"),
    );
  });
  const possibleIn = (set: number, event: number) => diagrams.intersect(set, taken(event));
  const pressingIn = (set: number, event: number) => diagrams.intersect(set, wanted(event));
  const possible = memoise((event: number) => possibleIn(reached, event));
  const pairs: Pair[] = [];
  let unanswered = EMPTY;
  for (const { id, participants } of events) {
    if (!meetsSilence(id)) continue;
    const silent = diagrams.minus(pressingIn(reached, id), possible(id));
    if (silent === EMPTY) continue;
    unanswered = diagrams.union(unanswered, silent);
    for (const machine of participants) {
      const states = diagrams.intersect(silent, reacts(machine, id, "silent"));
      pairs.push({ kind: "silent", machine, event: id, states });
    }
  }
  const context = { space, reached, occurs, wanted };
  for (const choice of net.system.choices) pairs.push(...guardedOff(context, choice));
  return {
    possible,
    pressing: (ids) =>
      diagrams.intersect(
        reached,
        ids.reduce((set, id) => diagrams.union(set, wanted(id)), EMPTY),
      ),
    unanswered,
    groups: grouped(space, pairs),
    deadlocks: (forward) => {
      const resting = machines.reduce((set, { table }, m) => {
        const rest = [...occurring[m]!].filter((local) =>
          table.states[local]!.tags.includes("rest"),
        );
        return diagrams.intersect(set, withValues(diagrams, levelOf[m]!, rest));
      }, diagrams.full[diagrams.height]!);
      const still = diagrams.minus(diagrams.minus(reached, resting), unanswered);
      return diagrams.minus(still, forward.enabled(still));
    },
  };
}

function memoise(compute: (key: number) => number): (key: number) => number {
  const known = new Map<number, number>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const result = compute(key);
    known.set(key, result);
    return result;
  };
}

interface Pair {
  readonly kind: Refusal["kind"];
  readonly machine: number;
  readonly event: number;
  readonly states: number;
}

interface Context {
  readonly space: Space;
  readonly reached: number;
  occurs(machine: number, event: number, reaction: Reaction): boolean;
  /** All states, reachable or not, in which the event is possible or unanswered. */
  wanted(event: number): number;
}

/**
 * The states in which a choice of its initiator is stopped in all its answers,
 * though no machine with the right to do so blocks all of them.
 */
function guardedOff(
  { space, reached, occurs, wanted }: Context,
  choice: readonly number[],
): Pair[] {
  const { net, diagrams, reacts } = space;
  const { events, machines } = net.system;
  const takesPart = (m: number, id: number) => events[id]!.participants.includes(m);
  const refuses = (m: number, id: number) => occurs(m, id, "blocked") || occurs(m, id, "forbidden");
  const stopping = machines
    .map(({ index }) => index)
    .filter((m) => choice.some((id) => takesPart(m, id) && refuses(m, id)));
  if (stopping.length === 0) return [];
  const maySay = (m: number) => choice.every((id) => events[id]!.mayBlock.includes(m));
  if (choice.length === 1 && stopping.every(maySay)) return [];
  const wants = choice.map((id) => reacts(events[id]!.initiator, id, "takes"));
  let refused = wants.reduce((a, b) => diagrams.union(a, b), EMPTY);
  for (const m of stopping) {
    // Where the machine does not rightfully block something that is wanted.
    const objects = choice.reduce((set, id, i) => {
      const blocked = events[id]!.mayBlock.includes(m) ? reacts(m, id, "blocked") : EMPTY;
      const rightful = diagrams.union(blocked, reacts(m, id, "forbidden"));
      return diagrams.union(set, diagrams.minus(wants[i]!, rightful));
    }, EMPTY);
    refused = diagrams.intersect(refused, objects);
  }
  for (const id of choice) {
    refused = diagrams.minus(refused, wanted(id));
    refused = diagrams.minus(refused, unlessForbidden(id));
  }
  let stopped = diagrams.intersect(reached, refused);
  const pairs: Pair[] = [];
  /** Where every participant could take the event, were it not for rules in force. */
  function unlessForbidden(id: number): number {
    const { initiator, participants } = events[id]!;
    return [initiator, ...participants].reduce(
      (set, m) =>
        diagrams.intersect(set, diagrams.union(reacts(m, id, "takes"), reacts(m, id, "forbidden"))),
      diagrams.full[diagrams.height]!,
    );
  }
  for (const [i, event] of choice.entries()) {
    let here = diagrams.intersect(stopped, wants[i]!);
    stopped = diagrams.minus(stopped, here);
    for (const machine of stopping) {
      if (!takesPart(machine, event)) continue;
      const refused = diagrams.union(
        reacts(machine, event, "blocked"),
        reacts(machine, event, "forbidden"),
      );
      const states = diagrams.intersect(here, refused);
      if (states === EMPTY) continue;
      pairs.push({ kind: "guards off", machine, event, states });
      here = diagrams.minus(here, states);
    }
  }
  return pairs;
}

function grouped(space: Space, pairs: readonly Pair[]): RefusalGroup[] {
  const { diagrams, levelOf, net } = space;
  const groups = new Map<string, RefusalGroup>();
  for (const { kind, machine, event, states } of pairs) {
    const level = levelOf[machine]!;
    const { type } = net.system.events[event]!;
    for (const local of valuesAt(diagrams, states, level)) {
      const { value } = net.system.machines[machine]!.table.states[local]!;
      const here = diagrams.intersect(states, withValues(diagrams, level, [local]));
      const key = `${kind} ${machine} ${value} ${type}`;
      const before = groups.get(key);
      const withinActor = isWithinActor(net.system, { machine, event } as Refusal);
      groups.set(key, {
        ...(before ?? { kind, machine, withinActor, type, value, event, local }),
        instances: (before?.instances ?? 0) + 1,
        states: diagrams.union(before?.states ?? EMPTY, here),
      });
    }
  }
  return [...groups.values()];
}

/** The states in which a machine waits and no continuation ends its waiting. */
export function endlessWaiting(
  space: Space,
  reached: number,
  backward: Relation,
  { possible, unanswered }: Reception,
  machine: number,
): number {
  const { diagrams, steps, stepOf, levelOf, net, moving } = space;
  const { states } = net.system.machines[machine]!.table;
  const isWaiting = (local: number) => states[local]!.tags.includes("waiting");
  const waiting = [...states.keys()].filter(isWaiting);
  if (waiting.length === 0) return EMPTY;
  const waits = diagrams.intersect(reached, withValues(diagrams, levelOf[machine]!, waiting));
  // A wait is left by a step of the machine itself, or where nobody answers.
  let out = diagrams.intersect(waits, unanswered);
  for (const { id } of net.system.events) {
    const leaves = moving(
      machine,
      id,
      ({ from, to }) => to >= 0 && isWaiting(from) && !isWaiting(to),
    );
    if (leaves === EMPTY) continue;
    out = diagrams.union(out, diagrams.intersect(diagrams.intersect(waits, leaves), possible(id)));
  }
  // What is waited for is mostly done by others, and few events make for small sets.
  const { machines, events } = net.system;
  const isOther = ({ initiator }: EventInstance) =>
    machines[initiator]!.actor !== machines[machine]!.actor;
  const others = events.filter(isOther).map(({ id }) => steps.inverse(stepOf[id]!));
  const ended = new Relation(steps, others).closure(out, waits);
  return diagrams.minus(waits, backward.closure(ended, waits));
}
