import { describe, expect, test } from "vitest";
import { resolveReading } from "../checker/asking/reading.ts";
import { parseScope, withBounds } from "../checker/asking/scope.ts";
import { assertTableEqualsXState } from "../checker/compile/against-xstate.ts";
import { checkFamily } from "../checker/compile/checks.ts";
import { compileSystem } from "../checker/compile/compile.ts";
import { forbiddersOf } from "../checker/compile/forbidders.ts";
import { freeSystem } from "../checker/compile/free.ts";
import { buildMachine } from "../checker/compile/recording.ts";
import { WHERE_THEY_MEET } from "../checker/compile/rules.ts";
import { type CompiledSystem, FORBIDDEN } from "../checker/compile/system.ts";
import { machineTable } from "../checker/compile/tables.ts";
import { phraseOf } from "../checker/trace/phrase.ts";
import { advance, eventsThat, initialState } from "../checker/trace/walk.ts";
import type { ActiveRule, Case, Pin, Scenario } from "../checker/types/index.ts";
import { clauses } from "./clauses/all.ts";
import { model } from "./model.ts";
import { type Scope, scopeLimits } from "./scope.ts";

interface CaseOf {
  readonly scenario: Scenario<Scope>;
  readonly pinned: Case<Scope>;
  readonly scope: Scope;
}

const cases: readonly CaseOf[] = model.scenarios.flatMap((scenario) =>
  scenario.cases.map((pinned) => ({
    scenario,
    pinned,
    scope: { ...scenario.scope, ...pinned.scope },
  })),
);
/** Cases that differ in their reading alone have one system. */
const boundsOf = ({ scenario, scope }: CaseOf): string => JSON.stringify([scenario.name, scope]);
const distinct: readonly CaseOf[] = [...new Map(cases.map((of) => [boundsOf(of), of])).values()];
const declared = new Map(distinct.map((of) => [boundsOf(of), of.scenario.system(of.scope)]));
const compiled = (of: CaseOf, reading = of.pinned.reading): CompiledSystem =>
  compileSystem(declared.get(boundsOf(of))!, resolveReading(model, reading));
const systems: readonly CompiledSystem[] = cases.map((of) => compiled(of));
const pins: readonly (readonly [CaseOf, string, Pin])[] = cases.flatMap((of) =>
  Object.entries(of.pinned.pins).map(([name, pin]) => [of, name, pin] as const),
);

/** Clauses with a rule that takes nothing away, and obliges nothing, in any case; and why. */
const idleRules = {
  B7: "a suspend that goes on beside a reset is not asked for where the clause is in force",
  B18b: "on PCI it obliges what B15 obliges on every transport",
  B22b: "no case that has used notifications reads its term so that the device may go on",
  "P-4": "no case with a stop by the owner has the guest's own suspend wait",
  "P-6b": "no case has both a mode and writes that take time",
  "P-13c": "no case has both a mode and a function that wakes up",
  "V2-2": "no case of that text has writes that take time",
  "V2-10b": "no case of that text copies page by page and waits for the status bit",
};

/** The rules by which something that is possible in a local state is taken away. */
function rulesThatTake(of: CompiledSystem): readonly ActiveRule[] {
  const forbidders = forbiddersOf(of);
  const found = new Set<ActiveRule>();
  for (const { index, table, column } of of.machines) {
    const width = table.events.length;
    for (const { id } of of.events) {
      const at = column[id]!;
      if (at < 0) continue;
      for (let local = 0; local < table.states.length; local++) {
        if (table.next[local * width + at] !== FORBIDDEN) continue;
        for (const { rule } of forbidders(index, local, id)) found.add(rule);
      }
    }
  }
  return [...found];
}

describe("events and machines", () => {
  test("they fit each other over all scenarios, scopes and readings", () => {
    // A contender is asked in the scenarios of the contest, which are among the cases.
    // One with sentences of its own names machines that only its scenarios have.
    const readings = model.readings.filter(
      ({ name, sentences }) => !name.startsWith("contender-") && sentences.length === 0,
    );
    const others = distinct.flatMap((of) => readings.map(({ name }) => compiled(of, name)));
    expect(checkFamily([...systems, ...others]).errors).toEqual([]);
  });

  test("every table agrees with XState on every local state", () => {
    // Machines are free: what a reading takes away is taken from these tables.
    const reading = resolveReading(model, distinct[0]!.pinned.reading);
    const seen = new Set<object>();
    for (const declaration of declared.values()) {
      for (const { name, declaration: machine, events } of freeSystem(declaration).machines) {
        const table = machineTable(machine, events, reading);
        if (seen.has(table)) continue;
        seen.add(table);
        assertTableEqualsXState(name, table, buildMachine(machine, reading).machine);
      }
    }
    expect(seen.size).toBeGreaterThan(50);
  });

  test("every rule of a clause does something somewhere, or is known to do nothing", () => {
    const taking = new Set(systems.flatMap(rulesThatTake));
    const obliging = new Set(
      systems.flatMap(({ fairClasses }) =>
        fairClasses.flatMap(({ because }) =>
          "clause" in because ? because.clause.split(" ") : [],
        ),
      ),
    );
    const idle = clauses.flatMap(({ id, rules = [] }) =>
      rules.flatMap((rule) => {
        const forbidsNothing = rule.rule === "forbids" && !taking.has(rule);
        const obligesNothing = rule.rule === "obliges" && !obliging.has(id);
        return forbidsNothing || obligesNothing ? [id] : [];
      }),
    );
    expect(idle.sort()).toEqual(Object.keys(idleRules).sort());
  });

  test("no machine has more than a thousand local states", () => {
    const sizes = systems.flatMap(({ machines }) =>
      machines.map(({ table }) => table.states.length),
    );
    expect(Math.max(...sizes)).toBeLessThan(1000);
  });

  test("the hypervisor takes no part in a direct access, and the device in no trapped one", () => {
    const takesPart = (common: Scope["common"]): readonly string[] => {
      const of = cases.find(({ scope }) => scope.common === common && scope.migrations > 0)!;
      const system = compiled(of);
      const write = system.events.find(({ type }) => type === "driver.writesStatus")!;
      return write.participants.map((index) => system.machines[index]!.name);
    };
    expect(takesPart("direct")).toContain("status");
    expect(takesPart("direct")).not.toContain("trap");
    expect(takesPart("trapped")).toContain("trap");
    expect(takesPart("trapped")).not.toContain("status");
  });

  test("in no state of long random walks are two possible events called the same", () => {
    let seed = 1;
    const random = (below: number): number => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    for (const system of systems) {
      let state = initialState(system);
      for (let step = 0; step < 400; step++) {
        const possible = eventsThat("happen", system, state);
        const phrases = possible.map(({ declaration, event }) => phraseOf(declaration, event));
        expect(new Set(phrases).size, `${system.name}: ${phrases.join("; ")}`).toBe(phrases.length);
        if (possible.length === 0) break;
        state = advance(system, state, possible[random(possible.length)]!);
      }
    }
  });
});

