/**
 * `npm run check:wide [widths...]`: every case in wider bounds, held to pins of
 * its own. Exits with 1 where something is not as pinned.
 *
 *   2x2 2x4 3x2        which; 2x2 unless told, which is pinned: queues x ring
 *   --confirm <n>      list the states of cases with at most so many, to confirm them
 *   --update           write the pins anew, to be reviewed as a change
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { model } from "../../models/model.ts";
import { projectRoot } from "../commands/io.ts";
import { type Cache, cacheFolder, diskCache } from "../compile/cache.ts";
import { codeHash } from "../compile/cache-code.ts";
import { codeFolders } from "../runs.ts";
import { UsageError } from "../usage.ts";
import { formatWidePins, keyOf, readWidePins, WIDE_PINS } from "./pins.ts";
import { summaryOf } from "./summary.ts";
import { confirmWide, decideWide, WIDTHS, type WideAnswer, type Width, wideCases } from "./wide.ts";

interface Asked {
  readonly widths: readonly Width[];
  readonly confirm: number;
  readonly update: boolean;
  /** Of so many processes the one with this number; null: the one that starts them. */
  readonly part: readonly [number, number] | null;
}

function asked(words: readonly string[]): Asked {
  const { values, positionals } = parse(words);
  const legal = Object.keys(WIDTHS) as Width[];
  const wrong = positionals.find((word) => !legal.some((name) => name === word));
  if (wrong !== undefined) {
    throw new UsageError(`"${wrong}" is no width; legal: ${legal.join(", ")}`);
  }
  const confirm = Number(values.confirm ?? "0");
  if (!(confirm >= 0)) {
    throw new UsageError(`--confirm is "${values.confirm}"; legal: a number of states`);
  }
  const [at, of] = (values.part ?? "").split("/").map(Number);
  return {
    widths: positionals.length === 0 ? ["2x2"] : (positionals as Width[]),
    confirm,
    update: values.update ?? false,
    part: at === undefined || of === undefined ? null : [at, of],
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        confirm: { type: "string" },
        update: { type: "boolean" },
        part: { type: "string" },
      },
    });
  } catch (cause) {
    throw new UsageError((cause as Error).message.split("\n")[0] ?? "");
  }
}

/** Decides the cases of one process, a line of JSON for each. */
async function decidePart({ widths, confirm }: Asked, [at, of]: readonly [number, number]) {
  const cache = cacheHere();
  const own = wideCases(model, widths).filter((_, index) => index % of === at);
  for (const wide of own) {
    const found = decideWide(model, wide, cache);
    const small = found.states === null || Number(found.states) <= confirm;
    const confirmed = confirm > 0 && small ? await confirmWide(model, wide, cache, confirm) : null;
    process.stdout.write(`${JSON.stringify({ found, confirmed } satisfies WideAnswer)}\n`);
  }
}

function cacheHere(): Cache | undefined {
  const folder = cacheFolder(process.env);
  const code = codeHash(codeFolders(join(import.meta.dirname, "..", "..", "models")));
  return folder === null || code === null ? undefined : diskCache(folder, code);
}

/** As many processes as there are processors; the answers in the order of the cases. */
async function decideAll(words: readonly string[], count: number): Promise<WideAnswer[]> {
  const size = Math.max(1, Math.min(availableParallelism(), 8));
  const answers = new Array<WideAnswer>(count);
  const parts = Array.from({ length: size }, async (_, at) => {
    const self = fileURLToPath(import.meta.url);
    const argv = [...process.execArgv, self, ...words, "--part", `${at}/${size}`];
    const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
    const closed = once(child, "close");
    let next = at;
    for await (const line of createInterface({ input: child.stdout })) {
      answers[next] = JSON.parse(line) as WideAnswer;
      next += size;
    }
    const [code] = await closed;
    if (code !== 0) throw new Error(`a process of check:wide ended with ${code}`);
  });
  await Promise.all(parts);
  return answers;
}

async function main(words: readonly string[]): Promise<number> {
  const wanted = asked(words);
  if (wanted.part !== null) {
    await decidePart(wanted, wanted.part);
    return 0;
  }
  const cases = wideCases(model, wanted.widths);
  const answers = await decideAll(words, cases.length);
  const pins = readWidePins();
  if (wanted.update) {
    for (const { found } of answers) pins.set(keyOf(found), found);
    const all = wideCases(model, Object.keys(WIDTHS) as Width[]).flatMap(
      ({ width, scenario, at }) => pins.get(keyOf({ width, scenario: scenario.name, at })) ?? [],
    );
    writeFileSync(join(projectRoot(), WIDE_PINS), formatWidePins(all));
  }
  const { lines, isAsPinned } = summaryOf(cases, answers, wanted.update ? readWidePins() : pins);
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  return isAsPinned ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (cause) {
  if (!(cause instanceof UsageError)) throw cause;
  process.stderr.write(`error: ${cause.message}\n`);
  process.exitCode = 64;
}
