/**
 * How fast the engines are, beside SPIN on the same system by export.
 *
 *   npm run bench -- engines [--json] [--large]
 *
 * Each run is a process of its own. Figures are processor time, so that other work on the
 * machine weighs little; ratios are of runs one after the other. All engines must find the
 * same number of states. `--large` adds 2 x 10^8 states, about a minute.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Bounds, compiled, type Engine, type Figures, measure } from "./cases.ts";
import { type ColdFigures, measureColdStart } from "./cold.ts";
import { familyRows } from "./family.ts";
import { runSpin, type SpinFigures } from "./spin.ts";
import { symbolicRows } from "./symbolic.ts";

/** One printed line. `value`, `yardstick` and `required` are in `unit`. */
export interface Measure {
  readonly measure: string;
  readonly value: number;
  readonly unit: "states/s" | "bytes/state" | "s";
  /** What SPIN did on the same system; null where it is not asked or not installed. */
  readonly yardstick: number | null;
  /** What else than SPIN the yardstick is of. */
  readonly against?: string;
  readonly ratio: number | null;
  /** The least ratio of speed where there is a yardstick, else the bound of the value; null
   *  where none. */
  readonly required: number | null;
  readonly command: string;
}

const DIGITS = { "states/s": 0, "bytes/state": 1, s: 2 } as const;
const COMMAND = "npm run bench -- engines --json";
const SELF = fileURLToPath(import.meta.url);

/** The systems of the rows. */
export interface Cases {
  readonly fast: readonly Bounds[];
  readonly capacity: readonly Bounds[];
  readonly plain: readonly Bounds[];
}

const CASES: Cases = {
  fast: [
    {
      scenario: "disputes/d3-function-reset-while-migrating",
      scope: { queues: 2 },
      most: null,
    },
  ],
  capacity: [
    { scenario: "holes/h3-queue-reset-while-suspended", scope: { queues: 2 }, most: null },
  ],
  plain: [{ scenario: "disputes/d1-second-driver-resets-a-queue", scope: {}, most: null }],
};

const LARGE: Bounds = {
  scenario: "holes/h4-kick-held-at-suspend",
  scope: { queues: 2, suspends: 3 },
  most: 200_000_000,
};

/** One engine in a process of its own. */
function apart(bounds: Bounds, engine: Engine, isWarm: boolean): Figures {
  const args = [...process.execArgv, SELF, "--one", engine, JSON.stringify(bounds), `${isWarm}`];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Figures;
}

/** Runs the bench. */
export function* bench(cases: Cases = CASES, run = apart): Generator<Measure> {
  for (const bounds of cases.fast) {
    // Warm for speed; what a run takes of memory is seen where nothing ran before it.
    const ours = (["explicit", "capacity"] as const).map((engine) => ({
      ...run(bounds, engine, true),
      memory: run(bounds, engine, false).memory,
    }));
    const states = ours[0]!.states;
    const spin = runSpin(compiled(bounds), Math.max(16, Math.ceil(Math.log2(states)) + 1));
    for (const figures of ours) yield* besideSpin(bounds, figures, spin);
  }
  for (const bounds of cases.capacity) {
    const ours = run(bounds, "capacity", false);
    const what = `${kind(ours)}, ${nameOf(bounds)}, ${count(ours)}`;
    yield alone(what, ours.memory / ours.states, "bytes/state", 16);
    yield alone(what, ours.states / ours.seconds, "states/s", null);
  }
  for (const bounds of cases.plain) {
    const ours = run(bounds, "plain", false);
    const what = `plain, ${nameOf(bounds)}, ${ours.states} states`;
    yield alone(what, ours.states / ours.seconds, "states/s", 100_000);
  }
}

/** What a user waits for. */
export function* coldStart(run: () => ColdFigures = measureColdStart): Generator<Measure> {
  const { idle, withoutCache, withCache, states } = run();
  const what = `first verdict of a 10^5-state scenario (${states})`;
  yield alone(`${what}, warm cache, after Node's own start`, withCache, "s", 0.3);
  yield alone(`${what}, no cache, after Node's own start`, withoutCache, "s", null);
  yield alone("the program without a question, after Node's own start", idle, "s", null);
}

