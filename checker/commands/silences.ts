/** `quiesce silences`: what the text leaves open, who decides it, and what that changes. */
import { diskCache } from "../compile/cache.ts";
import { exploreWith } from "../engines.ts";
import type { Silent } from "../explore/no-silence.ts";
import { oneLine } from "../phrase.ts";
import { resolveReading } from "../reading.ts";
import { silenceData, whatIsOpen } from "../report/silences.ts";
import { entry } from "../report/words.ts";
import { systemOf } from "../runs.ts";
import type { Model } from "../types.ts";
import { UsageError } from "../usage.ts";
import { casesInNamedReadings } from "./clauses.ts";
import { EXIT, type Io } from "./io.ts";
import { progressLine } from "./progress.ts";
import { type Otherwise, type Selected, selectCase } from "./select-case.ts";

export interface SilencesOptions extends Otherwise {
  readonly json?: boolean;
}

/**
 * Of a case, or of every scenario in the readings that have a name: the points that come up, of
 * which no clause in force says what comes out.
 * @throws UsageError for a text that is not held in full: it cannot be blamed for silence.
 */
export async function silences<S extends object>(
  model: Model<S>,
  name: string | undefined,
  options: SilencesOptions,
  io: Io,
): Promise<number> {
  const cases = name === undefined ? everyCase(model) : [await selectCase(model, name, options)];
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
    lines.push(...(await about(model, one, options, io)));
    if (io.signal.aborted) break;
    progress.done();
  }
  progress.stop();
  if (lines.length > 0) io.out(`${lines.join("\n")}\n`);
  return io.signal.aborted ? EXIT.interrupted : EXIT.fine;
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
  { json }: SilencesOptions,
  io: Io,
): Promise<readonly string[]> {
  const place = io.cachePlace?.() ?? null;
  const cache = place === null ? undefined : diskCache(place.folder, place.code);
  const system = systemOf(model, scenario, scope, reading, cache);
  const { result } = await exploreWith("auto", system, {
    properties: scenario.properties(scope),
    silences: "all",
    signal: io.signal,
  });
  const { name } = scenario;
  const trace = (one: Silent): string => oneLine(system, one.trace);
  if (json === true) {
    const of = { scenario: name, reading: reading.name, scope: model.describeScope(scope) };
    return result.open.map((one) =>
      JSON.stringify({ ...of, ...silenceData(one), trace: trace(one) }),
    );
  }
  const changing = result.open.filter(({ changes }) => changes.length > 0);
  const others = result.open.length - changing.length;
  const counted = `${howMany(changing.length)} a verdict here, ${others} change none`;
  return [
    ...entry("asks", scenario.question),
    ...entry("reading", reading.name),
    ...entry("bounds", model.describeScope(scope)),
    ...entry("found", counted),
    ...changing.flatMap((one) => [
      "",
      ...entry("open", whatIsOpen(one)),
      ...entry("decided", one.decidedBy.length === 0 ? "by nobody" : one.decidedBy.join(", ")),
      ...entry("changes", one.changes.join(", ")),
      ...entry("comes up", one.trace.events.length === 0 ? "at once" : `after: ${trace(one)}`),
    ]),
    "",
  ];
}

const howMany = (points: number): string =>
  points === 1 ? "1 open point changes" : `${points} open points change`;
