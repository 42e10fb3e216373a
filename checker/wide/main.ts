/**
 * `npm run check:wide [widths...]`: every case in wider bounds, held to pins of
 * its own. Exits with 1 where something is not as pinned.
 *
 *   2x2 2x4 3x2        which: queues x ring; 2x2 and 2x4 unless told, pinned for every case
 *   --confirm <n>      list the states of cases with at most so many, to confirm them
 *   --update           write the pins anew, each as soon as it is known, to be reviewed
 *   --missing          only cases without a pin; with --update, what was stopped goes on
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { model } from "../../models/model.ts";
import type { Scope } from "../../models/scope.ts";
import { UsageError } from "../asking/usage.ts";
import { projectRoot, writeBelow } from "../commands/io.ts";
import { diskCache } from "../compile/cache.ts";
import { cachePlace } from "../process/cache-here.ts";
import { formatWidePins, keyOf, readWidePins, WIDE_PINS } from "./pins.ts";
import { summaryOf } from "./summary.ts";
import {
  confirmWide,
  decideWide,
  notWidened,
  WIDTHS,
  type WideAnswer,
  type WideCase,
  type WidePin,
  type Width,
  wideCases,
} from "./wide.ts";

interface Asked {
  readonly widths: readonly Width[];
  readonly confirm: number;
  readonly update: boolean;
  readonly missing: boolean;
  /** Places of a process's own cases among all; null: the one that starts them. */
  readonly part: readonly number[] | null;
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
  return {
    widths: positionals.length === 0 ? ["2x2", "2x4"] : (positionals as Width[]),
    confirm,
    update: values.update ?? false,
    missing: values.missing ?? false,
    part: values.part?.split(",").map(Number) ?? null,
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
        missing: { type: "boolean" },
        part: { type: "string" },
      },
    });
  } catch (cause) {
    throw new UsageError((cause as Error).message.split("\n")[0] ?? "");
  }
}

/** The places of the cases that are asked. */
function placesOf(cases: readonly WideCase<Scope>[], { missing }: Asked): readonly number[] {
  const pins = readWidePins();
  return [...cases.keys()].filter((place) => {
    const wide = cases[place]!;
    const { width, scenario, at } = wide;
    const pinned = pins.get(keyOf({ width, scenario: scenario.name, at }));
    // A case that was put in before it has moved it to another place.
    const isPinned = pinned?.reading === scenario.cases[at]!.reading;
    return !(missing && isPinned);
  });
}

/** Decides the cases of one process, a line of JSON for each. */
async function decidePart({ widths, confirm }: Asked, part: readonly number[]): Promise<void> {
  const place = cachePlace();
  const cache = place === null ? undefined : diskCache(place.folder, place.code);
  const cases = wideCases(model, widths);
  for (const place of part) {
    const wide = cases[place]!;
    const found = decideWide(model, wide, cache);
    const small = found.states === null || Number(found.states) <= confirm;
    const confirmed = confirm > 0 && small ? await confirmWide(model, wide, cache, confirm) : null;
    process.stdout.write(`${JSON.stringify({ found, confirmed } satisfies WideAnswer)}\n`);
  }
}

/** As many processes as there are processors; the answers in the order of the places. */
async function decideAll(
  words: readonly string[],
  places: readonly number[],
  heard: (answer: WideAnswer) => void,
): Promise<WideAnswer[]> {
  const size = Math.min(availableParallelism(), 8, places.length);
  const answers = new Map<number, WideAnswer>();
  const parts = Array.from({ length: size }, async (_, first) => {
    const own = places.filter((_place, index) => index % size === first);
    const self = fileURLToPath(import.meta.url);
    const argv = [...process.execArgv, self, ...words, "--part", own.join()];
    const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
    const closed = once(child, "close");
    const left = own.values();
    for await (const line of createInterface({ input: child.stdout })) {
      const answer = JSON.parse(line) as WideAnswer;
      answers.set(left.next().value!, answer);
      heard(answer);
    }
    const [code] = await closed;
    if (code !== 0) throw new Error(`a process of check:wide ended with ${code}`);
  });
  await Promise.all(parts);
  return places.map((place) => answers.get(place)!);
}

/** In the order of the model; what is no case any more has no pin. */
function writePins(pins: ReadonlyMap<string, WidePin>): void {
  const all = wideCases(model, Object.keys(WIDTHS) as Width[]).flatMap(
    ({ width, scenario, at }) => pins.get(keyOf({ width, scenario: scenario.name, at })) ?? [],
  );
  writeBelow(projectRoot(), WIDE_PINS, formatWidePins(all));
}

async function main(words: readonly string[]): Promise<number> {
  const wanted = asked(words);
  if (wanted.part !== null) {
    await decidePart(wanted, wanted.part);
    return 0;
  }
  const all = wideCases(model, wanted.widths);
  const places = placesOf(all, wanted);
  const cases = places.map((place) => all[place]!);
  const pins = readWidePins();
  const started = performance.now();
  let done = 0;
  const answers = await decideAll(words, places, ({ found }) => {
    done += 1;
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    const what = `${found.width} ${found.scenario}, case ${found.at + 1}`;
    process.stderr.write(`${done} of ${cases.length}, ${seconds} s: ${what}\n`);
    if (!wanted.update) return;
    pins.set(keyOf(found), found);
    writePins(pins);
  });
  const { lines, isAsPinned } = summaryOf(cases, answers, pins);
  process.stdout.write([...notWidened(model), ...lines].map((line) => `${line}\n`).join(""));
  return isAsPinned ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (cause) {
  if (!(cause instanceof UsageError)) throw cause;
  process.stderr.write(`error: ${cause.message}\n`);
  process.exitCode = 64;
}
