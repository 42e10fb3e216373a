/** The table of one machine of a system in one reading, its own sentences applied. */
import type { OwnedRule, Reading } from "../types/index.ts";
import { addedBy, withAdded } from "./added.ts";
import { checkAnswers } from "./conduct.ts";
import { keepTakers } from "./forbidders.ts";
import type { FreeMachine, FreeSystem } from "./free.ts";
import { applyRules, reachablePart, rulesFor, rulesKey, type TakenAway } from "./rules.ts";
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
  const { declaration, events } = machine;
  const own = machineTable(declaration, events, reading, maxLocalStates);
  const sentences = sentencesFor(system, machine, reading);
  if (sentences.length > 0) {
    const added = sentences.flatMap(({ sentence }) => addedBy(sentence));
    const free = withAdded(declaration, reading, own, added, maxLocalStates);
    return amended(machine, free, rules, reading, sentences);
  }
  const variants = variantsOf(machine, own);
  const key = rulesKey(rulesFor(machine, own, rules), reading);
  const table = variants.get(key) ?? amended(machine, own, rules, reading, []);
  variants.delete(key);
  variants.set(key, table);
  const [oldest] = variants.keys();
  if (variants.size > MOST_VARIANTS) variants.delete(oldest!);
  return table;
}

/** What a machine is in the readings that were asked for last; more are not kept. */
const MOST_VARIANTS = 32;

type Variants = Map<string, AmendedTable>;

const known = new WeakMap<FreeMachine, WeakMap<MachineTable, Variants>>();

/** What a machine with this table is in readings, the latest last. */
function variantsOf(machine: FreeMachine, table: MachineTable): Variants {
  const byTable = known.get(machine) ?? new WeakMap<MachineTable, Variants>();
  known.set(machine, byTable);
  const variants: Variants = byTable.get(table) ?? new Map();
  byTable.set(table, variants);
  return variants;
}

function amended(
  machine: FreeMachine,
  free: MachineTable,
  rules: readonly OwnedRule[],
  reading: Reading,
  sentences: ReturnType<typeof sentencesFor>,
): AmendedTable {
  const { table: ruled, consulted, taken } = applyRules(machine, free, rules, reading);
  let table: MachineTable =
    consulted.length === 0 ? ruled : { ...ruled, consulted: [...ruled.consulted, ...consulted] };
  const changedBy = new Set<string>();
  for (const { sentence, columns } of sentences) {
    const after = amendTable(machine.name, table, columns, sentence);
    table = after.table;
    if (after.changed > 0) changedBy.add(sentence.id);
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
