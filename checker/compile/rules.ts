/**
 * Rules applied to the table of a machine.
 *
 * A machine is free: its table has all that can physically come out. A rule in force
 * takes events away in the local states in which its condition holds; local states
 * that nothing reaches any more are left out.
 */
import type {
  ActiveRule,
  Condition,
  EventSet,
  ModelEvent,
  OwnedRule,
  Reading,
  Value,
} from "../types/index.ts";
import { ModelError } from "./errors.ts";
import { eventName } from "./events.ts";
import { localName } from "./local.ts";
import { FORBIDDEN, type MachineTable, type Setting } from "./system.ts";

/** A machine as far as it matters where a rule speaks to it. */
export interface Addressed {
  readonly name: string;
  readonly kind: string;
  /** For each column of its table whether the machine chooses what comes of the event. */
  readonly decides: readonly boolean[];
}

/** The same, and what is asked of the machine. */
export interface RuledMachine extends Addressed {
  /** For each column those of events that differ from its own in their answers alone. */
  readonly answers: readonly (readonly number[])[];
}

/** The cells of a table that a rule is about. */
export interface RuleCells {
  readonly owned: OwnedRule;
  readonly cells: Int32Array;
}

/** Whether the rule's clause is in force, or its choice made, and its term means this. */
export function isActive({ kind, id, value, rule }: OwnedRule, reading: Reading): boolean {
  const owner = kind === "clause" ? reading.inForce.has(id) : reading.choices[id] === value;
  const { term } = rule;
  return owner && (term === undefined || term.means.includes(reading.choices[term.id] ?? ""));
}

/** Whether an event is of a set: its type, and each value that the set names. */
function isOf(event: ModelEvent, { type, with: values }: EventSet): boolean {
  if (event.type !== type) return false;
  for (const name in values) {
    const legal = values[name]!;
    const value = event[name]!;
    if (Array.isArray(legal) ? !legal.includes(value) : (legal as Value) !== value) return false;
  }
  return true;
}

/** Asked of every event and rule: a loop costs less than a function for each set. */
export function isAbout(event: ModelEvent, { events }: ActiveRule): boolean {
  for (const set of events) if (isOf(event, set)) return true;
  return false;
}

/** Whether a condition looks at this machine. */
export const looksAt = (when: Condition, { name, kind }: Pick<Addressed, "name" | "kind">) =>
  when.machine === kind || when.machine === name;

const nowhere = new Int32Array(0);
const known = new WeakMap<MachineTable, Map<ActiveRule, Int32Array>>();

/**
 * The cells in which a rule speaks of an event to a machine, whatever is possible
 * there. A rule without a condition is the business of who decides the event.
 */
function cellsOf(machine: Addressed, table: MachineTable, rule: ActiveRule): Int32Array {
  const { when } = rule;
  if (when !== undefined && !looksAt(when, machine)) return nowhere;
  const byType = columnsByType(table);
  if (!rule.events.some(({ type }) => byType.has(type))) return nowhere;
  // Who decides an event depends on the system, and a table may be shared by several.
  if (when === undefined) return spokenOf(machine, table, rule);
  let byRule = known.get(table);
  if (byRule === undefined) {
    byRule = new Map();
    known.set(table, byRule);
  }
  const before = byRule.get(rule);
  if (before !== undefined) return before;
  const cells = spokenOf(machine, table, rule);
  byRule.set(rule, cells);
  return cells;
}

const columnsOf = new WeakMap<MachineTable["events"], ReadonlyMap<string, readonly number[]>>();

/** The columns of each type of event. */
function columnsByType({ events }: MachineTable): ReadonlyMap<string, readonly number[]> {
  const before = columnsOf.get(events);
  if (before !== undefined) return before;
  const found = new Map<string, number[]>();
  for (const [column, { type }] of events.entries()) {
    const own = found.get(type);
    if (own === undefined) found.set(type, [column]);
    else own.push(column);
  }
  columnsOf.set(events, found);
  return found;
}

function spokenOf(machine: Addressed, table: MachineTable, rule: ActiveRule): Int32Array {
  const { when } = rule;
  const byType = columnsByType(table);
  const types = new Set(rule.events.map(({ type }) => type));
  const columns = [...types]
    .flatMap((type) => byType.get(type) ?? [])
    .filter((column) => when !== undefined || machine.decides[column])
    .filter((column) => isAbout(table.events[column]!, rule));
  if (columns.length === 0) return nowhere;
  const width = table.events.length;
  const cells: number[] = [];
  for (const [state, local] of table.states.entries()) {
    for (const column of columns) {
      if (when !== undefined && !holds(when, local, table.events[column]!)) continue;
      cells.push(state * width + column);
    }
  }
  return Int32Array.from(cells);

  function holds(condition: Condition, local: (typeof table.states)[number], event: ModelEvent) {
    try {
      return condition.holds(local, event);
    } catch (cause) {
      const [line] = String(cause instanceof Error ? cause.message : cause).split("\n");
      throw new ModelError(
        `The condition "${condition.words}" for ${eventName(event)} fails in ${machine.name}, ` +
          `${localName(local)}, with "${line}"; legal: true or false for every local state.`,
      );
    }
  }
}

