/**
 * What a scenario answers: verdicts, what they rest on, and whether all is as
 * pinned.
 *
 * In order: the case's system is explored; every claim of progress is asked again
 * without suspend (the baseline); each cure that a pin lists is applied to the
 * reading and must make the claim hold; the clauses that a counterexample goes
 * against are found; everything is compared with the pins.
 */

import { applyChanges, resolveReading } from "../asking/reading.ts";
import {
  NO_CONTRADICTION,
  NO_DEADLOCK,
  NO_SILENCE,
  type PropertyResult,
  type Trace,
} from "../explore/results.ts";
import type { GoneAgainst } from "../trace/citations.ts";
import type {
  Case,
  Cures,
  Model,
  Pin,
  Property,
  Reading,
  Scenario,
  Verdict,
} from "../types/index.ts";
import type { Inert } from "./inert.ts";
import type { Run, Runner } from "./runs.ts";

/** A change to the reading that was tried against a counterexample. */
export interface Cure {
  readonly party: keyof Cures;
  /** As in `--reading`: `held-kick=kept`; null where nothing there would help. */
  readonly change: string | null;
  /** What the change means, or why there is none. */
  readonly means: string;
  /** The verdict of the property after the change; null where there is none. */
  readonly verdict: Verdict | null;
}

/** The answer to one property in one case. */
export interface Answer {
  readonly name: string;
  /** Null for what is asked of every system. */
  readonly property: Property | null;
  readonly claim: string;
  readonly verdict: Verdict;
  /** Why it is unknown, else null. */
  readonly why: PropertyResult["why"];
  /** It is violated, and the text does not imply it: it rests on no clause. */
  readonly notImplied: boolean;
  /** The system has unanswered events; nothing behind them was explored. */
  readonly whereTheTextSpeaks: boolean;
  readonly steps: number | null;
  /** Shortest counterexample, or for a possibility that exists a shortest example. */
  readonly trace: Trace | null;
  /** The same claim without suspend; null where it is no claim of progress. */
  readonly baseline: Verdict | null;
  /** The clauses that the trace goes against. */
  readonly against: readonly GoneAgainst[];
  readonly cures: readonly Cure[];
  readonly pin: Pin | null;
  /** How it differs from what is pinned, one phrase each. */
  readonly differences: readonly string[];
}

/** All answers of one case. */
export interface CaseAnswers<S extends object> {
  readonly scenario: Scenario<S>;
  /** Null when nothing was pinned: a reading or bounds of the user's own. */
  readonly pinned: Case<S> | null;
  readonly run: Run<S>;
  readonly answers: readonly Answer[];
  /** Clauses that the reading frees, to no effect here; looked for only by who asks. */
  readonly inert: readonly Inert[];
  /** Differences that concern the case as a whole: counts, modelling errors. */
  readonly differences: readonly string[];
}

/** One case of a scenario, with everything that is pinned about it re-checked. */
export async function checkCase<S extends object>(
  model: Model<S>,
  runner: Runner<S>,
  scenario: Scenario<S>,
  pinned: Case<S>,
): Promise<CaseAnswers<S>> {
  const scope = { ...scenario.scope, ...pinned.scope };
  const reading = resolveReading(model, pinned.reading);
  return answerAll(model, runner, scenario, scope, reading, pinned);
}

/** The scenario in a reading and a scope of the user's own. */
export async function checkFreely<S extends object>(
  model: Model<S>,
  runner: Runner<S>,
  scenario: Scenario<S>,
  scope: S,
  reading: Reading,
): Promise<CaseAnswers<S>> {
  return answerAll(model, runner, scenario, scope, reading, null);
}

/** Whether nothing of what the scenario itself asks about can happen in this scope. */
export function exercisesNothing<S extends object>({ answers }: CaseAnswers<S>): boolean {
  const own = answers.filter(({ property }) => property !== null);
  return own.length > 0 && own.every(({ verdict }) => verdict === "vacuous");
}

