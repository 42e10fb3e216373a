/** Local states that a machine has by a sentence of a reading's own, and by nothing else. */
import type { AnyStateMachine, AnyStateNode, StateValue } from "xstate";
import type { LocalIdentity, MachineDeclaration, Reading } from "../types/index.ts";
import { clauseLists, enumerateMachine } from "./enumerate.ts";
import { didYouMean, listNames, ModelError } from "./errors.ts";
import { localKey, localName } from "./local.ts";
import { buildMachine } from "./recording.ts";
import type { TableSentence } from "./sentences.ts";
import type { MachineTable } from "./system.ts";

/** A local state, and the sentence that adds it. */
interface Added {
  readonly id: string;
  readonly place: LocalIdentity;
}

export function addedBy(sentence: TableSentence): readonly Added[] {
  if (sentence.kind === "forbid") return [];
  return (sentence.adds ?? []).map((place) => ({ id: sentence.id, place }));
}

/**
 * The table of a machine, with these local states and with all that can follow them.
 * @throws ModelError for a state that the machine has no node for, or other variables
 */
export function withAdded(
  declaration: MachineDeclaration,
  reading: Reading,
  table: MachineTable,
  added: readonly Added[],
  maxLocalStates: number,
): MachineTable {
  if (added.length === 0) return table;
  const { name } = declaration;
  const { machine } = buildMachine(declaration, reading);
  return added.reduce((known, { id, place }) => {
    const key = localKey(place);
    if (known.states.some((state) => localKey(state) === key)) return known;
    checkPlace(id, name, machine, known, place);
    const from = machine.resolveState({ value: nested(place.value), context: place.context });
    const { events, consulted } = known;
    const behind = enumerateMachine(name, machine, events, consulted, maxLocalStates, from);
    return joined(known, behind);
  }, table);
}

function checkPlace(
  id: string,
  name: string,
  machine: AnyStateMachine,
  { states }: MachineTable,
  place: LocalIdentity,
): void {
  const where = `Sentence "${id}" adds ${localName(place)} to machine "${name}"`;
  const values = leaves(machine.root);
  if (!values.includes(place.value)) {
    throw new ModelError(
      `${where}, which has no such state; legal: ${listNames(values)}. ` +
        `Correct the name.${didYouMean(place.value, values)}`,
    );
  }
  const variables = Object.keys(states[0]!.context).sort();
  if (Object.keys(place.context).sort().join() === variables.join()) return;
  const legal = variables.length === 0 ? "none" : listNames(variables);
  throw new ModelError(
    `${where}, whose variables are others; legal: ${legal}. Give each of them a value.`,
  );
}

/** `suspending.consuming`: the states without states within. */
function leaves({ states, path }: AnyStateNode): string[] {
  const within = Object.values(states);
  return within.length === 0 ? [path.join(".")] : within.flatMap(leaves);
}

function nested(value: string): StateValue {
  const [first, ...rest] = value.split(".");
  return rest.length === 0 ? first! : { [first!]: nested(rest.join(".")) };
}

/** The states of one table, then those that only the other has; alike where both have one. */
function joined(table: MachineTable, other: MachineTable): MachineTable {
  const numbers = new Map(table.states.map((state, index) => [localKey(state), index]));
  const states = [...table.states];
  const place = other.states.map((state) => {
    const known = numbers.get(localKey(state));
    return known ?? states.push(state) - 1;
  });
  const lists = clauseLists(table.clauseLists);
  const width = table.events.length;
  const next = new Int32Array(states.length * width);
  const clauses = new Uint16Array(next.length);
  next.set(table.next);
  clauses.set(table.clauses);
  for (const [state, at] of place.entries()) {
    if (at < table.states.length) continue;
    for (let column = 0; column < width; column++) {
      const to = other.next[state * width + column]!;
      next[at * width + column] = to < 0 ? to : place[to]!;
      const list = other.clauseLists[other.clauses[state * width + column]!]!;
      clauses[at * width + column] = lists.indexOf(list);
    }
  }
  return { ...table, states, next, clauses, clauseLists: lists.all };
}
