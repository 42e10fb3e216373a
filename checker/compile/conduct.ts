/**
 * Conduct against clauses: what a reading adds where the text leaves a party free may not
 * take away the only answer that clauses in force leave, or all that one obliges. Who
 * departs from a clause says so by an exception.
 */
import type { OwnedRule, Reading } from "../types/index.ts";
import { listNames, ModelError } from "./errors.ts";
import { eventName, type ResolvedEvent } from "./events.ts";
import { localName } from "./local.ts";
import { isAbout, isActive, type RuledMachine, type TakenAway, takersOf } from "./rules.ts";
import { FORBIDDEN, type MachineTable } from "./system.ts";

const named = ({ id, value }: OwnedRule): string => `${id}=${value}`;
const isConduct = ({ kind }: OwnedRule): boolean => kind === "choice";
const isClause = ({ kind }: OwnedRule): boolean => kind === "clause";

/**
 * @param table as the machine is free
 * @param rows local states that the reading reaches
 * @throws ModelError, one line, where clauses leave answers to what the machine is asked, and
 *   conduct none of them. Conduct that takes all answers away keeps the event from being asked.
 */
export function checkAnswers(
  { name, answers: columns }: RuledMachine,
  table: MachineTable,
  taken: TakenAway,
  rows: Int32Array,
): void {
  const byConduct = taken.lists.map((by) => by.length > 0 && !by.some(isClause));
  const byClause = taken.lists.map((by) => by.some(isClause));
  if (!byConduct.includes(true) || !byClause.includes(true)) return;
  const width = table.events.length;
  const reached = new Set(rows);
  const seen = new Set<number>();
  // Only where conduct meets a clause can it take away what clauses leave.
  const isAtIssue = (cell: number): boolean =>
    byConduct[taken.numbers[cell]!]! &&
    columns[cell % width]!.some((at) => byClause[taken.numbers[cell - (cell % width) + at]!]);
  for (const cell of takenCells(taken, isAtIssue)) {
    const row = Math.floor(cell / width);
    if (!reached.has(row) || seen.has(cell)) continue;
    const all = columns[cell % width]!.map((column) => row * width + column);
    for (const answer of all) seen.add(answer);
    const answers = all.filter((answer) => table.next[answer]! >= 0);
    const found = againstClauses(answers, taken);
    if (found === null) continue;
    const { conduct, clauses } = found;
    const leave = `${listNames(clauses)} ${clauses.length > 1 ? "leave" : "leaves"}`;
    throw new ModelError(
      `Conduct "${named(conduct)}" forbids what ${leave} of ${eventName(table.events[cell % width]!)} ` +
        `to "${name}" in ${localName(table.states[row]!)}; legal: conduct within the clauses in ` +
        `force. Free the clause, -${clauses[0]}, or let the conduct except from it.`,
    );
  }
}

/** Cells that rules take away, among those that are asked for; by the first rule that does. */
function takenCells(
  { numbers, lists }: TakenAway,
  isAsked: (cell: number) => boolean,
): readonly number[] {
  const first = lists.map(([rule]) => lists.findIndex((by) => by.length > 0 && by[0] === rule));
  const cells: number[] = [];
  for (let cell = 0; cell < numbers.length; cell++) {
    if (numbers[cell] !== 0 && isAsked(cell)) cells.push(cell);
  }
  return cells.sort((a, b) => first[numbers[a]!]! - first[numbers[b]!]! || a - b);
}

/** Conduct that leaves nothing of what clauses leave, and these clauses; null where none does. */
function againstClauses(
  answers: readonly number[],
  taken: TakenAway,
): { readonly conduct: OwnedRule; readonly clauses: readonly string[] } | null {
  const by = (cell: number): readonly OwnedRule[] => takersOf(taken, cell);
  const left = answers.filter((cell) => !by(cell).some(isClause));
  if (left.length === 0 || left.length === answers.length) return null;
  const takesAll = (owned: OwnedRule): boolean =>
    answers.every((cell) => by(cell).some((other) => named(other) === named(owned)));
  const taking = left.map((cell) => by(cell).filter((one) => isConduct(one) && !takesAll(one)));
  if (taking.some((rules) => rules.length === 0)) return null;
  const forbidden = answers.flatMap((cell) => by(cell).filter(isClause));
  return { conduct: taking[0]![0]!, clauses: [...new Set(forbidden.map(({ id }) => id))] };
}

/** A machine with what rules take away from it. */
interface Ruled {
  readonly name: string;
  readonly table: MachineTable;
  /** Column of each event, by its id; -1 where the machine takes no part. */
  readonly column: ArrayLike<number>;
  readonly taken: TakenAway;
}

/** @throws ModelError, one line, where conduct alone makes all impossible that a clause obliges */
export function checkObligations(
  rules: readonly OwnedRule[],
  reading: Reading,
  events: readonly ResolvedEvent[],
  machines: readonly Ruled[],
): void {
  const byType = new Map<string, number[]>();
  for (const [id, { type }] of events.entries()) {
    const ids = byType.get(type);
    if (ids === undefined) byType.set(type, [id]);
    else ids.push(id);
  }
  for (const owned of rules) {
    if (owned.rule.rule !== "obliges" || !isClause(owned) || !isActive(owned, reading)) continue;
    const obliged = owned.rule.events
      .flatMap(({ type }) => byType.get(type) ?? [])
      .filter((id) => isAbout(events[id]!.event, owned.rule));
    const can = (id: number, without: boolean): boolean =>
      machines.every((machine) => canTake(machine, id, without));
    if (obliged.length === 0 || obliged.some((id) => can(id, false))) continue;
    const possible = obliged.find((id) => can(id, true));
    if (possible === undefined) continue;
    const [conduct] = machines.flatMap(({ column, table, taken }) =>
      takenCells(taken, (cell) => cell % table.events.length === column[possible]).flatMap((cell) =>
        takersOf(taken, cell).filter(isConduct),
      ),
    );
    if (conduct === undefined) continue;
    throw new ModelError(
      `Conduct "${named(conduct)}" forbids ${eventName(events[possible]!.event)} wherever it could ` +
        `happen, which "${owned.id}" obliges; legal: conduct within the clauses in force. Free the ` +
        `clause, -${owned.id}, or choose otherwise.`,
    );
  }
}

/** Whether some local state takes the event, or would without conduct. */
function canTake({ table, column, taken }: Ruled, id: number, without: boolean): boolean {
  const at = column[id]!;
  if (at < 0) return true;
  const width = table.events.length;
  return table.states.some((_, state) => {
    const cell = state * width + at;
    const next = table.next[cell]!;
    if (next >= 0) return true;
    return without && next === FORBIDDEN && !takersOf(taken, cell).some(isClause);
  });
}

/** @throws ModelError, one line, where a choice stands beside clauses that it goes against */
export function checkAgainst(rules: readonly OwnedRule[], reading: Reading): void {
  for (const owned of rules) {
    const { against = [] } = owned;
    if (against.length === 0 || !isActive(owned, reading)) continue;
    const inForce = against.filter((id) => reading.inForce.has(id));
    if (inForce.length === 0) continue;
    const [clauses, them] = inForce.length > 1 ? ["clauses", "are"] : ["clause", "is"];
    throw new ModelError(
      `Conduct "${named(owned)}" goes against ${listNames(inForce)}, which ${them} in force; legal: ` +
        `conduct within the clauses in force. Free the ${clauses}, ` +
        `${inForce.map((id) => `-${id}`).join(",")}, or choose otherwise.`,
    );
  }
}
