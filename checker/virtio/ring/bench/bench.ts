/**
 * How fast the kernel is that replays: its device side under its watch, beside the same
 * service loop in C, once with the same checks and once with those of an access alone.
 *
 *   npm run bench -- ring [--json] [--rounds 9] [--batches 1000]
 *
 * A batch fills a ring of 256 with chains of 1 to 3 descriptors. What the driver side does,
 * and the start of either program, is not in the figures. A round gives the median of its
 * batches, so that other work on the machine does not count; rounds take turns, figures are
 * their medians, and a ratio is the median of the ratios of the rounds. Without gcc only the
 * kernel's own figures are printed.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import "../inlining.ts";
import { placeSplit, type Segment } from "../layout.ts";
import { type Actor, GuestMemory } from "../memory.ts";
import { PackedDevice } from "../packed-device.ts";
import { PackedDriver } from "../packed-driver.ts";
import { placePacked } from "../packed-layout.ts";
import { PackedWatch } from "../packed-watch.ts";
import { OWNER } from "../shadow.ts";
import { SplitDevice } from "../split-device.ts";
import { SplitDriver } from "../split-driver.ts";
import { SplitWatch } from "../split-watch.ts";
import { chains, type Format, MEMORY, makeWorkload, RING } from "./workload.ts";

/** One printed line. `value` and `yardstick` are in `unit`. */
export interface Measure {
  readonly measure: string;
  readonly value: number;
  readonly unit: "descriptors/s";
  /** What C did in the same rounds; null without gcc. */
  readonly yardstick: number | null;
  readonly ratio: number | null;
  readonly command: string;
}

export interface BenchOptions {
  readonly rounds: number;
  readonly batches: number;
}

const COMMAND = "npm run bench -- ring --json";
const COMPILER = "gcc";
const SOURCE = fileURLToPath(new URL("./ring.c", import.meta.url));
const FORMATS: readonly Format[] = ["split", "packed"];
/** C needs more batches than the kernel for a time that can be read off a clock. */
const C_BATCHES = 20;
const STATUS = new Uint8Array([1]);

/** What C checks: as much as the kernel, or what an access needs. */
const YARDSTICKS = { "the same checks": { WATCH: 1 }, "the checks of an access alone": {} };
type Yardstick = keyof typeof YARDSTICKS;

