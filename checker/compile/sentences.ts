/** The sentences that a reading brings itself, applied to compiled tables. */
import type { LocalState, ModelEvent, Sentence } from "../types/index.ts";
import { withoutChance } from "./chance.ts";
import { clauseLists } from "./enumerate.ts";
import { didYouMean, firstLineOf, listNames, ModelError } from "./errors.ts";
import { eventName, type MachineName, type ResolvedEvent, resolveTemplate } from "./events.ts";
import { strict } from "./honest.ts";
import { localKey, localName } from "./local.ts";
import { BLOCKED, type MachineTable } from "./system.ts";

/** A sentence about one machine: all but `oblige`. */
export type TableSentence = Exclude<Sentence, { readonly kind: "oblige" }>;

/** What a machine is to the event of a column. */
export type Role = "initiator" | "may block" | "may not block";

/** A table after a sentence, and how many of its cells the sentence changed. */
export interface Amended {
  readonly table: MachineTable;
  readonly changed: number;
}

/** The events, as ids, that a sentence is about for one machine. */
export function sentenceEvents(
  sentence: TableSentence,
  machine: number,
  events: readonly ResolvedEvent[],
  machines: readonly MachineName[],
): number[] {
  return events.flatMap((event, id) => {
    if (event.type !== sentence.event) return [];
    if (machine !== event.initiator && !event.participants.includes(machine)) return [];
    return resolveTemplate(sentence.machine, event.event, machines).includes(machine) ? [id] : [];
  });
}

/** Throws when a sentence names no event, no machine, or a machine that takes no part. */
export function checkTargets(
  sentence: TableSentence,
  events: readonly ResolvedEvent[],
  machines: readonly MachineName[],
): void {
  checkEventType(sentence, events);
  const ofType = events.filter(({ type }) => type === sentence.event);
  const names = machines.map(({ name }) => name);
  if (
    ofType.every(({ event }) => resolveTemplate(sentence.machine, event, machines).length === 0)
  ) {
    throw new ModelError(
      `Sentence "${sentence.id}" names machine "${sentence.machine}"; legal: ${listNames(names)}. ` +
        `Name a machine of this system.${didYouMean(sentence.machine, names)}`,
    );
  }
  if (machines.every((_, m) => sentenceEvents(sentence, m, events, machines).length === 0)) {
    const taking = ofType
      .flatMap(({ initiator, participants }) => [initiator, ...participants])
      .map((machine) => names[machine]!);
    throw new ModelError(
      `Sentence "${sentence.id}": machine "${sentence.machine}" takes no part in ` +
        `"${sentence.event}"; legal: ${listNames(new Set(taking))}. Name one of them.`,
    );
  }
}

/** Throws when the system has no event of the sentence's type. */
export function checkEventType(sentence: Sentence, events: readonly ResolvedEvent[]): void {
  const types = new Set(events.map((event) => event.type));
  if (types.has(sentence.event)) return;
  throw new ModelError(
    `Sentence "${sentence.id}" names event "${sentence.event}"; legal: ${listNames(types)}. ` +
      `Name an event of this system.${didYouMean(sentence.event, types)}`,
  );
}

/** Applies a sentence to the given columns of one machine's table. */
export function amendTable(
  machine: string,
  table: MachineTable,
  columns: readonly { readonly column: number; readonly role: Role }[],
  sentence: TableSentence,
): Amended {
  const next = table.next.slice();
  const clauses = table.clauses.slice();
  const lists = clauseLists(table.clauseLists);
  const numbers = new Map(table.states.map((state, index) => [localKey(state), index]));
  const decided = new Map(table.own ?? []);
  const strictly = strictStates(sentence, table);
  let changed = 0;
  for (const [state, local] of table.states.entries()) {
    for (const { column, role } of columns) {
      const cell = state * table.events.length + column;
      const event = table.events[column]!;
      if (!own(sentence, "when", () => askedTwice(sentence, strictly(local), event))) continue;
      const before = next[cell]!;
      if (sentence.kind === "forbid") {
        if (role === "may not block") throw mayNotForbid(machine, sentence, event);
        if (before === BLOCKED || (before < 0 && role === "initiator")) continue;
        next[cell] = BLOCKED;
        clauses[cell] = lists.indexOf([sentence.id]);
      } else {
        if (sentence.kind === "replace" && before < 0) continue;
        const key = own(sentence, "next", () => localKey(sentence.next(strictly(local), event)));
        const after = numbers.get(key);
        if (after === undefined) throw unknownNext(machine, table, state, event, sentence);
        if (after === before) continue;
        if (sentence.kind === "permit" && before >= 0) {
          throw alreadyTaken(machine, table, state, event, sentence);
        }
        next[cell] = after;
        clauses[cell] = lists.indexOf([sentence.id]);
      }
      decided.set(cell, sentence.id);
      changed += 1;
    }
  }
  const amended = decided.size === 0 ? {} : { own: decided };
  return { table: { ...table, next, clauses, clauseLists: lists.all, ...amended }, changed };
}

