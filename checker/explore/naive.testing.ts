/**
 * The same meaning once more, as plainly as possible: XState snapshots, a Map of
 * JSON strings, and no table, mask or component. The tests hold the engine to it.
 */
import {
  type AnyMachineSnapshot,
  getInitialSnapshot,
  getNextTransitions,
  transition,
} from "xstate";
import type { ModelEvent, Reading, SystemDeclaration, Value } from "../types/index.ts";
import { names as isAbout, isBinding, type Law, naiveLaw } from "./naive-rules.testing.ts";

export interface NaiveEvent {
  readonly event: ModelEvent;
  readonly initiator: string;
  readonly participants: readonly string[];
  readonly mayBlock: readonly string[];
  readonly answers: readonly string[];
  /** Null when it is not fair. */
  readonly fairClass: string | null;
  readonly law: Law;
}

const lawless: Reading = {
  name: "lawless",
  says: "",
  inForce: new Set(),
  choices: {},
  sentences: [],
  textHeld: true,
  text: "",
};

type Snapshots = Readonly<Record<string, AnyMachineSnapshot>>;

export interface NaiveState {
  readonly key: string;
  readonly snapshots: Snapshots;
  readonly distance: number;
  /** Enabled events and the keys of the states after them. */
  readonly steps: { readonly event: ModelEvent; readonly to: string }[];
  readonly enabled: Set<NaiveEvent>;
  readonly unanswered: { readonly event: NaiveEvent; readonly machines: string[] }[];
  readonly guardedOff: NaiveEvent[];
}

export function naiveExplore(
  declaration: SystemDeclaration,
  reading: Reading,
): Map<string, NaiveState> {
  const view = {
    inForce: (id: string) => reading.inForce.has(id),
    choice: (id: string) => reading.choices[id]!,
  };
  const logics = Object.fromEntries(declaration.machines.map((m) => [m.name, m.build(view)]));
  const events = naiveEvents(declaration, reading);
  const initial = Object.fromEntries(
    Object.entries(logics).map(([name, logic]) => [name, getInitialSnapshot(logic)]),
  );
  const states = new Map<string, NaiveState>();
  const add = (snapshots: Snapshots, distance: number): string => {
    const key = stateKey(snapshots);
    if (!states.has(key)) {
      const empty = { steps: [], enabled: new Set<NaiveEvent>(), unanswered: [], guardedOff: [] };
      states.set(key, { key, snapshots, distance, ...empty });
    }
    return key;
  };
  add(initial, 0);
  // A Map visits what is added to it while it is being walked.
  for (const state of states.values()) {
    for (const event of events) receive(state, event);
    findGuardedOff(state, events);
    for (const { event, initiator, participants } of state.enabled) {
      const after = { ...state.snapshots };
      for (const name of [initiator, ...participants]) {
        after[name] = transition(logics[name]!, after[name]!, event)[0];
      }
      state.steps.push({ event, to: add(after, state.distance + 1) });
    }
  }
  return states;
}

export function naiveEvents(system: SystemDeclaration, reading: Reading = lawless): NaiveEvent[] {
  const { machines, events, rules = [] } = system;
  const obliging = rules.filter(
    (owned) => owned.rule.rule === "obliges" && isBinding(owned, reading),
  );
  const names = machines.map(({ name }) => name);
  return Object.entries(events).flatMap(([type, declaration]) => {
    let parameters: Record<string, Value>[] = [{}];
    for (const [name, domain] of Object.entries(declaration.parameters ?? {})) {
      parameters = parameters.flatMap((p) => domain.map((value) => ({ ...p, [name]: value })));
    }
    return parameters
      .map((values): NaiveEvent => {
        const fill = (template: string) =>
          template.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
        const event = { type, ...values };
        const identity = (declaration.identity ?? []).map((name) => [name, values[name]]);
        const initiator = fill(declaration.initiator);
        const decider = fill(declaration.decider ?? declaration.initiator);
        const obliged = obliging.findIndex(({ rule }) => isAbout(rule, event));
        const reason = obliged >= 0 ? obliged : declaration.fair === undefined ? null : type;
        return {
          event,
          initiator,
          participants: declaration.participants.map(fill).filter((name) => names.includes(name)),
          mayBlock: declaration.mayBlock.map(fill).filter((name) => names.includes(name)),
          answers: declaration.answers ?? [],
          fairClass: reason === null ? null : JSON.stringify([reason, identity]),
          law: naiveLaw(system, reading, event, names.includes(decider) ? decider : initiator),
        };
      })
      .filter(({ initiator }) => names.includes(initiator));
  });
}

function answerOf(state: NaiveState, name: string, { event, law }: NaiveEvent): string {
  const snapshot = state.snapshots[name]!;
  if (!getNextTransitions(snapshot).some(({ eventType }) => eventType === event.type)) {
    return "silent";
  }
  if (!snapshot.can(event)) return "blocks";
  return law(name, snapshot).length > 0 ? "forbidden" : "takes";
}

const stops = (answer: string): boolean => answer === "blocks" || answer === "forbidden";