interface Spoken {
  readonly table: MachineTable;
  readonly byRules: WeakMap<readonly OwnedRule[], readonly RuleCells[]>;
}

const spokenTo = new WeakMap<Addressed, Spoken>();

/**
 * The rules that speak of events to a machine, with their cells. One machine is asked with the
 * same rules in reading after reading, so that the answer is kept with it.
 */
export function rulesFor(
  machine: Addressed,
  table: MachineTable,
  rules: readonly OwnedRule[],
): readonly RuleCells[] {
  const before = spokenTo.get(machine);
  const own = before?.table === table ? before : { table, byRules: new WeakMap() };
  spokenTo.set(machine, own);
  const spoken =
    own.byRules.get(rules) ??
    rules
      .map((owned): RuleCells => ({ owned, cells: cellsOf(machine, table, owned.rule) }))
      .filter(({ cells }) => cells.length > 0);
  own.byRules.set(rules, spoken);
  return spoken;
}

/** Who takes cells away: tables have many cells, and few distinct lists of rules. */
export interface TakenAway {
  /** For each cell the number of its list; empty where nothing is taken away. */
  readonly numbers: Int32Array;
  /** The first is empty. Each begins with one that is a rule shorter, and stands behind it. */
  readonly lists: readonly (readonly OwnedRule[])[];
}

/** The rules that take a cell away; none where it is left. */
export const takersOf = ({ numbers, lists }: TakenAway, cell: number): readonly OwnedRule[] =>
  lists[numbers[cell] ?? 0]!;

/** A table in a reading. */
export interface RuledTable {
  readonly table: MachineTable;
  /** What of the reading bears on the machine, in force or not. */
  readonly consulted: readonly Setting[];
  readonly taken: TakenAway;
}

/** The table with what the rules in force forbid taken away. */
export function applyRules(
  machine: RuledMachine,
  table: MachineTable,
  rules: readonly OwnedRule[],
  reading: Reading,
): RuledTable {
  const spoken = rulesFor(machine, table, rules);
  const consulted = settingsOf(spoken, reading);
  const taken = takenAway(table, spoken, reading, (next) => next >= 0);
  if (taken.lists.length === 1) return { table, consulted, taken };
  yieldWhereTheyMeet(machine, table, taken, reading);
  const { numbers } = taken;
  const next = table.next.slice();
  for (let cell = 0; cell < next.length; cell++) if (numbers[cell] !== 0) next[cell] = FORBIDDEN;
  return { table: { ...table, next }, consulted, taken };
}

/** The rules in force that forbid the cells that are asked for. */
function takenAway(
  table: MachineTable,
  spoken: readonly RuleCells[],
  reading: Reading,
  isAsked: (next: number) => boolean,
): TakenAway {
  const lists: (readonly OwnedRule[])[] = [[]];
  let numbers = nowhere;
  for (const { owned, cells } of spoken) {
    if (owned.rule.rule !== "forbids" || !isActive(owned, reading)) continue;
    if (numbers === nowhere) numbers = new Int32Array(table.next.length);
    const lifted = exceptionsTo(owned, spoken, reading);
    const longer = new Map<number, number>();
    for (const cell of cells) {
      if (!isAsked(table.next[cell]!) || lifted.has(cell)) continue;
      const before = numbers[cell]!;
      let after = longer.get(before);
      if (after === undefined) {
        after = lists.push([...lists[before]!, owned]) - 1;
        longer.set(before, after);
      }
      numbers[cell] = after;
    }
  }
  return { numbers, lists };
}

/** The setting that says what follows where a MUST and a SHOULD leave no answer. */
export const WHERE_THEY_MEET = "must-against-should";

/** The level of a rule's clause, which a reading may have changed. */
const levelIn = ({ levels }: Reading, { id, level }: OwnedRule): string => levels?.[id] ?? level;

/** As people read it: `MUST (changed)` where the reading gives the clause another level. */
export const levelWords = (reading: Reading, owned: OwnedRule): string => {
  const level = levelIn(reading, owned);
  return level === owned.level ? level : `${level} (changed)`;
};

/**
 * Where clauses of both levels together leave no answer to what a machine is asked, the
 * SHOULD yields (`musts-first`) or either may (`either`); with `stop` nothing happens.
 */
