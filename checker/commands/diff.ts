/** `quiesce diff`: what one reading permits and the other does not. */
import { type Behaviour, type Behaviours, behavioursOf } from "../behaviours.ts";
import { type Answer, checkFreely } from "../check.ts";
import type { CompiledSystem } from "../compile/system.ts";
import { oneLine } from "../phrase.ts";
import { loadReading } from "../reading.ts";
import { verdictWords } from "../report/chart.ts";
import {
  type Difference,
  differenceText,
  type ScenarioDifference,
  type VerdictChange,
} from "../report/difference.ts";
import { type Run, type Runner, runner } from "../runs.ts";
import { parseScope, withBounds } from "../scope.ts";
import type { Model, Reading, Scenario } from "../types.ts";
import { EXIT, type Io } from "./io.ts";
import { oneScenario } from "./select.ts";

export interface DiffOptions {
  readonly scenario?: string;
  readonly scope?: string;
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
  const bounds = parseScope(model, options.scope ?? "");
  const scenarios =
    options.scenario === undefined ? model.scenarios : [oneScenario(model, options.scenario)];
  const runs = runner(model, { signal: io.signal });
  const found: ScenarioDifference[] = [];
  for (const scenario of scenarios) {
    const scope = withBounds(model, scenario.scope, bounds);
    const one = await differenceIn(model, runs, scenario, scope, before, after, io);
    if (one !== null) found.push(one);
    else if (!io.signal.aborted) {
      io.err(`${scenario.name} has too many states to compare in this scope; narrow --scope\n`);
      return EXIT.unknown;
    }
    if (io.signal.aborted) {
      io.err(`stopped: ${found.length} of ${scenarios.length} scenarios were compared\n`);
      return EXIT.interrupted;
    }
  }
  io.out(differenceText(before.name, after.name, found));
  const same = found.every(
    (one) => one.added.length + one.removed.length + one.verdicts.length === 0,
  );
  return same ? EXIT.fine : EXIT.violated;
}

async function differenceIn<S extends object>(
  model: Model<S>,
  runs: Runner<S>,
  scenario: Scenario<S>,
  scope: S,
  before: Reading,
  after: Reading,
  io: Io,
): Promise<ScenarioDifference | null> {
  const old = await checkFreely(model, runs, scenario, scope, before);
  const now = await checkFreely(model, runs, scenario, scope, after);
  const limits = { signal: io.signal };
  const had = await behavioursOf(old.run.system, limits);
  const has = await behavioursOf(now.run.system, limits);
  if (had.limit !== null || has.limit !== null) return null;
  return {
    scenario: scenario.name,
    bounds: model.describeScope(scope),
    added: missingIn(had, has, now.run.system),
    removed: missingIn(has, had, old.run.system),
    verdicts: now.answers.flatMap((answer): readonly VerdictChange[] => {
      const was = old.answers.find(({ name }) => name === answer.name);
      return was === undefined ? [] : changeOf(was, old.run, answer, now.run);
    }),
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
