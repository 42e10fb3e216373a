/**
 * Which guarantees a reading loses against another: claims that hold there, and not here.
 *
 * A guarantee is a property of a scenario, in those scopes of its cases in which it holds in
 * the other reading. A scenario in which nothing asks for what differs is not explored: there
 * both readings are one.
 */
import { type ReadingChange, touches } from "../asking/changes.ts";
import { scopesOf } from "../asking/scope.ts";
import type { CompiledSystem } from "../compile/system.ts";
import { NO_SILENCE } from "../explore/results.ts";
import type { Cures, Model, Reading, Scenario, Verdict } from "../types/index.ts";
import {
  type Answer,
  type CaseAnswers,
  type Cure,
  checkFreely,
  curesOf,
  verdictOf,
} from "./check.ts";
import type { Run, Runner } from "./runs.ts";

/** A guarantee that is no longer given. */
export interface Loss<S extends object> {
  /** `lost`: violated, or it holds where the text contradicts itself. `open`: not known, or
   *  nothing of it can happen any more. */
  readonly outcome: "lost" | "open";
  /** In the scope with the shortest counterexample. */
  readonly of: CaseAnswers<S>;
  readonly answer: Answer;
  /** In so many of the scopes in which it was given. */
  readonly scopes: { readonly lost: number; readonly given: number };
  /** Changes to the reading, one at a time, that were run and give it back. */
  readonly cures: readonly Cure[];
}

/** What became of the guarantees of some scenarios. */
export interface Losses<S extends object> {
  readonly losses: readonly Loss<S>[];
  readonly kept: number;
  /** Claims that the other reading does not give in some scope where this one does. */
  readonly gained: number;
  /** How many scenarios were asked, and how many not: nothing that differs bears on them. */
  readonly asked: number;
  readonly untouched: number;
}

/** The two readings, and how they differ. */
export interface Compared {
  readonly against: Reading;
  readonly reading: Reading;
  readonly changes: readonly ReadingChange[];
}

/**
 * What the reading loses in a scenario; null where what differs does not bear on it.
 * @param compile the system of a scenario in a scope, in the reading that is held against
 */
export async function lossesIn<S extends object>(
  model: Model<S>,
  runs: Runner<S>,
  scenario: Scenario<S>,
  compared: Compared,
  compile: (scenario: Scenario<S>, scope: S) => CompiledSystem,
): Promise<Losses<S> | null> {
  const scopes = scopesOf(model, scenario).filter((scope) =>
    touches(compared.changes, compile(scenario, scope)),
  );
  if (scopes.length === 0) return null;
  const pairs: Pair<S>[] = [];
  for (const scope of scopes) {
    const [was, is] = await Promise.all([
      runs.run(scenario, scope, compared.against),
      runs.run(scenario, scope, compared.reading),
    ]);
    pairs.push({ scope, was: verdicts(was), is: verdicts(is) });
  }
  const names = new Set(pairs.flatMap(({ was }) => [...was.keys()]));
  const losses: Loss<S>[] = [];
  let kept = 0;
  let gained = 0;
  for (const name of names) {
    const given = pairs.filter(({ was }) => was.get(name)?.verdict === "holds");
    const others = pairs.filter((pair) => !given.includes(pair));
    if (others.some(({ is }) => is.get(name)?.verdict === "holds")) gained += 1;
    const failing = given.filter(({ is }) => is.get(name)?.verdict !== "holds");
    if (failing.length > 0) {
      const scopesOfIt = { lost: failing.length, given: given.length };
      losses.push(await lossOf(model, runs, scenario, compared, name, failing, scopesOfIt));
    } else if (given.length > 0) kept += 1;
  }
  return { losses, kept, gained, asked: 1, untouched: 0 };
}

/** The sum over scenarios; those that are null were not asked. */
export function together<S extends object>(all: readonly (Losses<S> | null)[]): Losses<S> {
  const asked = all.filter((one) => one !== null);
  const sum = (of: (one: Losses<S>) => number): number =>
    asked.reduce((total, one) => total + of(one), 0);
  return {
    losses: asked.flatMap(({ losses }) => losses),
    kept: sum((one) => one.kept),
    gained: sum((one) => one.gained),
    asked: asked.length,
    untouched: all.length - asked.length,
  };
}

interface Found {
  readonly verdict: Verdict;
  readonly steps: number | null;
}

/** The verdicts of both readings in one scope. */
interface Pair<S> {
  readonly scope: S;
  readonly was: ReadonlyMap<string, Found>;
  readonly is: ReadonlyMap<string, Found>;
}

/** Whether the text says everything is a question about the text, and no guarantee. */
const verdicts = <S extends object>(run: Run<S>): ReadonlyMap<string, Found> =>
  new Map(
    run.result.properties
      .filter(({ name }) => name !== NO_SILENCE)
      .map((one) => [one.name, { verdict: verdictOf(run, one).verdict, steps: one.steps }]),
  );

async function lossOf<S extends object>(
  model: Model<S>,
  runs: Runner<S>,
  scenario: Scenario<S>,
  { reading, changes }: Compared,
  name: string,
  failing: readonly Pair<S>[],
  scopes: Loss<S>["scopes"],
): Promise<Loss<S>> {
  const steps = ({ is }: Pair<S>): number => {
    const found = is.get(name);
    return found?.verdict === "violated" ? (found.steps ?? 0) : Number.POSITIVE_INFINITY;
  };
  const [nearest] = failing.toSorted((a, b) => steps(a) - steps(b));
  const of = await checkFreely(model, runs, scenario, nearest!.scope, reading);
  const answer = of.answers.find((one) => one.name === name)!;
  const isLost = answer.verdict === "violated" || answer.verdict === "contradiction";
  const outcome = isLost ? "lost" : "open";
  const lists: readonly [string, Cures][] =
    outcome === "open" ? [] : [[name, toTry(model, scenario, name, changes, reading)]];
  const tried = (await curesOf(model, runs, scenario, of.run, new Map(lists))).get(name) ?? [];
  return { outcome, of, answer, scopes, cures: tried.filter(({ verdict }) => verdict === "holds") };
}

/** What differs, taken back; and what the scenario's cases pin as cures of this property. */
function toTry<S extends object>(
  model: Model<S>,
  { cases }: Scenario<S>,
  name: string,
  changes: readonly ReadingChange[],
  reading: Reading,
): Cures {
  const undone = changes.filter(({ about }) => hasRules(model, about));
  const pinned = cases.flatMap(({ pins }) => pins[name]?.cures ?? []);
  const of = (party: keyof Cures): readonly string[] => [
    ...new Set([
      ...undone.filter((change) => change.party === party).map(({ undo }) => undo),
      ...pinned.flatMap((cures) => cures[party]).filter((cure) => isChange(cure, reading)),
    ]),
  ];
  return { text: of("text"), device: of("device"), driver: of("driver"), vmm: of("vmm") };
}

/** To free a clause whose rules are all none is refused: it could change nothing. */
const hasRules = <S extends object>({ clauses }: Model<S>, about: string): boolean => {
  const rules = clauses.find(({ id }) => id === about)?.rules ?? [];
  return rules.length === 0 || rules.some(({ rule }) => rule !== "none");
};

/** A reason why there is no cure is none, and neither is what the reading has already. */
const isChange = (cure: string, { choices, inForce }: Reading): boolean => {
  if (cure.startsWith("none: ")) return false;
  return cure.split(",").some((one) => {
    const [id = "", choice] = one.replace(/^[+-]/, "").split("=");
    return choice === undefined ? inForce.has(id) === one.startsWith("-") : choices[id] !== choice;
  });
};
