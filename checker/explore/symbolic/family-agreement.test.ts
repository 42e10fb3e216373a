/**
 * All readings of a family at once say what each of them says alone, in every scenario.
 * Alone means compiled for that reading, and decided without features. The plain engine
 * is held to single readings elsewhere.
 */
import { expect, test } from "vitest";
import { model } from "../../../models/model.ts";
import type { Scope } from "../../../models/scope.ts";
import { resolveReading } from "../../asking/reading.ts";
import { compileSystem } from "../../compile/compile.ts";
import { ModelError } from "../../compile/errors.ts";
import { addMonitor } from "../../compile/monitor.ts";
import { type Switch, settingName, switchReading } from "../../compile/presence.ts";
import type { CompiledSystem, Setting } from "../../compile/system.ts";
import type { Property, Reading, Scenario, SystemDeclaration } from "../../types/index.ts";
import { exploreSymbolic } from "./explore.ts";
import { exploreFamilySymbolic } from "./families.ts";

/** The fewer the more states a reading has, so that each family takes seconds. */
const switchesFor = (states: number | string): number =>
  Number(states) <= 300 ? 3 : Number(states) <= 2_000 ? 2 : 1;

/** Bounds in which one reading takes some milliseconds. */
function smallBounds({ scope, cases }: Scenario<Scope>): Scope {
  return { ...scope, ...cases[0]!.scope, ring: 2, buffers: 1 };
}

/**
 * What the properties rest on, and what the scenario's readings and cures change, as far
 * as the machines consult it, then what else they consult; of a choice the base's and one
 * other.
 */
function switchesOf(
  { cases }: Scenario<Scope>,
  properties: readonly Property[],
  consulted: readonly Setting[],
  count: number,
): Switch[] {
  const changes = cases.flatMap(({ reading, pins }) => [
    ...reading.split(",").slice(1),
    ...Object.values(pins).flatMap(({ cures = {} }) =>
      Object.values(cures).flatMap((all: readonly string[]) => all.flatMap((c) => c.split(","))),
    ),
  ]);
  const disputed = changes.map((change) => change.replace(/^[+-]/, "").split("=")[0]!);
  const wanted = [...properties.flatMap(({ restsOn }) => restsOn), ...disputed];
  const first = consulted.filter(({ id }) => wanted.includes(id));
  const others = consulted.filter(({ id }) => !wanted.includes(id));
  return [...first, ...others].slice(0, count).map(({ kind, id, value }): Switch => {
    if (kind !== "choice") return { kind, id, values: ["out", "in"] };
    const { choices } = model.interpretations.find((one) => one.id === id)!;
    return { kind, id, values: [value, Object.keys(choices).find((c) => c !== value)!] };
  });
}

function readingsOf(switches: readonly Switch[]): Setting[][] {
  let all: Setting[][] = [[]];
  for (const { kind, id, values } of switches) {
    all = all.flatMap((settings) => values.map((value) => [...settings, { kind, id, value }]));
  }
  return all;
}

/**
 * The switches, and every reading of the family compiled alone. Where a reading is refused,
 * as conduct in it goes against a clause, that clause stays as the base has it, or the
 * conduct does.
 */
function soundFamily(
  declaration: SystemDeclaration,
  base: Reading,
  choose: (consulted: readonly Setting[]) => readonly Switch[],
) {
  let { consulted } = compileSystem(declaration, base);
  for (;;) {
    const switches = choose(consulted);
    try {
      const members = readingsOf(switches).map((settings) => {
        return { settings, system: compileSystem(declaration, switchReading(base, settings)) };
      });
      return { consulted, switches, members };
    } catch (cause) {
      const [, choice, clause] =
        /^Conduct "(.*)=.*" .* Free the clauses?, -([\w-]+),/.exec((cause as Error).message) ?? [];
      const left = [clause, choice].find((one) => switches.some(({ id }) => id === one));
      if (!(cause instanceof ModelError) || left === undefined) throw cause;
      consulted = consulted.filter(({ id }) => id !== left);
    }
  }
}

const numbered = model.scenarios.map((scenario, at) => [scenario.name, at, scenario] as const);

test.each(numbered)("%s: all readings at once answer as each alone", (_name, at, scenario) => {
  const scope = smallBounds(scenario);
  const base = resolveReading(model, scenario.cases[0]!.reading);
  const declaration = scenario.system(scope);
  const all = scenario.properties(scope);
  const kinds = all.map(({ kind }) => kind);
  // One of each kind in turn: scenarios that follow each other ask different kinds.
  const firsts = all.filter(({ kind }, i) => kinds.indexOf(kind) === i);
  const properties = firsts.filter((_, i) => i === at % firsts.length);
  const compiled = compileSystem(declaration, base);
  const inBase = exploreSymbolic(compiled, { properties: [], traces: "none" });
  if (inBase.gaveUp !== null) throw new Error(inBase.gaveUp);
  const count = switchesFor(inBase.states);
  const { consulted, switches, members } = soundFamily(declaration, base, (asked) =>
    switchesOf(scenario, properties, asked, count),
  );
  expect(switches).toHaveLength(Math.min(count, consulted.length));
  const alone = members.map(({ settings, system }) => {
    const result = exploreSymbolic(system, { properties, traces: "none" });
    if (result.gaveUp !== null) throw new Error(result.gaveUp);
    return { settings, result, clean: result.silences.length + result.errors.length === 0 };
  });
  const systemFor = () => declaration;
  for (const property of properties) {
    const asked = askedByMonitor(compiled, property);
    if (switches.some((one) => isIn(asked, one)))
      expect(exploreFamilySymbolic({ base, switches, systemFor, property })).toEqual({
        gaveUp: "monitor",
      });
    // What the monitor asks for stays as the base has it.
    const free = switches.filter((one) => !isIn(asked, one));
    const among = alone.filter(({ settings }) =>
      settings.every((one) => isIn(free, one) || compiled.consulted.some(isSame(one))),
    );
    const family = exploreFamilySymbolic({ base, switches: free, systemFor, property });
    if (family.gaveUp !== null) throw new Error(family.gaveUp);
    expect(family.pairs).toBe(among.reduce((sum, { result }) => sum + BigInt(result.states), 0n));
    const said = among.map(({ settings }) => {
      const own = settings.filter((one) => isIn(free, one));
      return [family.violates(own), family.isGood(own)];
    });
    const expected = among.map(({ result, clean }) => {
      const { verdict } = result.properties.find((one) => one.property === property)!;
      return [verdict === "violated", clean && verdict === "holds"];
    });
    const differing = among.filter((_, i) => `${said[i]}` !== `${expected[i]}`);
    expect(differing.map(({ settings }) => settings.map(settingName).join(", "))).toEqual([]);
  }
});

type Named = Pick<Setting, "kind" | "id">;
const isIn = (all: readonly Named[], { kind, id }: Named): boolean =>
  all.some((one) => one.kind === kind && one.id === id);
const isSame = (one: Setting) => (other: Setting) => settingName(one) === settingName(other);

/** What a property's monitor asks the reading for. */
const askedByMonitor = (system: CompiledSystem, { monitor }: Property): readonly Setting[] =>
  monitor === undefined ? [] : addMonitor(system, monitor).monitors[0]!.table.consulted;
