/** Facts about whatever has a name: a key of at most eight characters, and what is so. */
import { inventoryOf } from "../asking/inventory.ts";
import { isClauseName, lettersOf, meant } from "../asking/names.ts";
import { resolveReading } from "../asking/reading.ts";
import { unknownName } from "../asking/usage.ts";
import { ruleWords } from "../report/rules.ts";
import type { EventDeclaration, Model, Rule } from "../types/index.ts";
import {
  aboutBound,
  aboutDispute,
  aboutMachine,
  aboutScenario,
  aboutState,
  partNames,
} from "./about-parts.ts";

/** A key, and what is so: a sentence, or names; without a key it goes on with the one before. */
export type Fact = readonly [key: string, value: string | readonly string[]];

/** The facts about a name, or null where it is not one of these. */
export type About = <S extends object>(model: Model<S>, name: string) => readonly Fact[] | null;

const KINDS: readonly About[] = [
  aboutClause,
  aboutInterpretation,
  aboutReading,
  aboutEvent,
  aboutProperty,
  aboutDispute,
  aboutMachine,
  aboutState,
  aboutScenario,
  aboutBound,
];

/** @throws UsageError for what has no such name, with the nearest one */
export function factsAbout<S extends object>(model: Model<S>, name: string): readonly Fact[] {
  for (const about of KINDS) {
    const facts = about(model, name);
    if (facts !== null) return facts;
  }
  throw unknownName("name", name, allNames(model));
}

/** Several values of one key. */
const listed = (key: string, values: readonly string[]): readonly Fact[] =>
  values.map((value, at) => [at === 0 ? key : "", value]);

function aboutClause<S extends object>(model: Model<S>, given: string): readonly Fact[] | null {
  const letters = lettersOf(model, given);
  if (!isClauseName(model, given)) {
    if (letters.length < 2) return null;
    const said = letters.map((id) => `${id}: ${model.clauses.find((c) => c.id === id)?.says}`);
    return [
      ["clause", `${letters[0]?.replace(/[a-z]$/, "")} is split: ${letters.join(", ")}`],
      ...listed("says", said),
    ];
  }
  const id =
    meant(
      given,
      model.clauses.map((one) => one.id),
    ) ?? given;
  const clause = model.clauses.find((candidate) => candidate.id === id)!;
  const readings = model.readings.filter((reading) => reading.inForce.has(id));
  const rests = inventoryOf(model).properties.filter(({ askedIn }) =>
    [...askedIn.values()].some(({ restsOn }) => restsOn.includes(id)),
  );
  return [
    ["clause", `${clause.id}, ${clause.party} ${clause.level}, ${clause.provenance}`],
    ["place", clause.place],
    ["says", clause.says],
    ["in force", readings.length === 0 ? "in no reading" : readings.map(({ name }) => name)],
    ...listed("rules", (clause.rules ?? []).map(ruleWords)),
    ["rests", rests.length === 0 ? "no property" : rests.map(({ name }) => name)],
  ];
}

function aboutInterpretation<S extends object>(
  model: Model<S>,
  given: string,
): readonly Fact[] | null {
  const id = meant(
    given,
    model.interpretations.map((one) => one.id),
  );
  const found = model.interpretations.find((candidate) => candidate.id === id);
  if (id === undefined || found === undefined) return null;
  const choices = Object.entries(found.choices).flatMap(([choice, of]) => {
    const { means, sentence, rules = [] } = of;
    const readings = model.readings.filter((reading) => reading.choices[id] === choice);
    const chosen = readings.length === 0 ? "" : ` [${readings.map((r) => r.name).join(", ")}]`;
    const asks = sentence === undefined ? "" : ` Sentence: "${sentence}"`;
    return [`${id}=${choice}: ${means}.${asks}${chosen}`, ...rules.map(ruleWords)];
  });
  return [["asks", found.question], ["free", found.party], ...listed("choices", choices)];
}

