/** `quiesce list`: what there is to ask about, all of it or what belongs to one thing. */
import { inventoryOf } from "../asking/inventory.ts";
import { UsageError, unknownName } from "../asking/usage.ts";
import type { Model } from "../types/index.ts";
import { kindNamed } from "./about-parts.ts";
import { EXIT, type Io } from "./io.ts";
import { oneScenario } from "./select.ts";

type Line = readonly [name: string, says: string];

/** The lines of a list; `of` narrows it to what belongs to a scenario or a machine. */
type List = <S extends object>(model: Model<S>, of: string | undefined) => readonly Line[];

const LISTS: Readonly<Record<string, List>> = {
  scenarios: linesOfScenarios,
  readings: whole((model) => model.readings.map((r): Line => [r.name, r.says])),
  clauses: whole((model) =>
    model.clauses.map((c): Line => [c.id, `${c.party} ${c.level}: ${c.says}`]),
  ),
  interpretations: whole((model) =>
    model.interpretations.map(
      (i): Line => [`${i.id}=${Object.keys(i.choices).join("|")}`, i.question],
    ),
  ),
  bounds: whole((model) =>
    Object.entries<readonly unknown[]>(model.scopeLimits).map(
      ([name, legal]): Line => [name, legal.join(", ")],
    ),
  ),
  disputes: whole((model) => (model.disputes ?? []).map((d): Line => [d.id, d.question])),
  events: linesOfEvents,
  properties: linesOfProperties,
  machines: linesOfMachines,
  states: linesOfStates,
  traces: linesOfTraces,
};

export interface ListOptions {
  readonly json?: boolean;
}

/**
 * @param what one of the lists; scenarios unless told
 * @param of a scenario or a machine, whose the things are
 */
export function list<S extends object>(
  model: Model<S>,
  what: string | undefined,
  of: string | undefined,
  { json = false }: ListOptions,
  io: Io,
): number {
  const name = what?.toLowerCase() ?? "scenarios";
  const lines = Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
  if (lines === undefined) throw unknownName("list", what ?? "", Object.keys(LISTS));
  const all = lines(model, of);
  if (json) {
    for (const [first, says] of all) io.out(`${JSON.stringify({ name: first, says })}\n`);
    return EXIT.fine;
  }
  const width = Math.min(44, Math.max(0, ...all.map(([first]) => first.length)));
  for (const [first, says] of all) io.out(`${first.padEnd(width)}  ${says}`.trimEnd().concat("\n"));
  if (what === undefined) {
    const others = Object.keys(LISTS).slice(1).join(", ");
    io.out(`\nOther lists: ${others}. Of one scenario: quiesce list properties h4; of one `);
    io.out("machine: quiesce list states status, quiesce list scenarios status.\n");
  }
  return EXIT.fine;
}

/** A list that is not narrowed. */
function whole(lines: <S extends object>(model: Model<S>) => readonly Line[]): List {
  return (model, of) => {
    if (of === undefined) return lines(model);
    throw new UsageError(
      `"${of}" narrows nothing here; legal with a scenario or a machine: list properties, ` +
        "machines, events, states, scenarios, traces. Leave it out",
    );
  };
}

/** The name of the scenario that is meant; undefined where none is asked for. */
const scenarioOf = <S extends object>(model: Model<S>, of: string | undefined) =>
  of === undefined ? undefined : oneScenario(model, of).name;

/** @throws UsageError for a machine that there is not */
function kindOf<S extends object>(model: Model<S>, of: string) {
  const found = kindNamed(model, of);
  if (found !== undefined) return found;
  const { kinds } = inventoryOf(model);
  throw unknownName(
    "machine",
    of,
    kinds.map(({ kind }) => kind),
  );
}

function linesOfScenarios<S extends object>(model: Model<S>, of: string | undefined) {
  const among = of === undefined ? null : kindOf(model, of).scenarios;
  return model.scenarios
    .filter(({ name }) => among === null || among.includes(name))
    .map((s): Line => [s.name, s.question]);
}

/** Of a machine, those that it initiates or takes part in. */
function linesOfEvents<S extends object>(model: Model<S>, of: string | undefined) {
  const kind = of === undefined ? null : kindOf(model, of);
  const types = kind === null ? null : [...kind.initiates, ...kind.takesPart];
  return [...inventoryOf(model).events]
    .filter(([type]) => types === null || types.includes(type))
    .map(([type, { sentence }]): Line => [type, sentence]);
}

function linesOfProperties<S extends object>(model: Model<S>, of: string | undefined) {
  const scenario = scenarioOf(model, of);
  return inventoryOf(model)
    .properties.filter(({ askedIn }) => scenario === undefined || askedIn.has(scenario))
    .map(({ name, askedIn }): Line => {
      const [first] = askedIn.values();
      return [name, (askedIn.get(scenario ?? "") ?? first)?.claim ?? ""];
    });
}

function linesOfMachines<S extends object>(model: Model<S>, of: string | undefined) {
  const scenario = scenarioOf(model, of);
  return inventoryOf(model)
    .kinds.filter(({ scenarios }) => scenario === undefined || scenarios.includes(scenario))
    .map(({ kind, actor, states, scenarios }): Line => {
      const many = scenario === undefined ? `, in ${scenarios.length} scenarios` : "";
      return [kind, `${actor}: ${states.length} states${many}`];
    });
}

function linesOfStates<S extends object>(model: Model<S>, of: string | undefined) {
  const kinds = of === undefined ? inventoryOf(model).kinds : [kindOf(model, of)];
  return kinds.flatMap(({ kind, states }) =>
    states.map(({ name, tags }): Line => [`${kind}.${name}`, tags.join(", ")]),
  );
}

/** The counterexamples that pins name, with what each shows. */
function linesOfTraces<S extends object>(model: Model<S>, of: string | undefined) {
  const scenario = scenarioOf(model, of);
  const traces = new Map<string, string>();
  for (const { name, cases } of model.scenarios) {
    if (scenario !== undefined && name !== scenario) continue;
    for (const { pins } of cases) {
      for (const [property, { trace, steps }] of Object.entries(pins)) {
        if (trace === undefined || traces.has(trace)) continue;
        traces.set(trace, `${property}, ${steps} steps`);
      }
    }
  }
  return [...traces];
}