function yieldWhereTheyMeet(
  { answers: columns }: RuledMachine,
  table: MachineTable,
  taken: TakenAway,
  reading: Reading,
): void {
  const policy = reading.choices[WHERE_THEY_MEET] ?? "stop";
  if (policy === "stop") return;
  const isWeak = (owned: OwnedRule): boolean => /^(SHOULD|MAY)/.test(levelIn(reading, owned));
  const isStrong = (owned: OwnedRule): boolean => owned.kind === "clause" && !isWeak(owned);
  const width = table.events.length;
  const seen = new Set<number>();
  for (const [cell, number] of taken.numbers.entries()) {
    if (number === 0) continue;
    const row = cell - (cell % width);
    if (seen.has(cell)) continue;
    const all = columns[cell % width]!.map((column) => row + column);
    for (const answer of all) seen.add(answer);
    const answers = all.filter((answer) => table.next[answer]! >= 0);
    const by = answers.flatMap((answer) => takersOf(taken, answer));
    const forbidAll = (owned: OwnedRule): boolean =>
      answers.every((answer) => takersOf(taken, answer).includes(owned));
    // What one rule keeps from happening at all is put off; no two clauses meet there.
    const isMet = answers.every((answer) => taken.numbers[answer] !== 0) && !by.some(forbidAll);
    if (!isMet || !by.some(isWeak) || !by.some(isStrong)) continue;
    for (const answer of answers) {
      const own = takersOf(taken, answer);
      const yields = own.every(isWeak) || (policy === "either" && own.every(isStrong));
      if (yields) taken.numbers[answer] = 0;
    }
  }
}

/** The cells that exceptions in force lift from the prohibition of a clause. */
function exceptionsTo(
  { id }: OwnedRule,
  spoken: readonly RuleCells[],
  reading: Reading,
): ReadonlySet<number> {
  const lifted = new Set<number>();
  for (const { owned, cells } of spoken) {
    const { rule } = owned;
    if (rule.rule !== "excepts" || rule.clause !== id || !isActive(owned, reading)) continue;
    for (const cell of cells) lifted.add(cell);
  }
  return lifted;
}

const numberOf = new WeakMap<OwnedRule, number>();
let numbered = 0;

/** The same for readings that make the same of these rules, and are asked for the same by them. */
export function rulesKey(own: readonly RuleCells[], reading: Reading): string {
  const policy = reading.choices[WHERE_THEY_MEET] ?? "stop";
  const active = own.flatMap(({ owned }) => {
    if (!isActive(owned, reading)) return [];
    const number = numberOf.get(owned) ?? numbered++;
    numberOf.set(owned, number);
    return [policy === "stop" ? number : [number, levelIn(reading, owned)]];
  });
  const values = settingsOf(own, reading).map(({ kind, id, value }) => [kind, id, value]);
  return JSON.stringify([policy, active, values]);
}

/** Each clause, choice and term that these rules depend on, with its value in a reading. */
function settingsOf(own: readonly RuleCells[], reading: Reading): Setting[] {
  const found = new Map<string, Setting>();
  for (const { owned } of own) {
    const { kind, id, rule } = owned;
    const value =
      kind === "clause" ? (reading.inForce.has(id) ? "in" : "out") : reading.choices[id]!;
    found.set(`${kind} ${id}`, { kind, id, value });
    const { term } = rule;
    if (term === undefined) continue;
    found.set(`choice ${term.id}`, {
      kind: "choice",
      id: term.id,
      value: reading.choices[term.id] ?? "",
    });
  }
  return [...found.values()];
}

/** The table without the local states that its initial one does not reach, and where each
 *  of the others was. */
export function reachablePart(table: MachineTable): {
  readonly table: MachineTable;
  readonly origin: Int32Array;
} {
  const width = table.events.length;
  const number = new Int32Array(table.states.length).fill(-1);
  const order = [0];
  number[0] = 0;
  for (let at = 0; at < order.length; at++) {
    const row = order[at]! * width;
    for (let column = 0; column < width; column++) {
      const to = table.next[row + column]!;
      if (to < 0 || number[to]! >= 0) continue;
      number[to] = order.length;
      order.push(to);
    }
  }
  const origin = Int32Array.from(order);
  if (order.length === table.states.length) {
    return { table, origin: Int32Array.from(number.keys()) };
  }
  const next = new Int32Array(order.length * width);
  const clauses = new Uint16Array(next.length);
  for (const [state, was] of order.entries()) {
    for (let column = 0; column < width; column++) {
      const to = table.next[was * width + column]!;
      next[state * width + column] = to < 0 ? to : number[to]!;
      clauses[state * width + column] = table.clauses[was * width + column]!;
    }
  }
  const states = order.map((was) => table.states[was]!);
  const own = [...(table.own ?? [])].flatMap(([cell, id]): [number, string][] => {
    const state = number[Math.floor(cell / width)]!;
    return state < 0 ? [] : [[state * width + (cell % width), id]];
  });
  const amended = table.own === undefined ? {} : { own: new Map(own) };
  return { table: { ...table, states, next, clauses, ...amended }, origin };
}
