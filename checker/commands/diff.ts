/** `quiesce diff`: what one reading permits and the other does not. */

import { changesBetween, type ReadingChange, touches } from "../asking/changes.ts";
import { loadReading } from "../asking/reading.ts";
import { parseScope, scopesOf, withBounds } from "../asking/scope.ts";
import type { Cache } from "../compile/cache.ts";
import type { CompiledSystem } from "../compile/system.ts";
import { verdictWords } from "../report/chart.ts";
import {
  type Difference,
  differenceJson,
  differenceText,
  isDifferent,
  type ScenarioDifference,
  type VerdictChange,
} from "../report/difference.ts";
import { type Behaviour, type Behaviours, behavioursOf } from "../trace/behaviours.ts";
import { oneLine } from "../trace/phrase.ts";
import type { Model, Reading, Scenario } from "../types/index.ts";
import { type Answer, type CaseAnswers, checkFreely } from "../verdict/check.ts";
import { type Run, systemOf } from "../verdict/runs.ts";
import { EXIT, type Io } from "./io.ts";
import { progressLine } from "./progress.ts";
import { oneScenario } from "./select.ts";
import { cacheOf, inOrder, startRuns } from "./start-runs.ts";

export interface DiffOptions {
  readonly scenario?: string;
  readonly scope?: string;
  readonly json?: boolean;
  /** Every difference, however many. */
  readonly all?: boolean;
}

/** Prints what changes from the first reading to the second; 1 where anything does. */
export async function diff<S extends object>(
  model: Model<S>,
  from: string,
  to: string,
  options: DiffOptions,
  io: Io,
): Promise<number> {
  const before = await loadReading(model, from);
  const after = await loadReading(model, to);
  const changes = changesBetween(model, before, after);
  const { places, untouched } = placesOf(model, before, changes, options, cacheOf(io));
  const progress = await progressLine(io, places.length);
  const about = { runs: 2 * places.length, cache: true, threads: true };
  const bound = { engine: "auto", maxStates: MOST_STATES } as const;
  const { runs, width, stop } = startRuns(model, bound, about, progress.onProgress, io);
  const found: ScenarioDifference[] = [];
  const ask = async (place: Place<S>): Promise<Compared<S>> => {
    const inReading = (reading: Reading) =>
      checkFreely(model, runs, place.scenario, place.scope, reading);
    const [old, now] = await Promise.all([inReading(before), inReading(after)]);
    return { place, old, now };
  };
  try {
    for await (const compared of inOrder(places, ask, width)) {
      const one = await differenceIn(model, compared, io);
      progress.done();
      if (io.signal.aborted) break;
      if (one === null) {
        const { name } = compared.place.scenario;
        progress.stop();
        io.err(`${name} has too many states to compare in this scope; narrow --scope\n`);
        return EXIT.unknown;
      }
      found.push(one);
    }
  } catch (cause) {
    if (!io.signal.aborted) throw cause;
  } finally {
    progress.stop();
    stop();
  }
  if (io.signal.aborted) {
    io.err(`stopped: ${found.length} of ${places.length} comparisons were made\n`);
    return EXIT.interrupted;
  }
  const all = { from: before.name, to: after.name, found, untouched };
  const most = options.all ? Number.MAX_SAFE_INTEGER : undefined;
  io.out(options.json ? differenceJson(all) : differenceText(all, most));
  return found.some(isDifferent) ? EXIT.violated : EXIT.fine;
}

/** Of one system; above, nobody waits for its behaviours. */
const MOST_STATES = 5_000_000;

interface Place<S> {
  readonly scenario: Scenario<S>;
  readonly scope: S;
}

/** Where readings may differ: the scopes of cases, or the given one, that ask for a change. */
function placesOf<S extends object>(
  model: Model<S>,
  before: Reading,
  changes: readonly ReadingChange[],
  { scenario: name, scope: bounds }: DiffOptions,
  cache: Cache | undefined,
): { readonly places: readonly Place<S>[]; readonly untouched: number } {
  const scenarios = name === undefined ? model.scenarios : [oneScenario(model, name)];
  const places = scenarios.map((scenario) => {
    const scopes =
      bounds === undefined
        ? scopesOf(model, scenario)
        : [withBounds(model, scenario.scope, parseScope(model, bounds))];
    return scopes
      .map((scope) => ({ scenario, scope }))
      .filter(({ scope }) => touches(changes, systemOf(model, scenario, scope, before, cache)));
  });
  return { places: places.flat(), untouched: places.filter(({ length }) => length === 0).length };
}

/** What both readings answer in one place. */
interface Compared<S extends object> {
  readonly place: Place<S>;
  readonly old: CaseAnswers<S>;
  readonly now: CaseAnswers<S>;
}

async function differenceIn<S extends object>(
  model: Model<S>,
  { place: { scenario, scope }, old, now }: Compared<S>,
  io: Io,
): Promise<ScenarioDifference | null> {
  const limits = { maxStates: MOST_STATES, signal: io.signal };
  const had = await behavioursOf(old.run.system, limits);
  const has = await behavioursOf(now.run.system, limits);
  if (had.limit !== null || has.limit !== null) return null;
  const added = missingIn(had, has, now.run.system);
  const verdicts = now.answers.flatMap((answer): readonly VerdictChange[] => {
    const was = old.answers.find(({ name }) => name === answer.name);
    return was === undefined ? [] : changeOf(was, old.run, answer, now.run);
  });
  return {
    scenario: scenario.name,
    bounds: model.describeScope(scope),
    added,
    removed: missingIn(has, had, old.run.system),
    verdicts,
    same: {
      behaviours: has.found.size - added.length,
      verdicts: now.answers.length - verdicts.length,
    },
  };
}

/** The behaviours of `has` that `other` lacks, nearest first. */
function missingIn(
  other: Behaviours,
  has: Behaviours,
  system: CompiledSystem,
): readonly Difference[] {
  const missing = [...has.found].filter(([key]) => !other.found.has(key));
  const length = ([, { witness }]: readonly [string, Behaviour]): number => witness.events.length;
  return missing
    .sort((a, b) => length(a) - length(b))
    .map(([key, { witness }]) => ({ what: key, witness: oneLine(system, witness) }));
}

function changeOf<S>(was: Answer, old: Run<S>, is: Answer, now: Run<S>): readonly VerdictChange[] {
  const before = verdictWords(was);
  const after = verdictWords(is);
  if (before === after) return [];
  const witness =
    is.verdict === "violated" && is.trace !== null
      ? oneLine(now.system, is.trace)
      : was.verdict === "violated" && was.trace !== null
        ? oneLine(old.system, was.trace)
        : null;
  return [{ property: is.name, before, after, witness }];
}
