/** `quiesce explain`: a clause, an event, a property, a reading; or what blocks. */
import { compileSystem } from "../compile/compile.ts";
import { localName } from "../compile/local.ts";
import { explainBlocked } from "../explore/blocked.ts";
import { loadReading, resolveReading } from "../reading.ts";
import { ruleWords } from "../report/rules.ts";
import { entry } from "../report/words.ts";
import { parseScope, withBounds } from "../scope.ts";
import type { EventDeclaration, Model, Rule } from "../types.ts";
import { UsageError, unknownName } from "../usage.ts";
import { EXIT, type Io } from "./io.ts";
import { oneScenario } from "./select.ts";

export interface ExplainOptions {
  readonly reading?: string;
  readonly scope?: string;
}

export async function explain<S extends object>(
  model: Model<S>,
  names: readonly string[],
  options: ExplainOptions,
  io: Io,
): Promise<number> {
  const [name, scenario] = names;
  const { reading, scope } = options;
  if (name !== "blocked" && (reading ?? scope) !== undefined) {
    const given = reading === undefined ? "--scope" : "--reading";
    throw new UsageError(`${given} goes with explain blocked; leave it out for "${name}"`);
  }
  if (name === undefined) {
    throw new UsageError(
      "explain what? a clause, event, property, interpretation, reading, or: blocked <scenario>",
    );
  }
  if (name === "blocked") {
    if (scenario === undefined) {
      throw new UsageError("explain blocked needs a scenario; see: quiesce list");
    }
    return blocked(model, scenario, options, io);
  }
  const lines = EXPLANATIONS.map((one) => one(model, name)).find((found) => found !== null);
  if (lines === undefined || lines === null) throw unknownName("name", name, allNames(model));
  io.out(`${lines.join("\n")}\n`);
  return EXIT.fine;
}

/** The lines about a name, or null where it is not one of these. */
type Explanation = <S extends object>(model: Model<S>, name: string) => readonly string[] | null;

const EXPLANATIONS: readonly Explanation[] = [
  aboutClause,
  aboutInterpretation,
  aboutReading,
  aboutEvent,
  aboutProperty,
];

function aboutClause<S extends object>(model: Model<S>, id: string): readonly string[] | null {
  const clause = model.clauses.find((candidate) => candidate.id === id);
  if (clause === undefined) return null;
  const readings = model.readings.filter((reading) => reading.inForce.has(id));
  const rests = propertiesOf(model).flatMap(({ property }) =>
    property.restsOn.includes(id) ? [property.name] : [],
  );
  return [
    ...entry("clause", `${clause.id}, ${clause.party} ${clause.level}, ${clause.provenance}`),
    ...entry("place", clause.place),
    ...entry("says", clause.says),
    ...entry("in force", readings.map(({ name }) => name).join(", ") || "in no reading"),
    ...rulesIn(clause.rules ?? []),
    ...entry("rests", [...new Set(rests)].join(", ") || "no property"),
  ];
}

function aboutInterpretation<S extends object>(
  model: Model<S>,
  id: string,
): readonly string[] | null {
  const found = model.interpretations.find((candidate) => candidate.id === id);
  if (found === undefined) return null;
  const choices = Object.entries(found.choices).flatMap(([choice, of]) => {
    const { means, sentence, rules = [] } = of;
    const readings = model.readings.filter((reading) => reading.choices[id] === choice);
    const chosen = readings.length === 0 ? "" : ` [${readings.map((r) => r.name).join(", ")}]`;
    const asks = sentence === undefined ? "" : ` Sentence: "${sentence}"`;
    return [...entry("", `${id}=${choice}: ${means}.${asks}${chosen}`), ...rulesIn(rules, "")];
  });
  return [...entry("asks", found.question), ...entry("free", found.party), "choices", ...choices];
}

/** Each rule on a line of its own, in the words of the vocabulary. */
function rulesIn(rules: readonly Rule[], key = "rules"): readonly string[] {
  return rules.flatMap((rule, index) => entry(index === 0 ? key : "", ruleWords(rule)));
}

/** Which clauses and conduct speak of a type of events. */
function spokenOf<S extends object>(model: Model<S>, type: string): readonly string[] {
  const isAbout = (rule: Rule): boolean =>
    rule.rule !== "none" && rule.events.some((set) => set.type === type);
  const clauses = model.clauses.filter(({ rules = [] }) => rules.some(isAbout));
  const conduct = model.interpretations.flatMap(({ id, choices }) =>
    Object.entries(choices).flatMap(([choice, { rules = [] }]) =>
      rules.some(isAbout) ? [`${id}=${choice}`] : [],
    ),
  );
  return [
    ...entry("clauses", clauses.map(({ id }) => id).join(", ") || "none speaks of it"),
    ...entry("conduct", conduct.join(", ") || "none speaks of it"),
  ];
}

