/** What rules mean, once more and as plainly as possible: no table, and no cell. */
import type { AnyMachineSnapshot } from "xstate";
import type {
  ActiveRule,
  ModelEvent,
  OwnedRule,
  Reading,
  SystemDeclaration,
} from "../types/index.ts";
import type { NaiveEvent, NaiveState } from "./naive.testing.ts";

/** The rules in force that forbid an event to one of its machines as it is now. */
export type Law = (name: string, snapshot: AnyMachineSnapshot) => readonly OwnedRule[];

export function isBinding({ kind, id, value, rule }: OwnedRule, reading: Reading): boolean {
  const owner = kind === "clause" ? reading.inForce.has(id) : reading.choices[id] === value;
  return owner && (rule.term?.means.includes(reading.choices[rule.term.id]!) ?? true);
}

export function naiveLaw(
  { rules = [] }: SystemDeclaration,
  reading: Reading,
  event: ModelEvent,
  decider: string,
): Law {
  const binding = rules.filter((owned) => isBinding(owned, reading) && names(owned.rule, event));
  return (name, snapshot) => {
    const applies = ({ rule: { when } }: OwnedRule): boolean =>
      when === undefined
        ? name === decider
        : when.machine === name &&
          when.holds(
            { value: String(snapshot.value), context: snapshot.context, tags: [...snapshot.tags] },
            event,
          );
    const here = binding.filter(applies);
    const isLifted = ({ id }: OwnedRule): boolean =>
      here.some(({ rule }) => rule.rule === "excepts" && rule.clause === id);
    return here.filter((owned) => owned.rule.rule === "forbids" && !isLifted(owned));
  };
}

export const names = ({ events }: ActiveRule, event: ModelEvent): boolean =>
  events.some(
    ({ type, with: values = {} }) =>
      type === event.type &&
      Object.entries(values).every(([name, legal]) => [legal].flat().includes(event[name]!)),
  );

/** Whether an event is possible in a state but for rules, and which these are. */
export function naiveFate(state: NaiveState, event: NaiveEvent): readonly OwnedRule[] | null {
  const taking = [event.initiator, ...event.participants];
  if (!taking.every((name) => state.snapshots[name]!.can(event.event))) return null;
  return taking.flatMap((name) => event.law(name, state.snapshots[name]!));
}

/**
 * Choices that have no answer left in a state, and whether clauses are enough for it:
 * `clauses e0: A B`, with the ids of who forbids.
 */
export function naiveNoAnswers(
  state: NaiveState,
  events: readonly NaiveEvent[],
  actorOf: (name: string) => string,
): string[] {
  const choices = new Map<string, NaiveEvent[]>();
  for (const event of events) {
    const asked = Object.entries(event.event).filter(([name]) => !event.answers.includes(name));
    const key = JSON.stringify(asked);
    choices.set(key, [...(choices.get(key) ?? []), event]);
  }
  return [...choices.values()].flatMap((choice) => {
    const actor = actorOf(choice[0]!.initiator);
    // A description says what is physically so: what it rules out is no answer.
    const possible = choice.flatMap((event) => {
      const by = naiveFate(state, event);
      const isThere = by?.every(({ kind, level }) => kind !== "clause" || level !== "desc");
      return by !== null && isThere ? [by] : [];
    });
    const mayDecide = possible.some((by) =>
      by.every(({ party }) => party !== actor && party !== "both"),
    );
    if (!mayDecide || possible.some((by) => by.length === 0)) return [];
    // What one rule forbids with every answer is awaited, and nobody contradicts it.
    const forbidding = new Set(possible.flat());
    if ([...forbidding].some((rule) => possible.every((by) => by.includes(rule)))) return [];
    const clauses = possible.map((by) => by.filter(({ kind }) => kind === "clause"));
    const because = clauses.every((by) => by.length > 0) ? "clauses" : "conduct";
    return [`${because} ${choice[0]!.event.type}`];
  });
}
