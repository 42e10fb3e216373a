/**
 * How much faster all readings of a family are at once than one after another.
 *
 * One after another is the same engine, warm, in one process: it compiles and decides
 * readings that are drawn evenly from the family, and the time is that of all readings
 * in proportion. What they answer is compared. The family finds a shortest
 * counterexample too; the readings one by one do not. Seconds are processor time.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { model } from "../../../models/model.ts";
import type { Scope } from "../../../models/scope.ts";
import { compileSystem } from "../../compile/compile.ts";
import { type Switch, switchReading } from "../../compile/presence.ts";
import type { CompiledSystem, Setting } from "../../compile/system.ts";
import { exploreSymbolic } from "../../explore/symbolic/explore.ts";
import { exploreFamilySymbolic } from "../../explore/symbolic/families.ts";
import type { Measure } from "./bench.ts";
import { PROPERTY, READING, SCENARIO, wideSystem } from "./symbolic.ts";

/** What one run is asked for. */
export interface FamilyRun {
  readonly scope: Partial<Scope>;
  /** How many settings vary, each between two values. */
  readonly switches: number;
  /** Readings that are drawn and asked one by one; 0 for none. */
  readonly drawn: number;
}

/** What it took and found. */
export interface FamilyFigures {
  readonly violating: string;
  /** Pairs of a reading and a state that is reachable in it. */
  readonly pairs: string;
  readonly steps: number | null;
  readonly seconds: number;
  /** Of one reading after another, all of them; null where none was drawn. */
  readonly oneByOne: number | null;
}

const SELF = fileURLToPath(import.meta.url);
const COMMAND = "npm run bench -- engines --json";

interface Row extends FamilyRun {
  readonly required: number | null;
}

const ROWS: readonly Row[] = [
  { scope: { queues: 2, ring: 4, buffers: 2 }, switches: 10, drawn: 64, required: 50 },
  { scope: {}, switches: 20, drawn: 0, required: null },
];

/** What the machines consult, the machines taking turns; of a choice the base's and one other. */
function switchesOf({ machines, reading }: CompiledSystem, count: number): Switch[] {
  const own = machines.map(({ table }) => table.consulted.map(twoValued));
  const turns = Math.max(...own.map(({ length }) => length));
  const inTurn = Array.from({ length: turns }, (_, turn) => own.flatMap((c) => c[turn] ?? []));
  const switches = [...new Map(inTurn.flat().map((s) => [`${s.kind} ${s.id}`, s])).values()];
  if (switches.length >= count) return switches.slice(0, count);
  throw new Error(`${reading.name}: ${switches.length} settings are consulted, not ${count}`);
}

function twoValued({ kind, id, value }: Setting): Switch {
  if (kind !== "choice") return { kind, id, values: ["out", "in"] };
  const { choices } = model.interpretations.find((one) => one.id === id)!;
  const other = Object.keys(choices).find((choice) => choice !== value)!;
  return { kind, id, values: [value, other] };
}

/** `count` readings at equal distances, each digit of their numbers varying. */
function drawn(switches: readonly Switch[], count: number): Setting[][] {
  const all = 2 ** switches.length;
  return Array.from({ length: count }, (_, i) => {
    const stride = all / count;
    const number = Math.floor(i * stride + ((i * 0.618034) % 1) * stride);
    return switches.map(({ kind, id, values }, place): Setting => {
      const digit = Math.floor(number / 2 ** place) % 2;
      return { kind, id, value: values[digit]! };
    });
  });
}

function seconds(run: () => void): number {
  const started = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

/** One run in this process. */
export function measureFamily({ scope, switches: count, drawn: wanted }: FamilyRun): FamilyFigures {
  const { declaration, property, reading: base } = wideSystem(scope);
  const switches = switchesOf(compileSystem(declaration, base), count);
  const decide = (settings: readonly Setting[]): boolean => {
    const system = compileSystem(declaration, switchReading(base, settings));
    const found = exploreSymbolic(system, { properties: [property], traces: "none" });
    if (found.gaveUp !== null) throw new Error(`a reading was given up: ${found.gaveUp}`);
    return found.properties.some((p) => p.property === property && p.verdict === "violated");
  };
  const answers: boolean[] = [];
  const readings = drawn(switches, wanted);
  // Warm, for both: the first reading is asked twice.
  if (wanted > 0) decide(readings[0]!);
  const alone = seconds(() => answers.push(...readings.map(decide)));
  let family: ReturnType<typeof exploreFamilySymbolic> | null = null;
  const systemFor = () => declaration;
  const together = seconds(() => {
    family = exploreFamilySymbolic({ base, switches, systemFor, property, trace: true });
  });
  const found = family!;
  if (found.gaveUp !== null) throw new Error(`the family was given up: ${found.gaveUp}`);
  for (const [i, settings] of readings.entries()) {
    if (found.violates(settings) !== answers[i]) throw new Error(`reading ${i} answers otherwise`);
  }
  return {
    violating: `${found.violating}`,
    pairs: `${found.pairs}`,
    steps: found.counterexample?.trace?.events.length ?? null,
    seconds: together,
    oneByOne: wanted === 0 ? null : (alone / wanted) * 2 ** count,
  };
}

function apart(run: FamilyRun): FamilyFigures {
  const args = [...process.execArgv, SELF, JSON.stringify(run)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as FamilyFigures;
}

/** Runs the rows. */
export function* familyRows(
  rows: readonly Row[] = ROWS,
  run: (asked: FamilyRun) => FamilyFigures = apart,
): Generator<Measure> {
  for (const { scope, switches, drawn: wanted, required } of rows) {
    const {
      violating,
      pairs,
      steps,
      seconds: value,
      oneByOne,
    } = run({ scope, switches, drawn: wanted });
    const bounds = Object.entries(scope).map(([bound, n]) => `${bound} ${n}`);
    yield {
      measure:
        `family, ${[SCENARIO, ...bounds].join(" ")}, 2^${switches} readings around ${READING} at once, ` +
        `${PROPERTY} violated in ${violating}, shortest trace ${steps} steps, ${pairs} pairs of ` +
        `reading and state${oneByOne === null ? " (aim 2 s)" : `; ${wanted} drawn one by one answer alike`}`,
      value: Number(value.toFixed(2)),
      unit: "s",
      yardstick: oneByOne && Number(oneByOne.toFixed(1)),
      ratio: oneByOne && Number((oneByOne / value).toFixed(1)),
      required,
      against: "one after another",
      command: COMMAND,
    };
  }
}

if (process.argv[1] === SELF) {
  const asked = JSON.parse(process.argv[2] ?? "") as FamilyRun;
  process.stdout.write(JSON.stringify(measureFamily(asked)));
}