/** Compiles a yardstick for a format; undefined where there is no gcc. */
function compile(directory: string, format: Format, yardstick: Yardstick): string | undefined {
  const { config, memory, rounds } = makeWorkload(format);
  const name = join(directory, `${format} ${yardstick}`.replaceAll(" ", "-"));
  const owners = Uint8Array.from({ length: MEMORY }, (_, at) => OWNER[memory.ownerOf(at)]);
  writeFileSync(`${name}.bin`, Buffer.concat([memory.peekBytes(0, MEMORY), owners, ...rounds]));
  const defines = {
    SIZE: RING,
    MEMORY,
    BUFFERS: chains().length,
    DESC: config.desc,
    DRIVER: config.driverArea,
    DEVICE: config.deviceArea,
    ...(format === "packed" ? { PACKED: 1 } : {}),
    ...YARDSTICKS[yardstick],
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

/** Descriptors a second. */
function speedOfC(program: string, batches: number): number {
  const printed = execFileSync(program, [`${program}.bin`, `${batches}`], { encoding: "utf8" });
  const [nanoseconds = 1, descriptors = 0] = printed.split(" ").map(Number);
  return (descriptors / nanoseconds) * 1e9;
}

/** Two sides and a watch, as a replay has them. */
function sidesOf(format: Format) {
  const memory = new GuestMemory({ size: MEMORY });
  const guest: Actor = { name: "driver", side: "driver", gate: "live" };
  const host: Actor = { name: "device", side: "device", gate: "live" };
  const config = (format === "split" ? placeSplit : placePacked)(0, RING, 0x1000);
  const isSplit = format === "split";
  const watch = isSplit ? new SplitWatch(memory, config) : new PackedWatch(memory, config);
  const driver = isSplit
    ? new SplitDriver(memory, guest, config)
    : new PackedDriver(memory, guest, config);
  const device = isSplit
    ? new SplitDevice(memory, host, config)
    : new PackedDevice(memory, host, config);
  driver.initialise();
  watch.enable();
  return { memory, driver, device };
}

/** @returns descriptors a second of the device side. @throws Error where a rule is broken */
function speedOfKernel(format: Format, batches: number): number {
  const { memory, driver, device } = sidesOf(format);
  const lists: readonly (readonly Segment[])[] = chains();
  const times: number[] = [];
  for (let batch = 0; batch < batches; batch++) {
    for (const segments of lists) driver.add(segments);
    const from = process.hrtime.bigint();
    for (let fetched = device.fetch(); fetched !== undefined; fetched = device.fetch()) {
      device.writePayload(fetched.head, STATUS);
      device.use(fetched.head, 1);
    }
    times.push(Number(process.hrtime.bigint() - from));
    let reaped = 0;
    for (let n = driver.reap().length; n > 0; n = driver.reap().length) reaped += n;
    const [finding] = memory.findings.take();
    if (finding !== undefined || reaped !== lists.length)
      throw new Error(`${format}: ${reaped} of ${lists.length} buffers, ${finding?.invariant}`);
  }
  return (RING / median(times)) * 1e9;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Runs the bench. */
export function bench({ rounds, batches }: BenchOptions): readonly Measure[] {
  const directory = mkdtempSync(join(tmpdir(), "quiesce-ring-"));
  try {
    return FORMATS.flatMap((format) => {
      const yardsticks = Object.keys(YARDSTICKS) as Yardstick[];
      const programs = yardsticks.map((yardstick) => compile(directory, format, yardstick));
      const ours: number[] = [];
      const theirs: number[][] = yardsticks.map(() => []);
      speedOfKernel(format, batches);
      for (let round = 0; round < rounds; round++) {
        ours.push(speedOfKernel(format, batches));
        for (const [i, program] of programs.entries())
          if (program !== undefined) theirs[i]!.push(speedOfC(program, batches * C_BATCHES));
      }
      return yardsticks.map((yardstick, i) => measureOf(format, yardstick, ours, theirs[i]!));
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function measureOf(
  format: Format,
  yardstick: Yardstick,
  ours: readonly number[],
  theirs: readonly number[],
): Measure {
  const hasC = theirs.length > 0;
  return {
    measure: `${format} ring, device side under its watch, against C -O2 with ${yardstick}`,
    value: Math.round(median(ours)),
    unit: "descriptors/s",
    yardstick: hasC ? Math.round(median(theirs)) : null,
    ratio: hasC ? Number(median(ours.map((speed, i) => speed / theirs[i]!)).toPrecision(2)) : null,
    command: COMMAND,
  };
}

/** The options of a command line, or one line that says what is wrong with it. */
export function parseOptions(
  words: readonly string[],
): (BenchOptions & { readonly json: boolean }) | string {
  const options = { rounds: 9, batches: 1000, json: false };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === "--json") options.json = true;
    else if (word === "--rounds" || word === "--batches") {
      const value = Number(words[++i]);
      if (!Number.isInteger(value) || value < 1)
        return `${word} ${words[i] ?? ""}: not a whole number of at least 1; give one, as in ${word} 9`;
      options[word === "--rounds" ? "rounds" : "batches"] = value;
    } else return `${word}: unknown; legal are --json, --rounds N, --batches N`;
  }
  return options;
}

function print(result: Measure, json: boolean): void {
  const { measure, value, yardstick, ratio } = result;
  const millions = (speed: number | null) =>
    speed === null ? "-" : `${(speed / 1e6).toPrecision(3)} M/s`;
  const text = `${measure}: ${millions(value)}, C ${millions(yardstick)}, ratio ${ratio ?? "-"}`;
  process.stdout.write(`${json ? JSON.stringify(result) : text}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = parseOptions(process.argv.slice(2));
  if (typeof options === "string") {
    process.stderr.write(`${options}\n`);
    process.exitCode = 64;
  } else for (const result of bench(options)) print(result, options.json);
}
