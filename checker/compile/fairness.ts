/** Fairness classes and the choices of initiators, from the declarations. */
import type { ModelEvent, OwnedRule, Reading } from "../types/index.ts";
import { eventName, type ResolvedEvent } from "./events.ts";
import { isAbout, isActive } from "./rules.ts";
import { changesNothing, checkEventType } from "./sentences.ts";
import type { FairClass, FairnessAssumption } from "./system.ts";

export interface Fairness {
  readonly classes: readonly FairClass[];
  /** Class of each event, -1 when it is not fair. */
  readonly classOf: Int32Array;
  readonly assumptions: readonly FairnessAssumption[];
}

/**
 * A class is a set of event types, with their identity parameters fixed. It is fair when
 * a rule in force obliges it, when it is an assumption, or when a sentence of the
 * reading obliges it; what the text obliges goes before what is assumed. With `mayIdle`,
 * a sentence may oblige what is obliged already or does not exist here.
 */
export function fairnessOf(
  events: readonly ResolvedEvent[],
  reading: Reading,
  rules: readonly OwnedRule[] = [],
  mayIdle = false,
): Fairness {
  const classOf = new Int32Array(events.length).fill(-1);
  const members = new Map<string, { ids: number[]; because: FairClass["because"] }>();
  const ofType = idsByType(events);
  for (const [number, { types, is, because }] of reasons(
    events,
    reading,
    rules,
    mayIdle,
  ).entries()) {
    const added = new Set<string>();
    const ids = [...new Set(types)].flatMap((type) => ofType.get(type) ?? []);
    for (const id of ids.sort((a, b) => a - b)) {
      const event = events[id]!;
      if (classOf[id]! >= 0 || !is(event)) continue;
      const identity = keepParameters(event.event, event.declaration.identity ?? []);
      const key = JSON.stringify([number, { ...identity, type: "" }]);
      const own = members.get(key) ?? { ids: [], because };
      own.ids.push(id);
      members.set(key, own);
      added.add(key);
    }
    for (const key of added) for (const id of members.get(key)!.ids) classOf[id] = 0;
  }
  const classes = [...members.values()]
    .sort((a, b) => a.ids[0]! - b.ids[0]!)
    .map(({ ids, because }): FairClass => {
      const { type, event, declaration } = events[ids[0]!]!;
      const name = eventName(keepParameters(event, declaration.identity ?? []));
      return { type, name, because, events: ids };
    });
  for (const [number, { events: ids }] of classes.entries()) {
    for (const id of ids) classOf[id] = number;
  }
  const assumed = new Map(
    classes.flatMap(({ type, because }) =>
      "assumption" in because ? [[type, because.assumption] as const] : [],
    ),
  );
  const assumptions = [...assumed].map(([type, assumption]) => ({ type, assumption }));
  return { classes, classOf, assumptions };
}

/** Why events are fair, and which: the first reason that concerns an event is its reason. */
interface Reason {
  readonly because: FairClass["because"];
  /** Types of the events that it may concern. */
  readonly types: readonly string[];
  readonly is: (event: ResolvedEvent) => boolean;
}

function reasons(
  events: readonly ResolvedEvent[],
  reading: Reading,
  rules: readonly OwnedRule[],
  mayIdle: boolean,
): Reason[] {
  const obliging = rules.flatMap((owned): Reason[] => {
    if (owned.rule.rule !== "obliges" || !isActive(owned, reading)) return [];
    const { rule, kind, id, value } = owned;
    const clause = kind === "clause" ? id : `${id}=${value}`;
    const types = rule.events.map(({ type }) => type);
    return [{ because: { clause }, types, is: ({ event }) => isAbout(event, rule) }];
  });
  const declared = new Map<string, FairClass["because"]>();
  for (const { type, declaration } of events) {
    const { fair } = declaration;
    if (fair === undefined) continue;
    if ("assumption" in fair) declared.set(type, { assumption: fair.assumption });
    else {
      const clause = fair.clause.split(" ").find((id) => reading.inForce.has(id));
      if (clause !== undefined) declared.set(type, { clause });
    }
  }
  for (const sentence of reading.sentences) {
    if (sentence.kind !== "oblige") continue;
    if (!mayIdle) checkEventType(sentence, events);
    const reason = declared.get(sentence.event);
    const obliged = obliging.some(({ is }) =>
      events.some((event) => event.type === sentence.event && is(event)),
    );
    if (!mayIdle && (obliged || (reason !== undefined && "clause" in reason)))
      throw changesNothing(sentence);
    declared.set(sentence.event, { clause: sentence.id });
  }
  const others = [...declared].map(
    ([of, because]): Reason => ({ because, types: [of], is: () => true }),
  );
  return [...obliging, ...others];
}

function idsByType(events: readonly ResolvedEvent[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [id, { type }] of events.entries()) {
    const ids = found.get(type);
    if (ids === undefined) found.set(type, [id]);
    else ids.push(id);
  }
  return found;
}

/** Groups the events that differ only in what a participant answers. */
export function choicesOf(events: readonly ResolvedEvent[]): {
  readonly choices: readonly (readonly number[])[];
  readonly choiceOf: Int32Array;
} {
  const groups = new Map<string, number[]>();
  for (const [id, { event, declaration }] of events.entries()) {
    const answers = new Set(declaration.answers ?? []);
    const asked = Object.keys(declaration.parameters ?? {}).filter((name) => !answers.has(name));
    const name = eventName(keepParameters(event, asked));
    groups.set(name, [...(groups.get(name) ?? []), id]);
  }
  const choices = [...groups.values()];
  const choiceOf = new Int32Array(events.length);
  for (const [choice, ids] of choices.entries()) for (const id of ids) choiceOf[id] = choice;
  return { choices, choiceOf };
}

function keepParameters(event: ModelEvent, names: readonly string[]): ModelEvent {
  return { type: event.type, ...Object.fromEntries(names.map((name) => [name, event[name]!])) };
}
