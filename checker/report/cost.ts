/** What stop costs, as text for mail: 7-bit, 68 columns. */
import { type Law, type Price, timeOf } from "../contest/cost.ts";
import type { Contender, CostModel, Operation } from "../types/index.ts";
import { ascii, entry, WIDTH, wrap } from "./words.ts";

/** What the page is made of; `us` holds a latency for each operation. */
export interface CostPage {
  readonly contenders: readonly Contender[];
  readonly transport: CostModel<unknown>["transports"][number];
  readonly prices: readonly Price[];
  readonly operations: readonly Operation[];
  readonly us: Readonly<Record<string, number>>;
  readonly queues: readonly number[];
  readonly budget: { readonly us: number; readonly says: string };
}

const HEAD = 6;

export function costPage(page: CostPage): string {
  const used = page.operations.filter(({ name }) =>
    page.prices.some(({ laws }) => laws !== null && !isNothing(laws[name]!)),
  );
  const rule = "-".repeat(WIDTH);
  const lines = [
    ...wrap(
      `Operations from stop to running again, with n virtqueues, of an idle device on ${page.transport.name.toUpperCase()}.`,
      WIDTH,
    ),
    ...wrap("Counted along the model's shortest way with 1 to 4 queues; exact for each.", WIDTH),
    rule,
    row(
      "",
      used.map(({ name }) => name),
      (WIDTH - HEAD) / used.length,
    ),
    rule,
    ...page.prices.flatMap(({ head, laws }) =>
      laws === null
        ? []
        : [
            row(
              head,
              used.map(({ name }) => lawText(laws[name]!)),
              (WIDTH - HEAD) / used.length,
            ),
          ],
    ),
    ...page.prices.flatMap(({ head, laws, why }) =>
      laws === null ? entry(head, `does not apply: ${why}`) : [],
    ),
    rule,
    row(
      "time",
      page.queues.map((n) => `n = ${n}`),
      (WIDTH - HEAD) / page.queues.length,
    ),
    ...page.prices.flatMap(({ head, laws }) =>
      laws === null
        ? []
        : [
            row(
              head,
              page.queues.map((n) => timeText(timeOf(laws, page.us, n))),
              (WIDTH - HEAD) / page.queues.length,
            ),
          ],
    ),
    rule,
    ...used.flatMap((operation) => entry(operation.name, latencyText(operation, page.us))),
    ...entry("counts", page.transport.source),
    ...entry("beside", `${timeText(page.budget.us)}: ${page.budget.says}`),
    ...wrap(
      "free: no source gives a number, and this one stands for none; set it by --latency name=time.",
      WIDTH,
    ),
  ];
  return `${lines.map((line) => ascii(line).trimEnd()).join("\n")}\n`;
}

const isNothing = ({ once, each }: Law): boolean => once === 0 && each === 0;

const row = (head: string, cells: readonly string[], width: number): string =>
  head.padEnd(HEAD) + cells.map((cell) => cell.padStart(Math.floor(width))).join("");

/** `17 + 15n`, without what is zero. */
export function lawText({ once, each }: Law): string {
  const slope = each === 1 ? "n" : `${each}n`;
  if (each === 0) return once === 0 ? "-" : String(once);
  return once === 0 ? slope : `${once} + ${slope}`;
}

function latencyText({ name, means, us, source }: Operation, given: CostPage["us"]): string {
  const value = given[name] ?? us;
  return `${timeText(value)}, ${value === us ? source : "as given"}: ${means}`;
}

/** Three digits and a unit: `17us`, `1.02ms`. */
export function timeText(us: number): string {
  if (us === 0) return "0";
  const units = [
    ["s", 1e6],
    ["ms", 1e3],
    ["us", 1],
    ["ns", 1e-3],
  ] as const;
  const [unit, size] = units.find(([, least]) => us >= least) ?? ["ns", 1e-3];
  return `${Number((us / size).toPrecision(3))}${unit}`;
}
