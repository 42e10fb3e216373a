/**
 * How fast the kernel's service loop is, beside the same loop in C.
 *
 *   npx tsx checker/virtio/ring/bench/bench.ts [--json] [--rounds 9] [--batches 200000]
 *
 * Rounds are interleaved, C and WebAssembly in turn; figures are medians, and a
 * ratio is the median of the ratios of the rounds. Both loops must leave the same
 * bytes. Without gcc only the kernel's own figures are printed.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FastDevice } from "../fast.ts";
import type { Actor } from "../memory.ts";
import { BATCH, digestOf, type Format, MEMORY, makeWorkload, RING } from "./workload.ts";

/** One printed line. `value` and `yardstick` are in `unit`. */
export interface Measure {
  readonly measure: string;
  readonly value: number;
  readonly unit: "descriptors/s";
  /** What C did in the same rounds; null without gcc. */
  readonly yardstick: number | null;
  readonly ratio: number | null;
  /** The least ratio that is good enough; null where none is asked for. */
  readonly required: number | null;
  readonly command: string;
}

export interface BenchOptions {
  readonly rounds: number;
  readonly batches: number;
}

const COMMAND = "npx tsx checker/virtio/ring/bench/bench.ts --json";
const COMPILER = "gcc";
const SOURCE = fileURLToPath(new URL("./ring.c", import.meta.url));

interface Variant {
  readonly format: Format;
  readonly checked: boolean;
}

const VARIANTS: readonly Variant[] = (["split", "packed"] as const).flatMap((format) =>
  [false, true].map((checked) => ({ format, checked })),
);

interface Run {
  readonly speed: number;
  readonly digest: number;
}

