import * as fc from "fast-check";
import { expect, test } from "vitest";
import { forbiddersOf } from "../compile/forbidders.ts";
import type { CompiledSystem } from "../compile/system.ts";
import { compiledUnlessRefused } from "../compile/tiny.testing.ts";
import type { Property } from "../types/index.ts";
import { keptByRules } from "./bites.ts";
import { forbidderName } from "./contradictions.ts";
import { exploreExplicitSync } from "./explicit/explore.ts";
import { exploreSync } from "./explore.ts";
import { type NaiveState, naiveEvents, naiveExplore, naiveLeadsTo } from "./naive.testing.ts";
import { naiveFate, naiveNoAnswers } from "./naive-rules.testing.ts";
import { askedToo, withContradictions } from "./no-contradiction.ts";
import { randomRuled } from "./random-systems.testing.ts";
import { claim, inState, summary } from "./symbolic/agreement.testing.ts";
import { exploreSymbolic } from "./symbolic/explore.ts";

const RUNS = 300;

/** All three engines, which must say the same. */
function explored(system: CompiledSystem, declared: readonly Property[]) {
  const properties = [...askedToo(system), ...declared];
  const plain = withContradictions(system, exploreSync(system, { properties }));
  const { figures: _, ...explicit } = exploreExplicitSync(system, { properties });
  expect(withContradictions(system, explicit)).toEqual(plain);
  const symbolic = exploreSymbolic(system, { properties, depth: true });
  if (symbolic.gaveUp !== null) throw new Error("it gave up");
  const contradictions = (of: typeof plain) =>
    of.contradictions.map(({ type, trace }) => `${type} ${trace.events.length}`).sort();
  const third = withContradictions(system, symbolic as unknown as typeof plain);
  expect(summary(third)).toEqual(summary(plain));
  expect(contradictions(third)).toEqual(contradictions(plain));
  return plain;
}

test("rules mean in all engines what they mean word by word", () => {
  const seen = { fewer: 0, contradictions: 0, errors: 0, violated: 0, held: 0 };
  fc.assert(
    fc.property(randomRuled, fc.nat({ max: 2 }), ({ declaration, reading }, j) => {
      const states = naiveExplore(declaration, reading);
      const events = naiveEvents(declaration, reading);
      const all = [...states.values()];
      const system = compiledUnlessRefused(declaration, reading);
      fc.pre(system !== null);
      const leads: Property = {
        ...claim,
        name: "leads",
        kind: "leadsTo",
        from: inState("m0", "s0"),
        to: inState("m1", `s${j}`),
      };
      const result = explored(system, [leads]);
      expect(result.states).toBe(states.size);
      expect(result.transitions).toBe(all.reduce((sum, s) => sum + s.steps.length, 0));
      const actors = new Map(declaration.machines.map(({ name, actor }) => [name, actor]));
      const lacking = (state: NaiveState) =>
        naiveNoAnswers(state, events, (name) => actors.get(name)!);
      const nearest = (wanted: (line: string) => boolean) =>
        all.find((state) => lacking(state).some(wanted))?.distance ?? null;
      const contradiction = nearest((line) => line.startsWith("clauses"));
      expect(result.properties[2]!.steps).toBe(contradiction);
      expect(result.properties[2]!.verdict).toBe(contradiction === null ? "holds" : "violated");
      const types = new Set(all.flatMap(lacking));
      const found = [
        ...result.contradictions.map(({ type }) => `clauses ${type}`),
        ...result.errors.flatMap(({ kind, event }) =>
          kind === "no answer" ? [`conduct ${system.events[event]!.type}`] : [],
        ),
      ];
      expect(new Set(found)).toEqual(types);
      const isThere = (value: string) => (s: NaiveState) => s.snapshots.m1!.value === value;
      const steps = naiveLeadsTo(
        declaration,
        states,
        (s) => s.snapshots.m0!.value === "s0",
        isThere(`s${j}`),
        reading,
      );
      expect(result.properties[3]!.steps).toBe(steps);
      const free = naiveExplore(declaration, { ...reading, inForce: new Set(), choices: {} });
      seen.fewer += Number(free.size > states.size);
      seen.contradictions += Number(contradiction !== null);
      seen.errors += Number(nearest((line) => line.startsWith("conduct")) !== null);
      seen.violated += Number(steps !== null);
      seen.held += Number(steps === null);
    }),
    { numRuns: RUNS },
  );
  // Each must really have occurred, or the comparison shows little.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
});

test("whoever forbids an event in a state is named, and nobody else", () => {
  fc.assert(
    fc.property(randomRuled, ({ declaration, reading }) => {
      const system = compiledUnlessRefused(declaration, reading);
      fc.pre(system !== null);
      const forbidders = forbiddersOf(system);
      for (const { snapshots } of naiveExplore(declaration, reading).values()) {
        for (const [id, event] of naiveEvents(declaration, reading).entries()) {
          for (const name of [event.initiator, ...event.participants]) {
            const machine = system.machines.find((one) => one.name === name)!;
            const { value, context } = snapshots[name]!;
            const local = machine.table.states.findIndex(
              (state) => state.value === value && state.context.count === context.count,
            );
            const expected = snapshots[name]!.can(event.event)
              ? event.law(name, snapshots[name]!)
              : [];
            expect(new Set(forbidders(machine.index, local, id))).toEqual(new Set(expected));
          }
        }
      }
    }),
    { numRuns: RUNS / 6 },
  );
});

test("what rules keep from happening is what they forbid of what could happen", () => {
  const seen = { kept: 0, together: 0, never: 0 };
  fc.assert(
    fc.property(randomRuled, fc.boolean(), ({ declaration, reading }, isOne) => {
      const system = compiledUnlessRefused(declaration, reading);
      fc.pre(system !== null);
      const wanted = new Set([...reading.inForce].slice(0, isOne ? 1 : undefined));
      const events = naiveEvents(declaration, reading);
      const nearest = new Map<string, number>();
      for (const state of naiveExplore(declaration, reading).values()) {
        for (const event of events) {
          const by = naiveFate(state, event) ?? [];
          if (!by.some(({ kind, id }) => kind === "clause" && wanted.has(id))) continue;
          const names = [...new Set(by.map(forbidderName))].sort().join(" ");
          nearest.set(names, Math.min(nearest.get(names) ?? state.distance, state.distance));
        }
      }
      const kept = keptByRules(system, wanted);
      const properties = kept.map(({ property }) => property);
      const answers = exploreSync(system, { properties }).properties.slice(-properties.length);
      const found = kept.flatMap(({ by }, at) => {
        const { verdict, steps } = answers[at]!;
        return verdict === "violated" ? [[by.join(" "), steps] as const] : [];
      });
      expect(new Map(found)).toEqual(nearest);
      seen.kept += Number(nearest.size > 0);
      seen.together += Number([...nearest.keys()].some((by) => by.includes(" ")));
      seen.never += Number(kept.length > nearest.size);
    }),
    { numRuns: 2 * RUNS },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
});
