/** Fairness classes and the choices of initiators, from the declarations. */
import type { ModelEvent, Reading } from "../types.ts";
import { eventName, type ResolvedEvent } from "./events.ts";
import { changesNothing, checkEventType } from "./sentences.ts";
import type { FairClass, FairnessAssumption } from "./system.ts";

export interface Fairness {
  readonly classes: readonly FairClass[];
  /** Class of each event, -1 when it is not fair. */
  readonly classOf: Int32Array;
  readonly assumptions: readonly FairnessAssumption[];
}

/**
 * A class is an event type with its identity parameters fixed. It is fair when
 * the clause of its declaration is in force, when it is an assumption, or when a
 * sentence of the reading obliges it; a clause goes before an assumption. With
 * `mayIdle`, a sentence may oblige what is obliged already or does not exist here.
 */
export function fairnessOf(
  events: readonly ResolvedEvent[],
  reading: Reading,
  mayIdle = false,
): Fairness {
  const because = reasons(events, reading, mayIdle);
  const classOf = new Int32Array(events.length).fill(-1);
  const members = new Map<string, number[]>();
  for (const [id, event] of events.entries()) {
    if (!because.has(event.type)) continue;
    const name = eventName(keepParameters(event.event, event.declaration.identity ?? []));
    members.set(name, [...(members.get(name) ?? []), id]);
  }
  const classes: FairClass[] = [];
  for (const [name, ids] of members) {
    for (const id of ids) classOf[id] = classes.length;
    const type = events[ids[0]!]!.type;
    classes.push({ type, name, because: because.get(type)!, events: ids });
  }
  const assumptions = [...because].flatMap(([type, reason]) =>
    "assumption" in reason ? [{ type, assumption: reason.assumption }] : [],
  );
  return { classes, classOf, assumptions };
}

function reasons(
  events: readonly ResolvedEvent[],
  reading: Reading,
  mayIdle: boolean,
): Map<string, FairClass["because"]> {
  const because = new Map<string, FairClass["because"]>();
  for (const { type, declaration } of events) {
    const { fair } = declaration;
    if (fair === undefined) continue;
    if ("assumption" in fair) because.set(type, { assumption: fair.assumption });
    else {
      const clause = fair.clause.split(" ").find((id) => reading.inForce.has(id));
      if (clause !== undefined) because.set(type, { clause });
    }
  }
  for (const sentence of reading.sentences) {
    if (sentence.kind !== "oblige") continue;
    if (!mayIdle) checkEventType(sentence, events);
    const reason = because.get(sentence.event);
    if (!mayIdle && reason !== undefined && "clause" in reason) throw changesNothing(sentence);
    because.set(sentence.event, { clause: sentence.id });
  }
  return because;
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
