/** `quiesce sentences`: which clauses and choices are enough for claims. */

import { declarationOf } from "../asking/declaration.ts";
import { clauseNamed, isClauseName, meant } from "../asking/names.ts";
import { applyChanges, loadReading } from "../asking/reading.ts";
import { parseScope, withBounds } from "../asking/scope.ts";
import { UsageError, unknownName } from "../asking/usage.ts";
import { compileSystem } from "../compile/compile.ts";
import { type Switch, switchReading } from "../compile/presence.ts";
import { WHERE_THEY_MEET } from "../compile/rules.ts";
import { exploreFamilySymbolic, type SymbolicFamilyResult } from "../explore/symbolic/families.ts";
import { type Claimed, type Sentences, sentencesJson, sentencesText } from "../report/sentences.ts";
import { oneLine } from "../trace/phrase.ts";
import type { Case, Model, Property, Reading, Scenario } from "../types/index.ts";
import { enoughTogether } from "../verdict/together.ts";
import { EXIT, type Io } from "./io.ts";
import { progressLine } from "./progress.ts";
import { oneScenario } from "./select.ts";

export interface SentencesOptions {
  readonly among?: string;
  readonly scenario?: string;
  readonly reading?: string;
  readonly scope?: string;
  readonly json?: boolean;
}

/** Explores all readings of a family at once and prints what is enough. */
export async function sentences<S extends object>(
  model: Model<S>,
  given: readonly string[],
  options: SentencesOptions,
  io: Io,
): Promise<number> {
  const names = namesOf(model, given);
  const place = placeOf(model, names, options.scenario);
  const { scenario, pinned } = place;
  const scope =
    options.scope === undefined
      ? { ...scenario.scope, ...pinned?.scope }
      : withBounds(model, scenario.scope, parseScope(model, options.scope));
  const properties = propertiesIn(scenario, scope, names);
  const usual = pinned?.reading ?? model.readings[0]?.name ?? "";
  const among = (options.among ?? defaultAmong(scenario, names)).split(",").map((id) => id.trim());
  const base = applyChanges(
    model,
    await loadReading(model, options.reading ?? usual),
    among.filter((one) => one.includes("=")),
  );
  const switches = switchesOf(model, among);
  const systemFor = () => declarationOf(scenario, scope);
  const claims: Claimed[] = [];
  const progress = await progressLine(io, properties.length, "claims");
  for (const property of properties) {
    const found = exploreFamilySymbolic({ base, switches, systemFor, property, trace: true });
    if (io.signal.aborted) break;
    if (found.gaveUp !== null) {
      progress.stop();
      io.err(`not known: the budget of ${found.gaveUp} was spent; narrow --among or --scope\n`);
      return EXIT.unknown;
    }
    const nearest = nearestOf(found, base, systemFor);
    claims.push({ ...found, property, dead: found.dead.map(({ id }) => id), nearest });
    progress.done();
  }
  progress.stop();
  if (io.signal.aborted) return progress.interrupted();
  const said: Sentences = {
    scenario: scenario.name,
    pinned: pinned === null ? null : { says: pinned.says, fails: place.fails },
    alsoIn: place.alsoIn,
    base,
    bounds: model.describeScope(scope),
    switches,
    claims,
    together:
      claims.length < 2
        ? null
        : enoughTogether(
            switches,
            claims.map(({ isGood }) => isGood),
          ),
  };
  io.out(options.json ? sentencesJson(said) : sentencesText(model, said));
  return EXIT.fine;
}

/** A reading with a shortest counterexample, and that as one line. */
function nearestOf(
  { counterexample }: SymbolicFamilyResult,
  base: Reading,
  system: () => Parameters<typeof compileSystem>[0],
): Claimed["nearest"] {
  if (counterexample?.trace == null) return null;
  const { settings, trace } = counterexample;
  const compiled = compileSystem(system(), switchReading(base, settings), {
    idleSentences: "allowed",
  });
  return { settings, line: oneLine(compiled, trace) };
}

/** Names of properties, each as its own word or with commas between. */
function namesOf<S>(model: Model<S>, given: readonly string[]): readonly string[] {
  const known = new Set(
    model.scenarios.flatMap((scenario) =>
      scopes(scenario).flatMap((scope) => asks(scenario, scope)),
    ),
  );
  const words = given.flatMap((one) => one.split(",")).map((one) => one.trim());
  const names = words.map((word) => {
    const name = meant(word, known);
    if (name === undefined) throw unknownName("property", word, known);
    return name;
  });
  if (new Set(names).size === names.length) return names;
  throw new UsageError("sentences is given a property twice; name each once");
}

const scopes = <S>({ scope, cases }: Scenario<S>): readonly S[] =>
  cases.length === 0 ? [scope] : cases.map((one) => ({ ...scope, ...one.scope }));
const asks = <S>(scenario: Scenario<S>, scope: S): readonly string[] =>
  scenario.properties(scope).map(({ name }) => name);

