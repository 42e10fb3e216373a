/** `--shard i/n`: which cases of a run are whose, the same on every machine. */
import { createHash } from "node:crypto";
import { readingKey, resolveReading } from "../asking/reading.ts";
import { boundsOf } from "../asking/scope.ts";
import { UsageError } from "../asking/usage.ts";
import { caseLines, endLine, headLine, type Shard } from "../report/shards.ts";
import type { Case, Model, Reading, Scenario } from "../types/index.ts";
import { toolName } from "./io.ts";

/** What is run, pinned or not. */
interface ShardedTask<S> {
  readonly scenario: Scenario<S>;
  readonly pinned?: Case<S>;
  readonly scope?: S;
  readonly reading?: Reading;
}

/** The part of a run that is a shard's, and the frame of its output. */
export interface ShardRun<T> {
  readonly tasks: readonly T[];
  /** To be printed first. */
  readonly head: string;
  /** The lines of the shard's next case. */
  next(lines: readonly string[]): string;
  /** To be printed when all cases were covered. */
  end(code: number): string;
}

/**
 * `3/8`: the third of eight.
 * @throws UsageError for anything else, and without `--json`: merge reads lines.
 */
function parseShard(text: string, json: boolean | undefined): Shard {
  const [, index, count] = /^([1-9]\d{0,4})\/([1-9]\d{0,4})$/.exec(text) ?? [];
  if (index === undefined || Number(index) > Number(count)) {
    throw new UsageError(`--shard is "${text}"; legal: i/n, the i-th of n, as in 1/8 to 8/8`);
  }
  if (json !== true) {
    throw new UsageError(`--shard ${text} needs --json: quiesce merge reads its lines`);
  }
  return { index: Number(index), count: Number(count) };
}

/**
 * A shard of a run.
 * @param options everything of the command line that an answer may depend on
 */
export function shardOf<S extends object, T extends ShardedTask<S>>(
  model: Model<S>,
  tasks: readonly T[],
  options: { readonly shard: string; readonly json?: boolean },
  limits: object,
  root: string,
): ShardRun<T> {
  const shard = parseShard(options.shard, options.json);
  const own = dealt(tasks.map(weightOf), shard.count)[shard.index - 1]!;
  const about = tasks.map((task) => identity(model, task));
  const plan = createHash("sha256")
    .update(JSON.stringify([toolName(root), about, limits]))
    .digest("hex");
  let done = 0;
  const head = headLine(shard, { plan, cases: tasks.length });
  let said = head;
  return {
    tasks: own.map((at) => tasks[at]!),
    head,
    next: (lines) => {
      done += 1;
      const text = caseLines(own[done - 1]!, lines);
      said += text;
      return text;
    },
    end: (code) => endLine(code, said),
  };
}

/** Everything that tells one task from another, pins included. */
function identity<S extends object>(model: Model<S>, task: ShardedTask<S>): unknown {
  const { scenario, pinned } = task;
  const scope = task.scope ?? { ...scenario.scope, ...pinned?.scope };
  const reading = task.reading ?? resolveReading(model, pinned?.reading ?? "");
  const bounds = [boundsOf(model, scope), scenario.baseline];
  return [scenario.name, bounds, reading.name, readingKey(model, reading), pinned ?? null];
}

/** Pinned states are what a case costs, as near as is known before it is run. */
function weightOf<S>({ scenario, pinned }: ShardedTask<S>): number {
  return pinned?.states ?? Math.max(1, ...scenario.cases.map(({ states }) => states));
}

/**
 * Deals places to shards: the heaviest first, each to whoever has least so far.
 * Each shard keeps its places in the order of the run.
 */
export function dealt(weights: readonly number[], count: number): readonly (readonly number[])[] {
  const shards = Array.from({ length: count }, () => ({ load: 0, places: [] as number[] }));
  const order = weights.map((weight, place) => ({ weight, place }));
  order.sort((a, b) => b.weight - a.weight || a.place - b.place);
  for (const { weight, place } of order) {
    const least = shards.reduce((best, one) => (one.load < best.load ? one : best));
    least.load += weight;
    least.places.push(place);
  }
  return shards.map(({ places }) => places.sort((a, b) => a - b));
}