async function answerAll<S extends object>(
  model: Model<S>,
  runner: Runner<S>,
  scenario: Scenario<S>,
  scope: S,
  reading: Reading,
  pinned: Case<S> | null,
): Promise<CaseAnswers<S>> {
  const run = await runner.run(scenario, scope, reading);
  const asked = run.result.properties.filter(
    ({ name }) => scenario.wanted?.includes(name) !== false,
  );
  const baselines = await baselinesOf(model, runner, scenario, run, asked);
  const cures = await curesOf(model, runner, scenario, run, curedBy(asked, pinned));
  const answers = asked.map((result): Answer => {
    const { name } = result;
    const pin = pinned === null ? null : pinOf(pinned, name);
    const answer = answerIn(run, result);
    const tried = cures.get(name) ?? [];
    const differences = pinned === null ? [] : pinDifferences(pin, answer.verdict, result, tried);
    return { ...answer, baseline: baselines.get(name) ?? null, cures: tried, pin, differences };
  });
  const names = new Set(answers.map((answer) => answer.name));
  const unknown = Object.keys(pinned?.pins ?? {}).filter((name) => !names.has(name));
  return {
    scenario,
    pinned,
    run,
    answers,
    inert: [],
    differences: [
      ...run.result.errors.map((error) => error.message),
      ...unknown.map((name) => `pins "${name}", which is no property here`),
      // A search that was stopped has counted what it saw, which says nothing of the whole.
      ...(pinned === null || run.result.limit !== null ? [] : countDifferences(run, pinned)),
    ],
  };
}

/** The answer that a run gives by itself: without baseline and cures, which are other runs. */
export function answerIn<S>(run: Run<S>, result: PropertyResult): Answer {
  const { property, name } = result;
  const trace = result.counterexample ?? result.example;
  const verdict = verdictOf(run, result);
  return {
    name,
    property,
    claim: property?.claim ?? SYSTEM_CLAIMS[name] ?? name,
    verdict: verdict.verdict,
    why: verdict.why,
    notImplied: verdict.verdict === "violated" && property?.restsOn.length === 0,
    whereTheTextSpeaks: result.whereTheTextSpeaks,
    steps: result.steps,
    trace,
    baseline: null,
    against: run.against.get(name) ?? [],
    cures: [],
    pin: null,
    differences: [],
  };
}

/** Whether a limit of the search, not the text, left it open. */
const isStopped = (verdict: Verdict, why: PropertyResult["why"]): boolean =>
  verdict === "unknown" && why !== null && why !== "text not held";

/** Whether a pinned verdict is neither borne out nor contradicted. */
export const isOpen = ({ pin, verdict, why }: Answer): boolean =>
  pin !== null && pin.verdict !== verdict && isStopped(verdict, why);

const SYSTEM_CLAIMS: Readonly<Record<string, string>> = {
  [NO_DEADLOCK]: "nobody is owed anything when nothing more can happen",
  [NO_SILENCE]: "the text says what happens whenever something can",
  [NO_CONTRADICTION]:
    "the clauses in force leave an answer to what a party may decide, and a way to do what they demand",
};

/**
 * The text of a reading that is not held in full cannot be blamed for silence. And a claim
 * does not hold for the reason that the text contradicts itself and nothing more can happen.
 */
export function verdictOf<S>(
  run: Run<S>,
  result: PropertyResult,
): { readonly verdict: Verdict; readonly why: PropertyResult["why"] } {
  const silent = run.result.silences.length > 0;
  const blamed = result.name === NO_SILENCE && result.verdict === "violated";
  const holds = result.verdict === "holds" || result.verdict === "vacuous";
  if (silent && !run.reading.textHeld && (blamed || holds)) {
    return { verdict: "unknown", why: "text not held" };
  }
  // What is possible is so whatever the text says elsewhere.
  const isDeclared = result.property !== null && result.property.kind !== "possible";
  if (isDeclared && holds && run.result.contradictions.length > 0) {
    return { verdict: "contradiction", why: null };
  }
  return { verdict: result.verdict, why: result.why };
}

/**
 * The bounds that the baseline changes: what the question is about, and whatever else may
 * interrupt the device that the scope has beyond the scenario's own.
 */
export function baselineBounds<S extends object>(
  { interruptions = [] }: Pick<Model<S>, "interruptions">,
  { scope: usual, baseline }: Scenario<S>,
  scope: S,
): Partial<S> {
  const added = interruptions.filter((bound) => scope[bound] !== usual[bound]);
  return { ...Object.fromEntries(added.map((bound) => [bound, usual[bound]])), ...baseline };
}

/** The claims of progress, asked again without suspend. */
async function baselinesOf<S extends object>(
  model: Model<S>,
  runner: Runner<S>,
  scenario: Scenario<S>,
  run: Run<S>,
  asked: readonly PropertyResult[],
): Promise<ReadonlyMap<string, Verdict>> {
  const names = asked.filter(({ property }) => property?.kind === "leadsTo").map((one) => one.name);
  if (names.length === 0) return new Map();
  const scope = { ...run.scope, ...baselineBounds(model, scenario, run.scope) };
  const without = await runner.run(scenario, scope, run.reading, names);
  return new Map(names.map((name) => [name, verdictIn(without, name)]));
}

function verdictIn<S>(run: Run<S>, property: string): Verdict {
  const found = run.result.properties.find(({ name }) => name === property);
  return found === undefined ? "unknown" : verdictOf(run, found).verdict;
}

