/** The table of one machine of a system in one reading, its own sentences applied. */
import type { OwnedRule, Reading } from "../types/index.ts";
import { addedBy, withAdded } from "./added.ts";
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
  system: FreeSystem,
  machine: FreeMachine,
  rules: readonly OwnedRule[],
  reading: Reading,
  maxLocalStates: number,
): AmendedTable {
  const { name, declaration } = machine;
  const sentences = sentencesFor(system, machine, reading);
  const added = sentences.flatMap(({ sentence }) => addedBy(sentence));
  const own = machineTable(declaration, machine.events, reading, maxLocalStates);
  const free = withAdded(declaration, reading, own, added, maxLocalStates);
  const { table: ruled, consulted, taken } = applyRules(machine, free, rules, reading);
  let table: MachineTable =
    consulted.length === 0 ? ruled : { ...ruled, consulted: [...ruled.consulted, ...consulted] };
  const changedBy = new Set<string>();
  for (const { sentence, columns } of sentences) {
    const amended = amendTable(name, table, columns, sentence);
    table = amended.table;
    if (amended.changed > 0) changedBy.add(sentence.id);
  }
  const reached = reachablePart(table);
  checkAnswers(machine, free, taken, reached.origin);
  keepTakers(reached.table, taken, reached.origin);
  return { table: reached.table, masked: table, taken, changedBy };
}

/** The sentences of a reading's own that are about a machine, each with its columns there. */
function sentencesFor(
  { events, machines }: FreeSystem,
  { index, parts, roles }: FreeMachine,
  { sentences }: Reading,
) {
  return sentences.flatMap((sentence) => {
    if (sentence.kind === "oblige") return [];
    const columns = sentenceEvents(sentence, index, events, machines).map((id) => {
      const column = parts.indexOf(id);
      return { column, role: roles[column]! };
    });
    return columns.length === 0 ? [] : [{ sentence, columns }];
  });
}
