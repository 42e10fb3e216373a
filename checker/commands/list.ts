/** `quiesce list`: what there is to ask about. */
import type { Model } from "../types.ts";
import { unknownName } from "../usage.ts";
import { EXIT, type Io } from "./io.ts";

type Line = readonly [name: string, says: string];

const LISTS = {
  scenarios: (model) => model.scenarios.map((s): Line => [s.name, s.question]),
  readings: (model) => model.readings.map((r): Line => [r.name, r.says]),
  clauses: (model) => model.clauses.map((c): Line => [c.id, `${c.party} ${c.level}: ${c.says}`]),
  interpretations: (model) =>
    model.interpretations.map(
      (i): Line => [`${i.id}=${Object.keys(i.choices).join("|")}`, i.question],
    ),
  bounds: (model) =>
    Object.entries<readonly unknown[]>(model.scopeLimits).map(
      ([name, legal]): Line => [name, legal.join(", ")],
    ),
  events: (model) => linesOfEvents(model),
  properties: (model) => linesOfProperties(model),
  traces: (model) => linesOfTraces(model),
} satisfies Record<string, <S extends object>(model: Model<S>) => readonly Line[]>;

/** @param what one of the lists; scenarios unless told */
export function list<S extends object>(model: Model<S>, what: string | undefined, io: Io): number {
  const name = what ?? "scenarios";
  const lines = Object.entries(LISTS).find(([key]) => key === name)?.[1];
  if (lines === undefined) throw unknownName("list", name, Object.keys(LISTS));
  const all = lines(model);
  const width = Math.min(44, Math.max(...all.map(([first]) => first.length)));
  for (const [first, says] of all) io.out(`${first.padEnd(width)}  ${says}\n`);
  if (what === undefined) io.out(`\nOther lists: ${Object.keys(LISTS).slice(1).join(", ")}.\n`);
  return EXIT.fine;
}

function linesOfEvents<S extends object>(model: Model<S>): readonly Line[] {
  const events = new Map<string, string>();
  for (const scenario of model.scenarios) {
    for (const [type, { sentence }] of Object.entries(scenario.system(scenario.scope).events)) {
      if (!events.has(type)) events.set(type, sentence);
    }
  }
  return [...events];
}

/** The counterexamples that pins name, with what each shows. */
function linesOfTraces<S extends object>(model: Model<S>): readonly Line[] {
  const traces = new Map<string, string>();
  for (const { cases } of model.scenarios) {
    for (const { pins } of cases) {
      for (const [property, { trace, steps }] of Object.entries(pins)) {
        if (trace === undefined || traces.has(trace)) continue;
        traces.set(trace, `${property}, ${steps} steps`);
      }
    }
  }
  return [...traces];
}

function linesOfProperties<S extends object>(model: Model<S>): readonly Line[] {
  const claims = new Map<string, string>();
  for (const scenario of model.scenarios) {
    for (const { name, claim } of scenario.properties(scenario.scope)) claims.set(name, claim);
  }
  return [...claims];
}