describe("clauses, interpretations and readings", () => {
  const own = model.readings.flatMap(({ sentences }) => sentences);
  const known = new Set([...clauses, ...own].map(({ id }) => id));

  test("every clause that a property names exists", () => {
    const rests = cases.flatMap(({ scenario, scope }) =>
      scenario.properties(scope).flatMap(({ restsOn }) => restsOn),
    );
    for (const id of rests) expect(known, id).toContain(id);
    expect(new Set(rests).size).toBeGreaterThan(25);
  });

  test("every reading makes a legal choice for every interpretation, and no other", () => {
    for (const reading of model.readings) {
      for (const { id, choices } of model.interpretations) {
        expect(Object.keys(choices), `${reading.name}: ${id}`).toContain(reading.choices[id]);
      }
      expect(Object.keys(reading.choices).length).toBe(model.interpretations.length);
      for (const id of reading.inForce) expect(known, id).toContain(id);
    }
  });

  test("every interpretation bears on some machine", () => {
    const asked = new Set(systems.flatMap(({ consulted }) => consulted.map(({ id }) => id)));
    // What follows where clauses meet is asked of no machine alone.
    const others = model.interpretations.filter(({ id }) => id !== WHERE_THEY_MEET);
    for (const { id } of others) expect(asked, id).toContain(id);
  });
});

describe("scenarios", () => {
  test("every reading stays under 300,000 states, with at least one queue of two entries", () => {
    for (const { scenario, pinned, scope } of cases) {
      expect(pinned.states, `${scenario.name}: ${pinned.says}`).toBeLessThan(300_000);
      expect(scope.queues).toBeGreaterThanOrEqual(1);
      expect(scope.ring).toBeGreaterThanOrEqual(2);
    }
  });

  test("every bound of a scope is legal", () => {
    for (const { scope } of cases) {
      for (const [bound, value] of Object.entries(scope)) {
        expect(scopeLimits[bound as keyof Scope], bound).toContain(value);
      }
    }
  });

  test("more buffers than a ring has entries are refused in one line", () => {
    const bounds = parseScope(model, "buffers=4");
    const widened = (): unknown => withBounds(model, model.scenarios[0]!.scope, bounds);
    expect(widened).toThrow("buffers=4 do not fit in ring=2");
  });

  test("every property is pinned in every case", () => {
    for (const of of cases) {
      const names = of.scenario.properties(of.scope).map(({ name }) => name);
      const pinned = Object.keys(of.pinned.pins).filter((name) => name !== "noContradiction");
      const expected = [...names, "noDeadlock", "noSilence"].sort();
      expect(pinned.sort(), of.scenario.name).toEqual(expected);
    }
  });

  test("what is violated names its own trace and cures for text, device, driver and VMM", () => {
    const traces = new Map<string, string>();
    for (const [{ scenario, pinned }, property, pin] of pins) {
      if (pin.verdict !== "violated") continue;
      const where = `${scenario.name}: ${pinned.says}: ${property}`;
      expect(traces.get(pin.trace!), `${pin.trace} names two counterexamples`).toBeUndefined();
      traces.set(pin.trace!, where);
      for (const cures of Object.values(pin.cures!)) expect(cures.length, where).toBeGreaterThan(0);
    }
    expect(traces.size).toBeGreaterThan(50);
  });

  test("every property is broken one change away from a reading in which it holds", () => {
    const base = (name: string): string => name.split(".")[0]!;
    const cured = new Set<string>();
    for (const [, property, { cures }] of pins) {
      const changes = Object.values(cures ?? {}).flat();
      if (changes.some((c) => !c.startsWith("none") && !c.includes(","))) cured.add(base(property));
    }
    for (const [, property] of pins) expect([...cured]).toContain(base(property));
  });
});
