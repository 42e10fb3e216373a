/**
 * A compiled system as Promela, for SPIN: one process, and for each event one
 * alternative that is a single step. Variables have the bits that they need. What
 * a machine permits, and what follows, stand in constant tables, so that SPIN looks
 * up what it would otherwise compare.
 */
import type { CompiledMachine, CompiledSystem } from "../compile/system.ts";

/** Properties are not exported: SPIN is asked for the states, all of them. */
export function promela(system: CompiledSystem): string {
  const tables: string[] = [];
  const named = new Map<string, string>();
  const place = (numbers: readonly number[]): string => {
    const content = numbers.join(",");
    const name = named.get(content) ?? `t${named.size}`;
    if (!named.has(content)) {
      named.set(content, name);
      tables.push(`  static const short ${name}[] = {${content}};`);
    }
    return name;
  };
  const alternatives = system.events.flatMap(({ id, initiator, participants, name }) => {
    const taking = [initiator, ...participants].map((m) => system.machines[m]!);
    const moves = taking.map((machine) => ({ machine, next: column(machine, id) }));
    // What somebody never takes would only be tried in vain.
    if (moves.some(({ next }) => next.every((state) => state < 0))) return [];
    const guards = moves
      .filter(({ next }) => next.some((state) => state < 0))
      .map(({ machine, next }) => `${place(next)}[now.${variable(machine)}] >= 0`);
    const changes = moves
      .filter(({ next }) => next.some((state, local) => state >= 0 && state !== local))
      .map(({ machine, next }) => {
        const own = `now.${variable(machine)}`;
        return `${own} = ${place(next)}[${own}];`;
      });
    const guard = guards.length === 0 ? "1" : guards.join(" && ");
    return `  :: d_step { c_expr { ${guard} } -> c_code { ${changes.join(" ")} } } /* ${name.replaceAll("*/", "")} */`;
  });
  const variables = system.machines.map((machine) => {
    const bits = Math.max(1, Math.ceil(Math.log2(machine.table.states.length)));
    return `unsigned ${variable(machine)} : ${bits}; /* ${machine.name}, ${machine.table.states.length} local states */`;
  });
  return [
    `/* ${system.name}, reading ${system.reading.name} */`,
    ...declarations(tables),
    ...variables,
    "active proctype system() {",
    "end:",
    "  do",
    ...alternatives,
    "  od",
    "}",
    "",
  ].join("\n");
}

/** SPIN reads at most 64 KiB of C in one block. */
const BLOCK = 32_768;

function declarations(tables: readonly string[]): readonly string[] {
  const blocks: string[][] = [[]];
  let size = 0;
  for (const table of tables) {
    if (size > 0 && size + table.length > BLOCK) {
      blocks.push([]);
      size = 0;
    }
    blocks.at(-1)!.push(table);
    size += table.length + 1;
  }
  return blocks.flatMap((block) => ["c_decl {", ...block, "}"]);
}

const variable = ({ index }: CompiledMachine): string => `m${index}`;

/** The local state after an event for each local state, negative where it is not taken. */
function column({ table, column }: CompiledMachine, event: number): number[] {
  return table.states.map((_, local) => table.next[local * table.events.length + column[event]!]!);
}