/** Where claims are asked: a scenario, and the case of it whose bounds and reading are taken. */
interface Place<S> {
  readonly scenario: Scenario<S>;
  readonly pinned: Case<S> | null;
  /** Whether one of the claims can fail there. */
  readonly fails: boolean;
  readonly alsoIn: readonly string[];
}

/**
 * A case in which one of the claims can fail, else one in which they are asked: in the reading
 * that users start from, with the fewest changes to it, then the smallest. Only so is there
 * something to be cured.
 */
function placeOf<S>(
  model: Model<S>,
  names: readonly string[],
  given: string | undefined,
): Place<S> {
  const among = given === undefined ? model.scenarios : [oneScenario(model, given)];
  const askingAll = (scenario: Scenario<S>, scope: S): boolean => {
    const asked = asks(scenario, scope);
    return names.every((name) => asked.includes(name));
  };
  const all = among.flatMap((scenario) =>
    scenario.cases
      .filter(({ reading }) => !reading.includes(`,${WHERE_THEY_MEET}=`))
      .filter((one) => askingAll(scenario, { ...scenario.scope, ...one.scope }))
      .map((pinned) => ({
        scenario,
        pinned,
        fails: names.some((name) => pinned.pins[name]?.verdict === "violated"),
        isUsual: pinned.reading.split(",")[0] === model.readings[0]?.name,
        changes: pinned.reading.split(",").length,
      })),
  );
  const [first] = all.toSorted(
    (a, b) =>
      Number(b.fails) - Number(a.fails) ||
      Number(b.isUsual) - Number(a.isUsual) ||
      a.changes - b.changes ||
      a.pinned.states - b.pinned.states,
  );
  if (first !== undefined) {
    const others = all
      .map(({ scenario }) => scenario.name)
      .filter((one) => one !== first.scenario.name);
    return { ...first, alsoIn: [...new Set(others)] };
  }
  const uncased = among.find((one) => one.cases.length === 0 && askingAll(one, one.scope));
  if (uncased !== undefined) return { scenario: uncased, pinned: null, fails: false, alsoIn: [] };
  if (given !== undefined) {
    const own = new Set(among.flatMap((one) => scopes(one).flatMap((scope) => asks(one, scope))));
    const missing = names.find((name) => !own.has(name));
    if (missing !== undefined) throw unknownName(`property of ${among[0]?.name}`, missing, own);
  }
  throw new UsageError(`no case asks ${names.join(" and ")} together; ask them one by one`);
}

/** @throws UsageError for a property that is not asked within the bounds of the user's own */
function propertiesIn<S>(
  scenario: Scenario<S>,
  scope: S,
  names: readonly string[],
): readonly Property[] {
  const all = scenario.properties(scope);
  return names.map((name) => {
    const found = all.find((one) => one.name === name);
    if (found !== undefined) return found;
    throw unknownName(`property of ${scenario.name}`, name, asks(scenario, scope));
  });
}

/**
 * What the scenario's readings and cures change: the sentences that are in dispute. What follows
 * where two of them meet is no sentence, and a family of readings has one answer to it.
 */
function defaultAmong<S>({ cases }: Scenario<S>, names: readonly string[]): string {
  const expressions = cases.flatMap(({ reading, pins }) => [
    ...reading.split(",").slice(1),
    ...names
      .flatMap((name) => Object.values(pins[name]?.cures ?? {}).flat())
      .filter((cure: string) => !cure.startsWith("none"))
      .flatMap((cure: string) => cure.split(",")),
  ]);
  const named = new Set(expressions.map((one) => one.replace(/^[+-]/, "").split("=")[0]));
  named.delete(WHERE_THEY_MEET);
  return [...named].join(",");
}

/** Each of the ids as something that varies; of `S-16b=MUST` the clause. */
function switchesOf<S>(model: Model<S>, among: readonly string[]): readonly Switch[] {
  const interpretations = model.interpretations.map(({ id }) => id);
  const switches = among.map((one): Switch => {
    const [given = ""] = one.split("=");
    const id = meant(given, interpretations);
    if (id !== undefined && one === given) {
      const found = model.interpretations.find((interpretation) => interpretation.id === id);
      return { kind: "choice", id, values: Object.keys(found?.choices ?? {}) };
    }
    if (id === undefined && isClauseName(model, given)) {
      return { kind: "clause", id: clauseNamed(model, given), values: ["out", "in"] };
    }
    if (id !== undefined) {
      throw new UsageError(`--among "${one}" chooses "${id}", which is to vary; write ${id} alone`);
    }
    const legal = [...model.clauses, ...model.interpretations].map((each) => each.id);
    throw unknownName("clause or interpretation", given, legal);
  });
  const ids = switches.map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice === undefined) return switches;
  throw new UsageError(`--among names "${twice}" twice; keep one`);
}
