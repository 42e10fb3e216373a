/** The table of one machine of a system in one reading, its own sentences applied. */
import type { OwnedRule, Reading } from "../types/index.ts";
import { checkAnswers } from "./conduct.ts";
import { keepTakers } from "./forbidders.ts";
import type { FreeMachine, FreeSystem } from "./free.ts";
import { applyRules, reachablePart, type TakenAway } from "./rules.ts";
import { amendTable, sentenceEvents } from "./sentences.ts";
import type { MachineTable } from "./system.ts";
import { machineTable } from "./tables.ts";

export interface AmendedTable {
  readonly table: MachineTable;
  /** The same with local states that the reading does not reach. */
  readonly masked: MachineTable;
  /** What of it rules take away. */
  readonly taken: TakenAway;
  /** Ids of the sentences that changed the table. */
  readonly changedBy: ReadonlySet<string>;
}

export function tableInReading(
  { events, machines }: FreeSystem,
  machine: FreeMachine,
  rules: readonly OwnedRule[],
  reading: Reading,
  maxLocalStates: number,
): AmendedTable {
  const { name, declaration, roles, parts } = machine;
  const free = machineTable(declaration, machine.events, reading, maxLocalStates);
  const { table: ruled, consulted, taken } = applyRules(machine, free, rules, reading);
  let table: MachineTable =
    consulted.length === 0 ? ruled : { ...ruled, consulted: [...ruled.consulted, ...consulted] };
  const changedBy = new Set<string>();
  for (const sentence of reading.sentences) {
    if (sentence.kind === "oblige") continue;
    const columns = sentenceEvents(sentence, machine.index, events, machines).map((id) => {
      const column = parts.indexOf(id);
      return { column, role: roles[column]! };
    });
    if (columns.length === 0) continue;
    const amended = amendTable(name, table, columns, sentence);
    table = amended.table;
    if (amended.changed > 0) changedBy.add(sentence.id);
  }
  const reached = reachablePart(table);
  checkAnswers(machine, free, taken, reached.origin);
  keepTakers(reached.table, taken, reached.origin);
  return { table: reached.table, masked: table, taken, changedBy };
}