/** Runs a function of a user's file: what goes wrong in it is an error of its sentence. */
function own<T>({ id }: TableSentence, name: "when" | "next", run: () => T): T {
  try {
    return withoutChance(`Sentence "${id}"`, run);
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    throw new ModelError(
      `Sentence "${id}": its ${name} fails with "${firstLineOf(cause)}"; legal: a function that ` +
        "answers for every local state of the machine. Look at value before context.",
    );
  }
}

/** @throws ModelError for what is no answer, as a promise, and for one that comes now and then */
function askedTwice({ id, when }: TableSentence, local: LocalState, event: ModelEvent): boolean {
  const answer: unknown = when(local, event);
  if (typeof answer === "boolean") {
    if (when(local, event) === answer) return answer;
    throw new ModelError(
      `Sentence "${id}": its when answers differently when asked twice; legal: an answer that ` +
        "depends on local state and event alone. Take out what it remembers.",
    );
  }
  const given = answer instanceof Promise ? "a promise" : String(answer);
  throw new ModelError(
    `Sentence "${id}": its when gives ${given}; legal: true or false, at once. Write a comparison, ` +
      "and return it.",
  );
}

/** Local states that refuse to be asked for a name that no state of the machine has. */
function strictStates(
  { id }: TableSentence,
  table: MachineTable,
): (local: LocalState) => LocalState {
  const where = (): string => `Sentence "${id}"`;
  const variables = new Set(table.states.flatMap(({ context }) => Object.keys(context)));
  const parts = new Set(["value", "context", "tags"]);
  return (local) => {
    const context = strict(local.context, variables, "context variable", where);
    return strict({ ...local, context }, parts, "part of a local state", where);
  };
}

/** The error for a sentence after which everything is as before. */
export function changesNothing(sentence: Sentence): ModelError {
  const cure =
    sentence.kind === "forbid"
      ? "Let `when` hold where the machine permits the event"
      : sentence.kind === "permit"
        ? "Let `when` hold where the machine does not take the event"
        : sentence.kind === "replace"
          ? "Let `when` hold where the machine takes the event with another outcome"
          : "Name an event that no clause in force obliges yet";
  return new ModelError(
    `Sentence "${sentence.id}" (${sentence.kind} "${sentence.event}") changes nothing in this ` +
      `system; legal: a sentence that changes something. ${cure}, or remove it.`,
  );
}

function mayNotForbid(machine: string, sentence: TableSentence, event: ModelEvent): ModelError {
  return new ModelError(
    `Sentence "${sentence.id}" forbids ${eventName(event)} to "${machine}", which neither ` +
      "initiates it nor may block it; legal: the initiator or a participant in mayBlock. " +
      "Forbid it to the initiator, or replace what the receiver does.",
  );
}

function unknownNext(
  machine: string,
  table: MachineTable,
  state: number,
  event: ModelEvent,
  sentence: Exclude<TableSentence, { readonly kind: "forbid" }>,
): ModelError {
  const local = table.states[state]!;
  const wanted = sentence.next(local, event);
  const values = new Set(table.states.map(({ value }) => value));
  const sameName = table.states.find(({ value }) => value === wanted.value);
  const legal =
    sameName === undefined
      ? `states ${listNames(values)}`
      : `one of its ${table.states.length} local states, such as ${localName(sameName)}`;
  return new ModelError(
    `Sentence "${sentence.id}": after ${eventName(event)} in ${localName(local)}, machine ` +
      `"${machine}" would be in ${localName(wanted)}, which it never reaches; legal: ${legal}. ` +
      `Let next give one of them, or name it in adds.${didYouMean(wanted.value, sameName ? [] : values)}`,
  );
}

function alreadyTaken(
  machine: string,
  table: MachineTable,
  state: number,
  event: ModelEvent,
  sentence: TableSentence,
): ModelError {
  return new ModelError(
    `Sentence "${sentence.id}" permits ${eventName(event)} to "${machine}" in ` +
      `${localName(table.states[state]!)}, where it is already taken with another outcome; legal: ` +
      "states that do not take it. Narrow `when`, or use replace.",
  );
}
