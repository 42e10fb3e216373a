/** The generated code of a plan, ready to be called. */

import { assemble } from "../../wasm/emit.ts";
import { checkFunction } from "./check.ts";
import { expandFunction } from "./expand.ts";
import { insertFunction, listFunction } from "./insert.ts";
import { locateFunction, numberFunction } from "./locate.ts";
import { markFunction, unmarkFunction } from "./mark.ts";
import type { Plan } from "./plan.ts";
import { type Layout, leastQuotientLog } from "./probe.ts";
import { regrowFunction } from "./regrow.ts";

/** Functions over a table in one of its layouts; see `insert.ts`, `mark.ts`, `locate.ts`. */
export interface TableCode {
  insert(to: number, logSlots: number, end: number): number;
  mark(
    count: number,
    logSlots: number,
    end: number,
    address: number,
    shift: number,
    mask: number,
    table: number,
  ): number;
  unmark(end: number): number;
  number(to: number, logSlots: number, end: number, first: number): number;
  locate(to: number, logSlots: number, end: number, zero: 0): number;
  regrow(logSlots: number, end: number, oldLog: number): number;
}

/** What a search calls; see `expand.ts` and `insert.ts`. */
export interface Machinery {
  readonly memory: WebAssembly.Memory;
  expand(count: number): number;
  check(count: number): number;
  list(count: number): number;
  readonly tables: Readonly<Record<Layout, TableCode | null>>;
}

const PAGE = 65_536;
/** The largest memory that WebAssembly has without 64-bit addresses. */
const MOST_PAGES = 65_536;

/** Generates, compiles and loads. */
export function machineryOf(plan: Plan): Machinery {
  const layouts: Layout[] = leastQuotientLog(plan) < 30 ? ["in place", "quotient"] : ["in place"];
  const module = assemble([
    expandFunction(plan),
    checkFunction(plan),
    listFunction(plan),
    ...layouts.flatMap((layout) => [
      insertFunction(plan, layout),
      markFunction(plan, layout),
      unmarkFunction(plan, layout),
      numberFunction(plan, layout),
      locateFunction(plan, layout),
      regrowFunction(plan, layout),
    ]),
  ]);
  const memory = new WebAssembly.Memory({ initial: plan.table / PAGE, maximum: MOST_PAGES });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  plan.fill(memory.buffer);
  const call = exports as unknown as Omit<Machinery, "memory" | "tables"> &
    Record<string, TableCode[keyof TableCode]>;
  const tableCode = (suffix: string): TableCode => ({
    insert: call[`insert${suffix}`] as TableCode["insert"],
    mark: call[`mark${suffix}`] as TableCode["mark"],
    unmark: call[`unmark${suffix}`] as TableCode["unmark"],
    number: call[`number${suffix}`] as TableCode["number"],
    locate: call[`locate${suffix}`] as TableCode["locate"],
    regrow: call[`regrow${suffix}`] as TableCode["regrow"],
  });
  return {
    memory,
    expand: call.expand,
    check: call.check,
    list: call.list,
    tables: {
      "in place": tableCode(""),
      quotient: layouts.includes("quotient") ? tableCode("Quotient") : null,
    },
  };
}