/** Speed, processor time and memory; more than 1 is in our favour. */
function* besideSpin(bounds: Bounds, ours: Figures, spin: SpinFigures | null): Generator<Measure> {
  if (spin !== null && spin.states !== ours.states) {
    throw new Error(
      `${nameOf(bounds)}: SPIN stored ${spin.states} states, the explicit engine ${ours.states}`,
    );
  }
  const what = `${kind(ours)}, ${nameOf(bounds)}, ${count(ours)}, beside SPIN -O2 -DSAFETY -DNOREDUCE`;
  const speed = ({ states, seconds }: Pick<Figures, "states" | "seconds">) => states / seconds;
  yield {
    ...alone(what, speed(ours), "states/s", 10),
    yardstick: spin && Math.round(speed(spin)),
    ratio: spin && Number((speed(ours) / speed(spin)).toFixed(1)),
  };
  const lower = (unit: "s" | "bytes/state", mine: number, theirs: number | null): Measure => ({
    ...alone(what, mine, unit, null),
    yardstick: theirs && Number(theirs.toFixed(DIGITS[unit])),
    ratio: theirs && Number((theirs / mine).toFixed(1)),
  });
  yield lower("s", ours.seconds, spin?.seconds ?? null);
  yield lower("bytes/state", ours.memory / ours.states, spin && spin.memory / spin.states);
}

/** The run that must fit into 3 minutes and into 4 GiB, the budget of every search here. */
function* large(): Generator<Measure> {
  const ours = apart(LARGE, "capacity", false);
  const what = `${kind(ours)}, ${nameOf(LARGE)}, first ${count(ours)}`;
  yield alone(what, ours.seconds, "s", 180);
  yield alone(what, ours.memory / ours.states, "bytes/state", 16);
}

function alone(
  what: string,
  value: number,
  unit: Measure["unit"],
  required: number | null,
): Measure {
  const digits = DIGITS[unit];
  return {
    measure: what,
    value: Number(value.toFixed(digits)),
    unit,
    yardstick: null,
    ratio: null,
    required: required && Number(required.toFixed(digits)),
    command: COMMAND,
  };
}

const kind = ({ layout }: Figures): string =>
  `explicit, slots of ${layout === "quotient" ? 4 : 8} bytes`;

const nameOf = ({ scenario, scope }: Bounds): string =>
  [scenario, ...Object.entries(scope).map(([bound, value]) => `${bound} ${value}`)].join(" ");

const count = ({ states, bits }: Figures): string => `${states} states of ${bits} bits`;

function text(row: Measure): string {
  const { measure, value, unit, yardstick, against = "SPIN", ratio, required } = row;
  const beside = yardstick === null ? "" : `, ${against} ${yardstick}, ratio ${ratio}`;
  return `${measure}: ${value} ${unit}${beside}${required === null ? "" : ` (required ${required})`}`;
}

/** Prints the measures; the exit code for wrong words. */
export function main(words: readonly string[], out: (line: string) => void): number {
  const [first, engine, bounds, isWarm] = words;
  if (first === "--one") {
    const asked = JSON.parse(bounds ?? "") as Bounds;
    out(JSON.stringify(measure(asked, engine as Engine, isWarm === "true")));
    return 0;
  }
  const wrong = words.find((word) => !["--json", "--large"].includes(word));
  if (wrong !== undefined) {
    out(`${wrong}: unknown; legal are --json, --large`);
    return 64;
  }
  for (const rows of words.includes("--large")
    ? [bench(), symbolicRows(), familyRows(), coldStart(), large()]
    : [bench(), symbolicRows(), familyRows(), coldStart()]) {
    for (const row of rows) out(words.includes("--json") ? JSON.stringify(row) : text(row));
  }
  return 0;
}

if (process.argv[1] === SELF) {
  process.exitCode = main(process.argv.slice(2), (line) => {
    process.stdout.write(`${line}\n`);
  });
}
