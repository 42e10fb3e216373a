/**
 * `quiesce findings`: what comes out of the text without being asked for. Where it contradicts
 * itself, which order it demands without writing it down, and what it leaves open.
 */

import { resolveReading } from "../asking/reading.ts";
import { UsageError } from "../asking/usage.ts";
import type { CompiledSystem } from "../compile/system.ts";
import type { Trace, Unmet } from "../explore/results.ts";
import { isContradiction } from "../explore/unmet.ts";
import {
  contradictionData,
  contradictionLine,
  unmetData,
  unmetSides,
} from "../report/contradictions.ts";
import { silenceData, whatIsOpen } from "../report/silences.ts";
import { entry } from "../report/words.ts";
import { oneLine } from "../trace/phrase.ts";
import type { Model } from "../types/index.ts";
import { exploreWith } from "../verdict/engines.ts";
import { systemOf } from "../verdict/runs.ts";
import { casesInNamedReadings } from "./clauses.ts";
import { EXIT, type Io } from "./io.ts";
import { progressLine } from "./progress.ts";
import { disputeNamed, scenarioOf } from "./question.ts";
import { type Otherwise, type Selected, selectCase } from "./select-case.ts";
import { cacheOf } from "./start-runs.ts";

export interface FindingsOptions extends Otherwise {
  readonly json?: boolean;
}

/**
 * Of a case, or of every scenario in the readings that have a name: contradictions, obligations
 * that other clauses keep from being met, and points of which no clause says what comes out.
 * @throws UsageError for a text that is not held in full: it cannot be blamed for silence.
 */
export async function findings<S extends object>(
  model: Model<S>,
  name: string | undefined,
  options: FindingsOptions,
  io: Io,
): Promise<number> {
  if (name === undefined && (options.reading ?? options.scope) !== undefined) {
    throw new UsageError(
      "--reading and --scope are for one scenario, and none is named; write: findings h4 --reading ...",
    );
  }
  const cases =
    name === undefined ? everyCase(model) : [await heldCase(model, nameIn(model, name), options)];
  const [first] = cases;
  if (name !== undefined && first !== undefined && !first.reading.textHeld) {
    throw new UsageError(
      `the text of "${first.reading.name}" is not held in full, so that its silence says nothing; ` +
        "legal: a reading of a text that is held, as v1.4-as-written",
    );
  }
  const progress = await progressLine(io, cases.length);
  const lines: string[] = [];
  for (const one of cases.filter(({ reading }) => reading.textHeld)) {
    const said = await about(model, one, options, io);
    // What was asked of this case in part would read as if no more were to be found.
    if (io.signal.aborted) break;
    lines.push(...said);
    progress.done();
  }
  progress.stop();
  if (lines.length > 0) io.out(`${lines.join("\n")}\n`);
  return io.signal.aborted ? progress.interrupted() : EXIT.fine;
}

/** Of a dispute the scenario that a mail about it asks; else as it is. */
function nameIn<S extends object>(model: Model<S>, name: string): string {
  const dispute = disputeNamed(model, name);
  return dispute === undefined ? name : scenarioOf(model, dispute).name;
}

/** The case that is meant; where none is, the scenario's first of a text that is held. */
async function heldCase<S extends object>(
  model: Model<S>,
  name: string,
  options: FindingsOptions,
): Promise<Selected<S>> {
  const first = await selectCase(model, name, options);
  const { scenario, number, reading } = first;
  if (reading.textHeld || number !== 1 || name.endsWith("/1")) return first;
  const held = scenario.cases.findIndex((one) => resolveReading(model, one.reading).textHeld);
  if (held >= 0) return selectCase(model, `${scenario.name}/${held + 1}`);
  return selectCase(model, name, { reading: model.readings[0]?.name ?? reading.name });
}

type Shown<S> = Pick<Selected<S>, "scenario" | "scope" | "reading">;

function everyCase<S extends object>(model: Model<S>): readonly Shown<S>[] {
  return casesInNamedReadings(model).map(({ scenario, pinned }) => ({
    scenario,
    scope: { ...scenario.scope, ...pinned.scope },
    reading: resolveReading(model, pinned.reading),
  }));
}

async function about<S extends object>(
  model: Model<S>,
  { scenario, scope, reading }: Shown<S>,
  { json }: FindingsOptions,
  io: Io,
): Promise<readonly string[]> {
  const cache = cacheOf(io);
  const system = systemOf(model, scenario, scope, reading, cache);
  const { signal } = io;
  const properties = scenario.properties(scope);
  const { result } = await exploreWith("auto", system, {
    properties,
    silences: "all",
    unmet: "all",
    signal,
  });
  const { contradictions, unmet, open } = result;
  const bounds = model.describeScope(scope);
  if (json === true) {
    const of = { scenario: scenario.name, reading: reading.name, scope: bounds };
    const trace = (one: { readonly trace: Trace }) => ({ trace: oneLine(system, one.trace) });
    return [
      ...contradictions.map((one) => ({
        found: "contradiction",
        ...contradictionData(system, one),
        ...trace(one),
      })),
      ...unmet.map((one) => ({ found: kindOf(one), ...unmetData(one), ...trace(one) })),
      ...open.map((one) => ({ found: "open point", ...silenceData(one), ...trace(one) })),
    ].map((one) => JSON.stringify({ ...of, ...one }));
  }
  const never = unmet.filter(isContradiction);
  const others = unmet.length - never.length;
  const changing = open.filter(({ changes }) => changes.length > 0);
  return [
    ...entry("asks", scenario.question),
    ...entry("reading", reading.name),
    ...entry("bounds", bounds),
    ...entry(
      "found",
      counts(contradictions.length + never.length, others, changing.length, open.length),
    ),
    ...contradictions.flatMap((one) =>
      told(system, one, [["against", contradictionLine(system, one)]]),
    ),
    ...unmet.flatMap((one) => told(system, one, unmetWords(one))),
    ...changing.flatMap((one) =>
      told(system, one, [
        ["open", whatIsOpen(one)],
        ["decided", one.decidedBy.length === 0 ? "by nobody" : one.decidedBy.join(", ")],
        ["changes", one.changes.join(", ")],
      ]),
    ),
    "",
  ];
}

const kindOf = ({ couldAfter }: Unmet): string =>
  couldAfter === null ? "obligation that is never to be met" : "unwritten order";

function unmetWords(one: Unmet): readonly (readonly [string, string])[] {
  const { couldAfter } = one;
  return couldAfter === null
    ? [["unmet", `${unmetSides(one)}; it could never be met`]]
    : [["order", `${unmetSides(one)}; it could have been met after ${steps(couldAfter)}`]];
}

/** A finding in an entry for each of its sides, and the behaviour that leads there. */
function told(
  system: CompiledSystem,
  { trace }: { readonly trace: Trace },
  entries: readonly (readonly [string, string])[],
): readonly string[] {
  const happens = trace.events.length === 0 ? "at once" : oneLine(system, trace);
  return ["", ...entries.flatMap(([key, text]) => entry(key, text)), ...entry("trace", happens)];
}

function counts(contradictions: number, unmet: number, changing: number, open: number): string {
  return [
    counted(contradictions, "contradiction"),
    `${counted(unmet, "other obligation")} that clauses forbid for ever`,
    `${counted(changing, "open point")} on which a verdict here depends`,
    `${open - changing} on which none is known to`,
  ].join(", ");
}

const counted = (many: number, what: string): string => `${many} ${what}${many === 1 ? "" : "s"}`;
const steps = (many: number): string => counted(many, "step");
