/** `quiesce cost`: what stands between stop and running, and how it grows. */

import { UsageError, unknownName } from "../asking/usage.ts";
import { priceAll } from "../contest/cost.ts";
import { type CostPage, costPage } from "../report/cost.ts";
import type { Model, Operation } from "../types/index.ts";
import { EXIT, type Io, writeOut } from "./io.ts";

export interface CostOptions {
  readonly transport?: string;
  readonly latency?: string;
  readonly queues?: string;
  readonly svg?: boolean;
  readonly json?: boolean;
}

/** Numbers of queues in the table where nobody says which. */
const QUEUES = [1, 2, 4, 64, 1024];

/** The numbers that a transport can have: content.tex, Virtqueues. */
const MOST_QUEUES = 65_536;

/** The columns that a page has room for. */
const MOST_COLUMNS = 6;

/** Prints the page, or JSON; writes the plot below `out/` where it is asked for. */
export async function cost<S extends object>(
  model: Model<S>,
  options: CostOptions,
  io: Io,
): Promise<number> {
  const page = costOf(model, {
    ...transportOf(model, options.transport),
    us: latencies(model, options.latency),
    queues: queuesOf(options.queues),
  });
  // First what may fail: a page that is half printed would look whole.
  let plot = "";
  if (options.svg === true) {
    const { costPlot } = await import("../report/cost-plot.ts");
    plot = writeOut(io, "out/cost.svg", await costPlot(page));
  }
  if (options.json === true) {
    const { transport, us } = page;
    for (const { head, reading, laws, why } of page.prices) {
      const rest = laws === null ? { why } : {};
      const line = {
        contender: head,
        reading,
        transport: transport.name,
        laws,
        ...rest,
        latencies: us,
      };
      io.out(`${JSON.stringify(line)}\n`);
    }
  } else io.out(costPage(page));
  if (plot !== "") io.err(`plot: ${plot}\n`);
  return EXIT.fine;
}

/** The page as it is asked for; what is not said is as in the model. */
export function costOf<S extends object>(
  model: Model<S>,
  asked: Partial<Pick<CostPage, "us" | "queues">> & { readonly transport?: string } = {},
): CostPage {
  const { cost, contest } = model;
  if (cost === undefined || contest === undefined) {
    throw new UsageError("this model has nothing to count");
  }
  const [usual] = cost.transports;
  const transport = cost.transports.find(({ name }) => name === asked.transport) ?? usual!;
  return {
    contenders: contest.contenders,
    transport,
    prices: priceAll(model, cost, transport.name),
    operations: cost.operations,
    us: asked.us ?? defaults(cost.operations),
    queues: asked.queues ?? QUEUES,
    budget: cost.budget,
  };
}

const defaults = (operations: readonly Operation[]): Readonly<Record<string, number>> =>
  Object.fromEntries(operations.map(({ name, us }) => [name, us]));

/** @throws UsageError naming what is no transport. */
function transportOf<S>({ cost }: Model<S>, given: string | undefined): { transport?: string } {
  if (given === undefined) return {};
  const names = (cost?.transports ?? []).map(({ name }) => name);
  if (!names.includes(given)) throw unknownName("transport", given, names);
  return { transport: given };
}

/**
 * `register=2us,command=0.1ms`.
 * @throws UsageError naming what is not an operation, or not a time.
 */
function latencies<S>(model: Model<S>, text: string | undefined): Record<string, number> {
  const operations = model.cost?.operations ?? [];
  const us: Record<string, number> = { ...defaults(operations) };
  const seen = new Set<string>();
  for (const part of (text ?? "").split(",").map((one) => one.trim())) {
    if (part === "" && text === undefined) continue;
    const [name = "", time = ""] = part.split("=");
    if (!Object.hasOwn(us, name)) throw unknownName("operation", name, Object.keys(us));
    if (seen.has(name)) throw new UsageError(`--latency gives "${name}" twice; once is enough`);
    seen.add(name);
    us[name] = microseconds(part, time);
  }
  return us;
}

const UNITS: Readonly<Record<string, number>> = { ns: 1e-3, us: 1, ms: 1e3, s: 1e6 };

function microseconds(part: string, time: string): number {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)(ns|us|ms|s)$/.exec(time) ?? [];
  const size = UNITS[unit];
  if (size === undefined) {
    throw new UsageError(
      `--latency ${part}: "${time}" is no time; give a number and ns, us, ms or s: 2us`,
    );
  }
  return Number(number) * size;
}

function queuesOf(text: string | undefined): readonly number[] {
  if (text === undefined) return QUEUES;
  const numbers = text.split(",").map(Number);
  const fits = (n: number): boolean => Number.isInteger(n) && n >= 1 && n <= MOST_QUEUES;
  if (!numbers.every(fits) || numbers.length > MOST_COLUMNS) {
    throw new UsageError(
      `--queues ${text}: give up to ${MOST_COLUMNS} whole numbers from 1 to ${MOST_QUEUES}, separated by commas`,
    );
  }
  return numbers;
}
