/** `quiesce merge`: the shards of a run as the run itself. */

import { UsageError } from "../asking/usage.ts";
import { mergeShards } from "../report/shards.ts";
import type { Io } from "./io.ts";
import { type Named, traceName, tracePath } from "./trace-names.ts";
import { textOf } from "./user-text.ts";

/** Prints the lines that `check --json` would have printed, and gives its exit code. */
export function merge(paths: readonly string[], io: Io): number {
  const twice = paths.find((path, at) => paths.indexOf(path) !== at);
  if (twice !== undefined) throw new UsageError(`"${twice}" is given twice; once is enough`);
  const files = new Map(paths.map((path) => [path, textOf(path, "shard")]));
  const { lines, code } = mergeShards(files);
  const named: Named = new Set();
  for (const line of lines) io.out(`${renamed(line, named)}\n`);
  return code;
}

/** A shard names traces without knowing which names others have given. */
function renamed(line: string, named: Named): string {
  const answer = JSON.parse(line);
  const { scenario, property, trace } = answer;
  if (typeof trace !== "string") return line;
  const [, folder] = /^(.*?)out\/traces\/.*\.jsonl$/.exec(trace) ?? [];
  const pinned = folder === undefined ? trace : undefined;
  const { name, isPinned } = traceName(named, scenario, property, pinned);
  return JSON.stringify({
    ...answer,
    trace: isPinned ? name : `${folder ?? ""}${tracePath(name)}`,
  });
}