/** What is pinned against each property that is violated. */
function curedBy<S>(
  asked: readonly PropertyResult[],
  pinned: Case<S> | null,
): ReadonlyMap<string, Cures> {
  return new Map(
    asked.flatMap(({ name, verdict }): [string, Cures][] => {
      const cures = pinned === null ? undefined : pinOf(pinned, name)?.cures;
      return verdict === "violated" && cures !== undefined ? [[name, cures]] : [];
    }),
  );
}

/**
 * Each change of the lists, made to the reading of a run, and what then comes of the property
 * that it is against. A reading is asked once, for all that it may cure.
 */
export async function curesOf<S extends object>(
  model: Model<S>,
  runner: Runner<S>,
  scenario: Scenario<S>,
  run: Run<S>,
  lists: ReadonlyMap<string, Cures>,
): Promise<ReadonlyMap<string, readonly Cure[]>> {
  const against = new Map<string, string[]>();
  for (const [name, cures] of lists) {
    for (const { change } of changesIn(model, cures)) {
      if (change !== null) against.set(change, [...(against.get(change) ?? []), name]);
    }
  }
  const tried = new Map<string, readonly Cure[]>();
  for (const [name, cures] of lists) {
    const own: Cure[] = [];
    for (const one of changesIn(model, cures)) {
      const { change } = one;
      if (change === null) {
        own.push({ ...one, verdict: null });
        continue;
      }
      const reading = applyChanges(model, run.reading, change.split(","));
      const cured = await runner.run(scenario, run.scope, reading, against.get(change));
      own.push({ ...one, verdict: verdictIn(cured, name) });
    }
    tried.set(name, own);
  }
  return tried;
}

/** The changes of a list with their meaning, or why there are none, by who would have to act. */
function changesIn<S extends object>(
  model: Model<S>,
  cures: Cures,
): readonly Omit<Cure, "verdict">[] {
  const none = "none: ";
  return (["text", "device", "driver", "vmm"] as const).flatMap((party) =>
    cures[party].map((change) => {
      if (change.startsWith(none)) return { party, change: null, means: change.slice(none.length) };
      const words = change.split(",").map((one) => meaning(model, one));
      return { party, change, means: words.join("; ") };
    }),
  );
}

/** A change to a reading in words: what the clause says, what the choice means. */
function meaning<S extends object>(model: Model<S>, change: string): string {
  const id = change.replace(/^[+-]/, "");
  const clause = model.clauses.find((candidate) => candidate.id === id);
  if (clause !== undefined) return change.startsWith("-") ? `without: ${clause.says}` : clause.says;
  const [interpretation = "", choice = ""] = change.split("=");
  const found = model.interpretations.find((candidate) => candidate.id === interpretation);
  const chosen = found?.choices[choice];
  return chosen?.sentence ?? chosen?.means ?? change;
}

/** What every system must do, whether a case says so or not. */
function pinOf<S>(pinned: Case<S>, name: string): Pin | null {
  const always = Object.hasOwn(SYSTEM_CLAIMS, name);
  return pinned.pins[name] ?? (always ? { verdict: "holds", steps: null } : null);
}

function countDifferences<S>(run: Run<S>, pinned: Case<S>): readonly string[] {
  const { states, depth } = run.result;
  return [
    ...(states === pinned.states ? [] : [`states ${states ?? "unknown"}, pinned ${pinned.states}`]),
    // The symbolic engine decides the whole space without knowing its depth.
    ...(depth === pinned.depth || run.engine === "symbolic"
      ? []
      : [`depth ${depth ?? "unknown"}, pinned ${pinned.depth}`]),
  ];
}

function pinDifferences(
  pin: Pin | null,
  verdict: Verdict,
  result: PropertyResult,
  cures: readonly Cure[],
): readonly string[] {
  if (pin === null) return [`${verdict}, and not pinned: the pins of this case do not name it`];
  if (isStopped(verdict, result.why)) return [];
  const differences: string[] = [];
  if (verdict === "vacuous") differences.push("its witness cannot happen here: name one that can");
  if (verdict !== pin.verdict) differences.push(`${verdict}, pinned ${pin.verdict}`);
  if (result.steps !== pin.steps) {
    differences.push(`steps ${result.steps ?? "none"}, pinned ${pin.steps ?? "none"}`);
  }
  if (verdict === "violated" && pin.cures === undefined) differences.push("no cures are pinned");
  for (const cure of cures) {
    if (cure.verdict === null || cure.verdict === "holds") continue;
    differences.push(`cure ${cure.change} (${cure.party}): ${cure.verdict}, not holds`);
  }
  return differences;
}