function aboutReading<S extends object>(model: Model<S>, name: string): readonly string[] | null {
  if (!model.readings.some((reading) => name.split(",")[0] === reading.name)) return null;
  const reading = resolveReading(model, name);
  const out = model.clauses.filter(({ id }) => !reading.inForce.has(id)).map(({ id }) => id);
  const choices = Object.entries(reading.choices).map(([id, choice]) => `${id}=${choice}`);
  return [
    ...entry("reading", reading.name),
    ...entry("says", reading.says),
    ...entry("text", `${reading.text}; ${reading.textHeld ? "held in full" : "not held in full"}`),
    ...entry("in force", [...reading.inForce].join(", ")),
    ...entry("free", out.join(", ") || "nothing"),
    ...entry("chooses", choices.join(", ")),
    ...entry("own", reading.sentences.map(({ id, says }) => `${id}: ${says}`).join("; ") || "none"),
  ];
}

function aboutEvent<S extends object>(model: Model<S>, type: string): readonly string[] | null {
  const event = eventsOf(model).find(([name]) => name === type)?.[1];
  if (event === undefined) return null;
  const parameters = Object.entries(event.parameters ?? {});
  const answered = new Set(event.answers ?? []);
  const shown = parameters.map(
    ([name, values]) => `${name}: ${values.join(" ")}${answered.has(name) ? " (answered)" : ""}`,
  );
  const fair =
    event.fair === undefined
      ? "only where a clause or conduct obliges it"
      : "clause" in event.fair
        ? `obliged by ${event.fair.clause}`
        : `assumed: ${event.fair.assumption}`;
  return [
    ...entry("event", type),
    ...entry("says", event.sentence),
    ...entry("phrase", event.phrase),
    ...entry("decides", event.initiator),
    ...entry("takes", `part: ${event.participants.join(", ") || "nobody else"}`),
    ...entry("blocks", event.mayBlock.join(", ") || "nobody may"),
    ...entry("with", shown.join("; ") || "no parameters"),
    ...entry("fair", fair),
    ...spokenOf(model, type),
  ];
}

function aboutProperty<S extends object>(model: Model<S>, name: string): readonly string[] | null {
  const found = propertiesOf(model).filter(({ property }) => property.name === name);
  const [first] = found;
  if (first === undefined) return null;
  const { claim, kind, restsOn, id, memory } = first.property;
  const shown = "invariant" in memory ? `fails as ${memory.invariant}` : memory.cannotShow;
  return [
    ...entry("property", id === undefined ? name : `${name} (${id})`),
    ...entry("claims", claim),
    ...entry("kind", kind),
    ...entry("rests on", restsOn.join(", ") || "no clause: not implied by the text where violated"),
    ...entry("memory", shown),
    ...entry("asked in", [...new Set(found.map(({ scenario }) => scenario))].join(", ")),
  ];
}

function propertiesOf<S extends object>(model: Model<S>) {
  return model.scenarios.flatMap((scenario) =>
    scenario.properties(scenario.scope).map((property) => ({ property, scenario: scenario.name })),
  );
}

/** Event types with the declaration of the first scenario that has them. */
function eventsOf<S extends object>(model: Model<S>): readonly [string, EventDeclaration][] {
  const events = new Map<string, EventDeclaration>();
  for (const scenario of model.scenarios) {
    for (const [type, event] of Object.entries(scenario.system(scenario.scope).events)) {
      if (!events.has(type)) events.set(type, event);
    }
  }
  return [...events];
}

function allNames<S extends object>(model: Model<S>): readonly string[] {
  return [
    "blocked",
    ...model.clauses.map(({ id }) => id),
    ...model.interpretations.map(({ id }) => id),
    ...model.readings.map(({ name }) => name),
    ...eventsOf(model).map(([type]) => type),
    ...propertiesOf(model).map(({ property }) => property.name),
  ];
}

/** For each event, who alone kept it from happening: the first look at a surprise. */
async function blocked<S extends object>(
  model: Model<S>,
  name: string,
  options: ExplainOptions,
  io: Io,
): Promise<number> {
  const scenario = oneScenario(model, name);
  const [first] = scenario.cases;
  const expression = options.reading ?? first?.reading ?? model.readings[0]?.name ?? "";
  const bounds = options.scope === undefined ? first?.scope : parseScope(model, options.scope);
  const scope = withBounds(model, scenario.scope, bounds ?? {});
  const system = compileSystem(scenario.system(scope), await loadReading(model, expression));
  const result = explainBlocked(system, { by: "type" });
  io.out(`${scenario.name}, reading ${expression}, ${model.describeScope(scope)}\n`);
  for (const event of result.events) {
    io.out(`${event.name}: enabled ${event.enabled} times\n`);
    for (const { machine, local, how, count } of event.keepers) {
      io.out(`    ${machine} in ${localName(local)} ${how} it, ${count} times alone\n`);
    }
  }
  if (result.never.length > 0) io.out(`never: ${result.never.join(", ")}\n`);
  if (!result.finished) io.out("A limit ended the search: the counts are of what was seen.\n");
  return result.finished ? EXIT.fine : EXIT.unknown;
}
