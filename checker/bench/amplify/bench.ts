/**
 * How many replays of a 20-step trace one core does in a second, each in another
 * shape of its rings, with every check on.
 *
 *   npm run bench -- amplify [--json] [--rounds 9]
 *
 * Figures are processor time and medians of the rounds. The mixed rows draw from
 * buffers of one to three descriptors, tables, suppression, and sizes up to 256;
 * the others keep to buffers of one descriptor in rings of 256.
 */
import { fileURLToPath } from "node:url";
import { model } from "../../../models/model.ts";
import { resolveReading } from "../../asking/reading.ts";
import { oneScenario } from "../../commands/select.ts";
import { compileSystem } from "../../compile/compile.ts";
import { parseOneLine } from "../../trace/phrase.ts";
import { PATTERNS, type Shape } from "../../trace/shape.ts";
import "../../virtio/ring/inlining.ts";
import { ShapeReplay } from "../../virtio/replay/amplify/in-shape.ts";
import { unfit } from "../../virtio/replay/amplify/placing.ts";
import { type Script, scriptOf } from "../../virtio/replay/amplify/script.ts";

/** One printed line. `value` is in `unit`; there is no yardstick. */
export interface Measure {
  readonly measure: string;
  readonly value: number;
  readonly unit: "replays/s";
  readonly yardstick: null;
  readonly ratio: null;
  readonly command: string;
}

const COMMAND = "npm run bench -- amplify --json";

/** Eighteen of its twenty steps work on the rings. */
const TRACE =
  "b0 available q0; kick q0; handle kick q0; b1 available q0; fetch b0 q0; fetch b1 q0; " +
  "find nothing q0; use b1 q0; use b0 q0; reap b1 q0; reap b0 q0; b1 available q0; poll q0; " +
  "fetch b1 q0; b0 available q0; fetch b0 q0; find nothing q0; use b1 q0; use b0 q0; reap b1 q0";

/** The script of the trace. */
function benchScript(): Script {
  const scenario = oneScenario(model, "h4");
  const { scope } = scenario;
  const system = compileSystem(scenario.system(scope), resolveReading(model, "v1.4-as-written"));
  const trace = parseOneLine(system, TRACE);
  const script = scriptOf({ system, trace, property: null, violates: false, scope });
  if (script === null || !("steps" in script)) throw new Error("the trace does not replay");
  return script;
}

/** Shapes of a format, in an order that mixes them: the same ones on every run. */
function benchShapes(script: Script, format: Shape["format"], plain: boolean): readonly Shape[] {
  const sizes = plain ? [256] : format === "split" ? [8, 32, 256] : [7, 100, 256];
  return Array.from({ length: 240 }, (_, i): Shape => {
    const size = sizes[i % sizes.length]!;
    const span = format === "split" ? 65536 : 2 * size;
    return {
      format,
      size,
      start: span - 1 - (i % 8),
      chains: plain ? ["W"] : [PATTERNS[i % PATTERNS.length]!, PATTERNS[(i * 5) % 7]!],
      indirect: !plain && i % 4 === 3,
      inOrder: false,
      suppression: (["none", "flags", "eventIdx"] as const)[Math.floor(i / 3) % 3]!,
      drain: "none",
    };
  }).filter((shape) => unfit(script, shape) === null);
}

/** Runs the bench. */
export function bench(rounds: number, replays = 48_000): readonly Measure[] {
  const script = benchScript();
  const replay = new ShapeReplay(script);
  const rows = [false, true].flatMap((plain) =>
    (["split", "packed"] as const).map((format) => ({
      what: `${format}, ${plain ? "ring of 256, one descriptor" : "mixed shapes up to 256"}`,
      shapes: benchShapes(script, format, plain),
      speeds: [] as number[],
    })),
  );
  for (const { shapes } of rows) speedOf(replay, shapes, replays);
  for (let round = 0; round < rounds; round++)
    for (const { shapes, speeds } of rows) speeds.push(speedOf(replay, shapes, replays));
  return rows.map(({ what, speeds }) => ({
    measure: `amplified replay of ${script.steps.length} steps, ${what}`,
    value: Math.round(median(speeds)),
    unit: "replays/s",
    yardstick: null,
    ratio: null,
    command: COMMAND,
  }));
}

/** Replays per second of processor time. */
function speedOf(replay: ShapeReplay, shapes: readonly Shape[], replays: number): number {
  let failed = 0;
  const from = process.cpuUsage();
  for (let i = 0, next = 0; i < replays; i++) {
    if (replay.run(shapes[next]!) !== null) failed++;
    next = next + 1 < shapes.length ? next + 1 : 0;
  }
  const { user, system } = process.cpuUsage(from);
  if (failed > 0) throw new Error(`${failed} of ${replays} replays fail`);
  return (replays / (user + system)) * 1e6;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Prints the measures; the exit code for wrong words. */
export function main(words: readonly string[], out: (line: string) => void): number {
  const at = words.indexOf("--rounds");
  const rounds = at < 0 ? 9 : Number(words[at + 1]);
  const rest = at < 0 ? words : words.filter((_, i) => i !== at && i !== at + 1);
  const wrong = rest.find((word) => word !== "--json");
  if (wrong !== undefined || !Number.isInteger(rounds) || rounds < 1) {
    out(`${wrong ?? "--rounds"}: unknown or no whole number; legal: --json, --rounds 9`);
    return 64;
  }
  for (const row of bench(rounds)) {
    const { measure, value, unit } = row;
    out(rest.includes("--json") ? JSON.stringify(row) : `${measure}: ${value} ${unit}`);
  }
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = main(process.argv.slice(2), (line) => {
    process.stdout.write(`${line}\n`);
  });
}