function receive(state: NaiveState, event: NaiveEvent): void {
  if (answerOf(state, event.initiator, event) !== "takes") return;
  const answers = event.participants.map((name) => ({
    name,
    answer: answerOf(state, name, event),
  }));
  if (answers.some(({ answer }) => stops(answer))) return;
  const machines = answers.filter(({ answer }) => answer === "silent").map(({ name }) => name);
  if (machines.length > 0) state.unanswered.push({ event, machines });
  else state.enabled.add(event);
}

/** Adds the first event of each choice that is stopped although nobody may stop it. What
 *  only rules take away is not stopped. */
function findGuardedOff(state: NaiveState, events: readonly NaiveEvent[]): void {
  const choices = new Map<string, NaiveEvent[]>();
  const possible = new Set<string>();
  for (const event of events) {
    const asked = Object.entries(event.event).filter(([name]) => !event.answers.includes(name));
    const key = JSON.stringify(asked);
    const all = [event.initiator, ...event.participants];
    if (all.every((name) => state.snapshots[name]!.can(event.event))) possible.add(key);
    if (answerOf(state, event.initiator, event) !== "takes") continue;
    choices.set(key, [...(choices.get(key) ?? []), event]);
  }
  for (const [key, choice] of choices) {
    if (possible.has(key) || choice.some((event) => state.enabled.has(event))) continue;
    if (state.unanswered.some(({ event }) => choice.includes(event))) continue;
    const mayStop = choice[0]!.participants.some((name) =>
      choice.every((event) => {
        const answer = answerOf(state, name, event);
        return answer === "forbidden" || (event.mayBlock.includes(name) && answer === "blocks");
      }),
    );
    if (!mayStop) state.guardedOff.push(choice[0]!);
  }
}

function stateKey(snapshots: Snapshots): string {
  const local = Object.entries(snapshots).map(([name, { value, context }]) => [
    name,
    value,
    context,
  ]);
  return JSON.stringify(local);
}

/** Fair classes that must not wait in a state: enabled, or unanswered. */
function pressing(state: NaiveState): Set<string> {
  const events = [...state.enabled, ...state.unanswered.map(({ event }) => event)];
  return new Set(events.flatMap(({ fairClass }) => fairClass ?? []));
}

/** Whether a class of this event is fair, by its type and identity. */
export function classOf(events: readonly NaiveEvent[], event: ModelEvent): string | null {
  const key = JSON.stringify(event);
  return events.find((e) => JSON.stringify(e.event) === key)!.fairClass;
}

/**
 * The least number of events to a state on a fair cycle without the conclusion,
 * with the premise at or behind it; null when there is none. Cycles are looked
 * for one by one: pairs of a state and the set of classes that are satisfied.
 */
export function naiveLeadsTo(
  declaration: SystemDeclaration,
  states: ReadonlyMap<string, NaiveState>,
  premise: (state: NaiveState) => boolean,
  conclusion: (state: NaiveState) => boolean,
  reading: Reading = lawless,
): number | null {
  const events = naiveEvents(declaration, reading);
  const first = states.values().next().value!;
  const seen = new Set<string>();
  let level = [{ state: first, owed: false }];
  for (let distance = 0; level.length > 0; distance++) {
    const next: typeof level = [];
    for (const { state, owed } of level) {
      const owes = !conclusion(state) && (owed || premise(state));
      for (const now of owes ? [false, true] : [false]) {
        const key = `${now} ${state.key}`;
        if (seen.has(key)) continue;
        seen.add(key);
        if (now && hasFairCycle(events, states, state, conclusion)) return distance;
        for (const { to } of state.steps) next.push({ state: states.get(to)!, owed: now });
      }
    }
    level = next;
  }
  return null;
}

function hasFairCycle(
  events: readonly NaiveEvent[],
  states: ReadonlyMap<string, NaiveState>,
  start: NaiveState,
  conclusion: (state: NaiveState) => boolean,
): boolean {
  const classes = [...new Set(events.flatMap(({ fairClass }) => fairClass ?? []))];
  if (pressing(start).size === 0) return true;
  const disabledIn = (state: NaiveState) => classes.filter((c) => !pressing(state).has(c));
  const seen = new Set<string>();
  const queue = [{ state: start, satisfied: new Set(disabledIn(start)) }];
  for (const { state, satisfied } of queue) {
    for (const { event, to } of state.steps) {
      const after = states.get(to)!;
      if (conclusion(after)) continue;
      const taken = classOf(events, event);
      const now = new Set([...satisfied, ...disabledIn(after), ...(taken === null ? [] : [taken])]);
      if (after === start && now.size === classes.length) return true;
      const key = `${after.key} ${[...now].sort()}`;
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push({ state: after, satisfied: now });
    }
  }
  return false;
}

/** Whether no continuation leads to a state where the machine is not tagged `waiting`. */
export function naiveWaitsForEver(
  states: ReadonlyMap<string, NaiveState>,
  from: NaiveState,
  machine: string,
): boolean {
  const seen = new Set([from]);
  for (const state of seen) {
    if (!state.snapshots[machine]!.hasTag("waiting") || state.unanswered.length > 0) return false;
    for (const { to } of state.steps) seen.add(states.get(to)!);
  }
  return true;
}
