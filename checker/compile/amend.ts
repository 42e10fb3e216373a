/** The table of one machine of a system in one reading, its own sentences applied. */
import type { MachineDeclaration, OwnedRule, Reading } from "../types.ts";
import { checkAnswers } from "./conduct.ts";
import type { ResolvedEvent } from "./events.ts";
import { choicesOf } from "./fairness.ts";
import { applyRules, reachablePart } from "./rules.ts";
import { amendTable, type Role, sentenceEvents } from "./sentences.ts";
import type { MachineTable } from "./system.ts";
import { machineTable } from "./tables.ts";

/** The machines and events of a system, whatever the reading. */
export interface TableContext {
  readonly machines: readonly MachineDeclaration[];
  /** Without those whose initiator is left out. */
  readonly events: readonly ResolvedEvent[];
  readonly maxLocalStates: number;
  readonly rules: readonly OwnedRule[];
}

export interface AmendedTable {
  readonly table: MachineTable;
  /** The same with local states that the reading does not reach. */
  readonly masked: MachineTable;
  /** The cells of it that rules take away, with these rules. */
  readonly forbidders: ReadonlyMap<number, readonly OwnedRule[]>;
  /** Ids of the events of the table's columns. */
  readonly parts: readonly number[];
  /** The machine's role for each column. */
  readonly roles: readonly Role[];
  /** Ids of the sentences that changed the table. */
  readonly changedBy: ReadonlySet<string>;
}

export function tableInReading(
  { machines, events, maxLocalStates, rules }: TableContext,
  machine: number,
  reading: Reading,
): AmendedTable {
  const declaration = machines[machine]!;
  const parts = events.flatMap(({ initiator, participants }, id) =>
    initiator === machine || participants.includes(machine) ? [id] : [],
  );
  const roles = parts.map((id) => roleOf(machine, events[id]!));
  const own = parts.map((id) => events[id]!.event);
  const free = machineTable(declaration, own, reading, maxLocalStates);
  const { name, kind } = declaration;
  const decides = parts.map((id) => events[id]!.decider === machine);
  const { choiceOf } = choicesOf(parts.map((id) => events[id]!));
  const ruled = { name, kind, roles, decides, choices: [...choiceOf] };
  const { table: masked, consulted, forbidders } = applyRules(ruled, free, rules, reading);
  let table: MachineTable =
    consulted.length === 0 ? masked : { ...masked, consulted: [...masked.consulted, ...consulted] };
  const changedBy = new Set<string>();
  for (const sentence of reading.sentences) {
    if (sentence.kind === "oblige") continue;
    const columns = sentenceEvents(sentence, machine, events, machines).map((id) => {
      const column = parts.indexOf(id);
      return { column, role: roles[column]! };
    });
    if (columns.length === 0) continue;
    const amended = amendTable(declaration.name, table, columns, sentence);
    table = amended.table;
    if (amended.changed > 0) changedBy.add(sentence.id);
  }
  const reached = reachablePart(table);
  checkAnswers(ruled, free, forbidders, reached.origin);
  return { table: reached.table, masked: table, forbidders, parts, roles, changedBy };
}

function roleOf(machine: number, { initiator, mayBlock }: ResolvedEvent): Role {
  if (initiator === machine) return "initiator";
  return mayBlock.includes(machine) ? "may block" : "may not block";
}
