/** Generated code: written for a plan, kept between processes, ready to be called. */
import type { Kept } from "../../compile/compile.ts";
import type { CompiledSystem } from "../../compile/system.ts";
import { checkFunction } from "./check.ts";
import { moduleBytes } from "./emit.ts";
import { expandFunction } from "./expand.ts";
import type { Placed } from "./image.ts";
import { insertFunction, listFunction } from "./insert.ts";
import { locateFunction, numberFunction } from "./locate.ts";
import { markFunction, unmarkFunction } from "./mark.ts";
import { type Places, type Plan, planOf, type Sought } from "./plan.ts";
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

/** Everything that a search needs and that takes long to make; nothing but data. */
export interface Written {
  readonly places: Places;
  readonly layouts: readonly Layout[];
  readonly module: Uint8Array<ArrayBuffer>;
  readonly contents: readonly Placed[];
}

/**
 * The code for what is sought in a system, out of a cache where it is there. The key of
 * `kept` names the system, what is sought and `frugal`.
 */
export function writtenCode(
  system: CompiledSystem,
  sought: readonly Sought[],
  frugal: boolean,
  kept: Kept | undefined,
): Written {
  const found = (kept?.cache.find(kept.key) ?? null) as Written | null;
  if (found !== null) return found;
  const written = writeCode(planOf(system, sought, frugal));
  kept?.cache.keep(kept.key, written);
  return written;
}

export function writeCode(plan: Plan): Written {
  const layouts: Layout[] = leastQuotientLog(plan) < 30 ? ["in place", "quotient"] : ["in place"];
  const module = moduleBytes([
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
  const { system: _, existing: _e, single: _s, rows: _r, locals: _l, place: _p, ...data } = plan;
  const { contents, ...places } = data;
  return { places, layouts, module, contents };
}

/** Memories that nobody needs any more. A new one costs more than to wipe one: the collector
 *  looks through the whole heap after every few of them. */
const idle: WebAssembly.Memory[] = [];
/** As many as one exploration has at a time: its own, and that of a property with a monitor. */
const MOST_IDLE = 2;
const MOST_IDLE_BYTES = 2 ** 25;

/** A memory of at least so many bytes, all of them zero. */
function memoryOf(bytes: number): WebAssembly.Memory {
  const memory = idle.pop();
  if (memory === undefined) {
    return new WebAssembly.Memory({ initial: bytes / PAGE, maximum: MOST_PAGES });
  }
  new Uint8Array(memory.buffer).fill(0);
  memory.grow(Math.max(0, Math.ceil((bytes - memory.buffer.byteLength) / PAGE)));
  return memory;
}

/** Says that the code of a search is called no more, and nobody reads its memory. */
export function release({ memory }: Machinery): void {
  if (memory.buffer.byteLength <= MOST_IDLE_BYTES && idle.length < MOST_IDLE) idle.push(memory);
}

/** Compiles and loads. */
export function machineryOf({ places, layouts, module, contents }: Written): Machinery {
  const memory = memoryOf(places.table);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module), { env: { memory } });
  const view = new Uint8Array(memory.buffer);
  for (const { at, bytes } of contents) view.set(bytes, at);
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