/** Which clauses and conduct speak of a type of events. */
function spokenOf<S extends object>(model: Model<S>, type: string): readonly Fact[] {
  const isAbout = (rule: Rule): boolean =>
    rule.rule !== "none" && rule.events.some((set) => set.type === type);
  const clauses = model.clauses.filter(({ rules = [] }) => rules.some(isAbout));
  const conduct = model.interpretations.flatMap(({ id, choices }) =>
    Object.entries(choices).flatMap(([choice, { rules = [] }]) =>
      rules.some(isAbout) ? [`${id}=${choice}`] : [],
    ),
  );
  return [
    ["clauses", clauses.length === 0 ? "none speaks of it" : clauses.map(({ id }) => id)],
    ["conduct", conduct.length === 0 ? "none speaks of it" : conduct],
  ];
}

function aboutReading<S extends object>(model: Model<S>, name: string): readonly Fact[] | null {
  const [base = ""] = name.split(",");
  if (
    meant(
      base,
      model.readings.map((one) => one.name),
    ) === undefined
  )
    return null;
  const reading = resolveReading(model, name);
  const out = model.clauses.filter(({ id }) => !reading.inForce.has(id)).map(({ id }) => id);
  const choices = Object.entries(reading.choices).map(([id, choice]) => `${id}=${choice}`);
  const levels = Object.entries(reading.levels ?? {}).map(([id, is]) => `${id} ${is} (changed)`);
  const own = reading.sentences.map(({ id, says }) => `${id}: ${says}`);
  return [
    ["reading", reading.name],
    ["says", reading.says],
    ["text", `${reading.text}; ${reading.textHeld ? "held in full" : "not held in full"}`],
    ["in force", [...reading.inForce]],
    ["free", out.length === 0 ? "nothing" : out],
    ...(levels.length === 0 ? [] : [["levels", levels] as const]),
    ["chooses", choices],
    ["own", own.length === 0 ? "none" : own],
  ];
}

function aboutEvent<S extends object>(model: Model<S>, given: string): readonly Fact[] | null {
  const { events } = inventoryOf(model);
  const type = meant(given, events.keys());
  const event = type === undefined ? undefined : events.get(type);
  if (type === undefined || event === undefined) return null;
  return [
    ["event", type],
    ["says", event.sentence],
    ["phrase", event.phrase],
    ["decides", event.initiator],
    ["takes", `part: ${event.participants.join(", ") || "nobody else"}`],
    ["blocks", event.mayBlock.join(", ") || "nobody may"],
    ["with", parametersOf(event) || "no parameters"],
    ["fair", fairWords(event)],
    ...spokenOf(model, type),
  ];
}

function parametersOf({ parameters = {}, answers = [] }: EventDeclaration): string {
  const shown = Object.entries(parameters).map(
    ([name, values]) =>
      `${name}: ${values.join(" ")}${answers.includes(name) ? " (answered)" : ""}`,
  );
  return shown.join("; ");
}

function fairWords({ fair }: EventDeclaration): string {
  if (fair === undefined) return "only where a clause or conduct obliges it";
  return "clause" in fair ? `obliged by ${fair.clause}` : `assumed: ${fair.assumption}`;
}

function aboutProperty<S extends object>(model: Model<S>, given: string): readonly Fact[] | null {
  const { properties } = inventoryOf(model);
  const name = meant(
    given,
    properties.map((one) => one.name),
  );
  const found = properties.find((one) => one.name === name);
  const [first] = found?.askedIn.values() ?? [];
  if (found === undefined || first === undefined) return null;
  const claims = new Set([...found.askedIn.values()].map(({ claim }) => claim));
  const { kind, restsOn, id, memory } = first;
  return [
    ["property", id === undefined ? found.name : `${found.name} (${id})`],
    ...listed("claims", [...claims]),
    ["kind", kind],
    ["rests on", restsOn.length === 0 ? "no clause: where it fails, none promises it" : restsOn],
    ["memory", "invariant" in memory ? `fails as ${memory.invariant}` : memory.cannotShow],
    ["asked in", [...found.askedIn.keys()]],
  ];
}

function allNames<S extends object>(model: Model<S>): readonly string[] {
  const { events, properties } = inventoryOf(model);
  return [
    "blocked",
    ...model.clauses.map(({ id }) => id),
    ...model.interpretations.map(({ id }) => id),
    ...model.readings.map(({ name }) => name),
    ...events.keys(),
    ...properties.map((one) => one.name),
    ...partNames(model),
    ...Object.keys(model.scopeLimits),
  ];
}