/** Compiles the yardstick for a variant; undefined when there is no gcc. */
function compile(directory: string, { format, checked }: Variant): string | undefined {
  const { config, memory, rounds } = makeWorkload(format);
  const name = join(directory, `${format}-${checked}`);
  const owners = memory.snapshot().shadow.owners;
  writeFileSync(`${name}.bin`, Buffer.concat([memory.peekBytes(0, MEMORY), owners, ...rounds]));
  const defines = {
    SIZE: RING,
    MEMORY,
    BUFFERS: BATCH,
    DESC: config.desc,
    DRIVER: config.driverArea,
    DEVICE: config.deviceArea,
    ...(checked ? { CHECKED: 1 } : {}),
    ...(format === "packed" ? { PACKED: 1 } : {}),
  };
  const flags = Object.entries(defines).map(([key, value]) => `-D${key}=${value}`);
  try {
    execFileSync(COMPILER, ["-O2", "-std=c11", ...flags, SOURCE, "-o", name], { stdio: "pipe" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return name;
}

function runC(program: string, batches: number): Run {
  const [nanoseconds, descriptors, digest] = execFileSync(
    program,
    [`${program}.bin`, `${batches}`],
    { encoding: "utf8" },
  )
    .split(" ")
    .map(Number);
  return { speed: ((descriptors ?? 0) / (nanoseconds ?? 1)) * 1e9, digest: digest ?? 0 };
}

/** A closure over a fresh device; each call of it works on from where it was. */
function makeKernel({ format, checked }: Variant): (batches: number) => Run {
  const device: Actor = { name: "device", side: "device", gate: "live" };
  return (batches) => {
    const { memory, config, rounds } = makeWorkload(format);
    const fast = new FastDevice(memory, device, config, format, checked);
    const bytes = new Uint8Array(memory.geometry?.storage.buffer ?? new ArrayBuffer(0));
    const view = new DataView(bytes.buffer);
    const idx = config.driverArea + 2;
    let served = 0;
    const from = process.hrtime.bigint();
    if (format === "split")
      for (let i = 1; i <= batches; i++) {
        view.setUint16(idx, i * BATCH, true);
        served += fast.serve();
      }
    else
      for (let i = 0; i < batches; i++) {
        bytes.set(rounds[i & 1] ?? rounds[0], config.desc);
        served += fast.serve();
      }
    const nanoseconds = Number(process.hrtime.bigint() - from);
    if (served !== batches * BATCH)
      throw new Error(`served ${served} of ${batches * BATCH} buffers: ${fast.fault}`);
    return { speed: ((batches * RING) / nanoseconds) * 1e9, digest: digestOf(memory) };
  };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Runs the bench. */
export function bench({ rounds, batches }: BenchOptions): readonly Measure[] {
  const directory = mkdtempSync(join(tmpdir(), "quiesce-ring-"));
  try {
    const programs = VARIANTS.map((variant) => compile(directory, variant));
    const kernels = VARIANTS.map(makeKernel);
    const ours = VARIANTS.map(() => [] as number[]);
    const theirs = VARIANTS.map(() => [] as number[]);
    for (const kernel of kernels) kernel(Math.min(batches, 20_000));
    for (let round = 0; round < rounds; round++)
      for (const [i, variant] of VARIANTS.entries()) {
        const program = programs[i];
        const c = program === undefined ? undefined : runC(program, batches);
        const kernel = kernels[i]?.(batches);
        if (c && kernel && c.digest !== kernel.digest)
          throw new Error(
            `${variant.format}: C left digest ${c.digest}, the kernel ${kernel.digest}; the loops differ`,
          );
        ours[i]?.push(kernel?.speed ?? 0);
        if (c) theirs[i]?.push(c.speed);
      }
    return VARIANTS.flatMap((variant, i) => measures(variant, ours, theirs, i));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The measures of one variant; with checks also against the C loop without. */
function measures(
  { format, checked }: Variant,
  ours: readonly number[][],
  theirs: readonly number[][],
  i: number,
): Measure[] {
  const against = (
    name: string,
    yardsticks: readonly number[],
    required: number | null,
  ): Measure => {
    const speeds = ours[i] ?? [];
    const has = yardsticks.length > 0;
    return {
      measure: name,
      value: Math.round(median(speeds)),
      unit: "descriptors/s",
      yardstick: has ? Math.round(median(yardsticks)) : null,
      ratio: has
        ? Number(median(speeds.map((speed, k) => speed / (yardsticks[k] ?? 1))).toFixed(3))
        : null,
      required,
      command: COMMAND,
    };
  };
  if (!checked) return [against(`${format} ring, unchecked, against C -O2`, theirs[i] ?? [], 0.75)];
  return [
    against(
      `${format} ring, every check, against C -O2 with the same checks`,
      theirs[i] ?? [],
      0.4,
    ),
    against(`${format} ring, every check, against C -O2 without checks`, theirs[i - 1] ?? [], null),
  ];
}

/** The options of a command line, or one line that says what is wrong with it. */
export function parseOptions(
  words: readonly string[],
): (BenchOptions & { readonly json: boolean }) | string {
  const options = { rounds: 9, batches: 200_000, json: false };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === "ring") continue;
    if (word === "--json") options.json = true;
    else if (word === "--rounds" || word === "--batches") {
      const value = Number(words[++i]);
      if (!Number.isInteger(value) || value < 1)
        return `${word} ${words[i] ?? ""}: not a whole number of at least 1; give one, as in ${word} 9`;
      options[word === "--rounds" ? "rounds" : "batches"] = value;
    } else return `${word}: unknown; legal are ring, --json, --rounds N, --batches N`;
  }
  return options;
}

function print(result: Measure, json: boolean): void {
  const { measure, value, yardstick, ratio, required } = result;
  const millions = (speed: number | null) =>
    speed === null ? "-" : `${(speed / 1e6).toFixed(0)} M/s`;
  const least = required === null ? "" : ` (at least ${required})`;
  const text = `${measure}: ${millions(value)}, C ${millions(yardstick)}, ratio ${ratio ?? "-"}${least}`;
  process.stdout.write(`${json ? JSON.stringify(result) : text}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = parseOptions(process.argv.slice(2));
  if (typeof options === "string") {
    process.stderr.write(`${options}\n`);
    process.exitCode = 64;
  } else for (const result of bench(options)) print(result, options.json);
}
