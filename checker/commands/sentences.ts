/** `quiesce sentences`: which clauses and choices are enough for a property. */
import { compileSystem } from "../compile/compile.ts";
import type { Switch } from "../compile/presence.ts";
import { switchReading } from "../compile/presence.ts";
import { exploreFamilySymbolic } from "../explore/symbolic/families.ts";
import { oneLine } from "../phrase.ts";
import { loadReading } from "../reading.ts";
import { sentencesText } from "../report/sentences.ts";
import { parseScope, withBounds } from "../scope.ts";
import type { Model, Scenario } from "../types.ts";
import { UsageError, unknownName } from "../usage.ts";
import { EXIT, type Io } from "./io.ts";
import { oneScenario } from "./select.ts";

export interface SentencesOptions {
  readonly among?: string;
  readonly scenario?: string;
  readonly reading?: string;
  readonly scope?: string;
}

/** Explores all readings of a family at once and prints what is enough. */
export async function sentences<S extends object>(
  model: Model<S>,
  name: string,
  options: SentencesOptions,
  io: Io,
): Promise<number> {
  const scenario = scenarioOf(model, name, options.scenario);
  const scope = withBounds(model, scenario.scope, parseScope(model, options.scope ?? ""));
  const property = scenario.properties(scope).find((one) => one.name === name);
  if (property === undefined) {
    const names = scenario.properties(scope).map((one) => one.name);
    throw unknownName(`property of ${scenario.name}`, name, names);
  }
  const base = await loadReading(
    model,
    options.reading ?? scenario.cases[0]?.reading ?? model.readings[0]?.name ?? "",
  );
  const switches = switchesOf(model, options.among ?? defaultAmong(scenario, name));
  const systemFor = () => scenario.system(scope);
  const found = exploreFamilySymbolic({ base, switches, systemFor, property, trace: true });
  if (found.gaveUp !== null) {
    io.err(`not known: the budget of ${found.gaveUp} was spent; narrow --among or --scope\n`);
    return EXIT.unknown;
  }
  const { counterexample } = found;
  const trace = counterexample?.trace ?? null;
  const nearest =
    counterexample === null || trace === null
      ? null
      : {
          settings: counterexample.settings,
          line: oneLine(
            compileSystem(systemFor(), switchReading(base, counterexample.settings), {
              idleSentences: "allowed",
            }),
            trace,
          ),
        };
  const among = switches.map(({ id, values }) =>
    values.length > 2 ? `${id} (${values.length})` : id,
  );
  const dead = found.dead.map(({ id }) => id);
  const bounds = model.describeScope(scope);
  const alsoIn = asking(model, name)
    .map((one) => one.name)
    .filter((one) => one !== scenario.name);
  const about = { scenario: scenario.name, alsoIn, base: base.name, bounds, property, among };
  io.out(sentencesText(model, { ...found, ...about, dead, nearest }));
  return EXIT.fine;
}

/** All scenarios that ask for the property, those first that start from a reading
 *  as it is, the smallest of them before all others. */
function asking<S>(model: Model<S>, property: string): readonly Scenario<S>[] {
  const changes = ({ cases: [first] }: Scenario<S>) => first?.reading.split(",").length ?? 0;
  const states = ({ cases: [first] }: Scenario<S>) => first?.states ?? 0;
  return model.scenarios
    .filter((scenario) => scenario.properties(scenario.scope).some((one) => one.name === property))
    .sort((a, b) => changes(a) - changes(b) || states(a) - states(b));
}

function scenarioOf<S>(model: Model<S>, property: string, name: string | undefined): Scenario<S> {
  if (name !== undefined) return oneScenario(model, name);
  const [first] = asking(model, property);
  if (first !== undefined) return first;
  const all = model.scenarios.flatMap((scenario) =>
    scenario.properties(scenario.scope).map((one) => one.name),
  );
  throw unknownName("property", property, new Set(all));
}

/** What the scenario's readings and cures change: the sentences that are in dispute. */
function defaultAmong<S>({ cases }: Scenario<S>, property: string): string {
  const expressions = cases.flatMap(({ reading, pins }) => [
    ...reading.split(",").slice(1),
    ...Object.values(pins[property]?.cures ?? {})
      .flat()
      .filter((cure: string) => !cure.startsWith("none"))
      .flatMap((cure: string) => cure.split(",")),
  ]);
  return [...new Set(expressions.map((one) => one.replace(/^[+-]/, "").split("=")[0]))].join(",");
}

function switchesOf<S>(model: Model<S>, among: string): readonly Switch[] {
  const ids = among.split(",").map((id) => id.trim());
  if (new Set(ids).size !== ids.length) throw new UsageError("--among names something twice");
  return ids.map((id): Switch => {
    if (model.clauses.some((clause) => clause.id === id)) {
      return { kind: "clause", id, values: ["out", "in"] };
    }
    const found = model.interpretations.find((interpretation) => interpretation.id === id);
    if (found !== undefined) return { kind: "choice", id, values: Object.keys(found.choices) };
    const legal = [...model.clauses, ...model.interpretations].map((one) => one.id);
    throw unknownName("clause or interpretation", id, legal);
  });
}
