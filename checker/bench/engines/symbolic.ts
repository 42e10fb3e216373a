/**
 * How long the symbolic engine takes for spaces that no list of states can hold.
 *
 * Each run is the first of a process of its own, so that the time to compile code is
 * in it; the compilation of tables is not. Seconds are processor time.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { model } from "../../../models/model.ts";
import type { Scope } from "../../../models/scope.ts";
import { resolveReading } from "../../asking/reading.ts";
import { compileSystem } from "../../compile/compile.ts";
import { exploreSymbolic } from "../../explore/symbolic/explore.ts";
import type { Measure } from "./bench.ts";

/** What one run is asked for. */
export interface SymbolicRun {
  readonly scope: Partial<Scope>;
  /** Whether the shortest counterexample is looked for. */
  readonly trace: boolean;
}

/** What it took and found. */
export interface SymbolicFigures {
  readonly states: number | string;
  /** Length of the shortest counterexample; null where none was looked for. */
  readonly steps: number | null;
  readonly seconds: number;
}

/** A device that ignores a queue reset while it is suspended: violated in 12 steps. */
export const SCENARIO = "holes/h3-queue-reset-while-suspended";
export const READING = "v1.4-as-written,-B26a,queue-reset-while-suspended=ignored";
export const PROPERTY = "noAccessAfterRelease.q0";

const SELF = fileURLToPath(import.meta.url);
const COMMAND = "npm run bench -- engines --json";

/** Seconds that are required, or only aimed at. */
interface Row extends SymbolicRun {
  readonly required: number | null;
  readonly aim: number | null;
}

const WIDE = { queues: 2, ring: 4, buffers: 2 };
const ROWS: readonly Row[] = [
  { scope: WIDE, trace: false, required: 1, aim: null },
  { scope: WIDE, trace: true, required: 1, aim: null },
  { scope: { ...WIDE, queues: 3 }, trace: false, required: null, aim: 1 },
  { scope: { ...WIDE, queues: 3 }, trace: true, required: null, aim: 1 },
  { scope: { ...WIDE, queues: 4 }, trace: false, required: null, aim: null },
];

/** The scenario, its property and its compiled system in other bounds. */
export function wideSystem(scope: Partial<Scope>) {
  const scenario = model.scenarios.find(({ name }) => name === SCENARIO);
  if (scenario === undefined) throw new Error(`no scenario "${SCENARIO}"`);
  const bounds = { ...scenario.scope, ...scope };
  const names = [PROPERTY, PROPERTY.replace(/\..*/, "")];
  const property = scenario.properties(bounds).find(({ name }) => names.includes(name));
  if (property === undefined) throw new Error(`no property "${PROPERTY}"`);
  const reading = resolveReading(model, READING);
  return { declaration: scenario.system(bounds), property, reading };
}

/** One run in this process. */
export function measureSymbolic({ scope, trace }: SymbolicRun): SymbolicFigures {
  const { declaration, property, reading } = wideSystem(scope);
  const system = compileSystem(declaration, reading);
  const started = process.cpuUsage();
  const traces = trace ? "violations" : "none";
  const found = exploreSymbolic(system, { properties: [property], traces });
  const { user, system: kernel } = process.cpuUsage(started);
  if (found.gaveUp !== null) throw new Error(`the symbolic engine gave up: ${found.gaveUp}`);
  const { verdict, steps } = found.properties.find((one) => one.property === property)!;
  if (verdict !== "violated") throw new Error(`${property.name}: ${verdict}, not violated`);
  return { states: found.states, steps, seconds: (user + kernel) / 1e6 };
}

function apart(run: SymbolicRun): SymbolicFigures {
  const args = [...process.execArgv, SELF, JSON.stringify(run)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as SymbolicFigures;
}

/** Runs the rows. */
export function* symbolicRows(
  rows: readonly Row[] = ROWS,
  run: (asked: SymbolicRun) => SymbolicFigures = apart,
): Generator<Measure> {
  for (const { scope, trace, required, aim } of rows) {
    const { states, steps, seconds } = run({ scope, trace });
    const bounds = `${scope.queues} queues x ring ${scope.ring}`;
    const what = trace ? `verdict and shortest trace of ${steps} steps` : "verdict";
    yield {
      measure:
        `symbolic, ${SCENARIO}, ${bounds}, ${states} states: ${what} on the whole space` +
        (aim === null ? "" : ` (aim ${aim} s)`),
      value: Number(seconds.toFixed(2)),
      unit: "s",
      yardstick: null,
      ratio: null,
      required,
      command: COMMAND,
    };
  }
}

if (process.argv[1] === SELF) {
  const asked = JSON.parse(process.argv[2] ?? "") as SymbolicRun;
  process.stdout.write(JSON.stringify(measureSymbolic(asked)));
}
