import { expect, test } from "vitest";
import { resolveReading } from "../checker/asking/reading.ts";
import { freeSystem } from "../checker/compile/free.ts";
import { machineTable } from "../checker/compile/tables.ts";
import type { Predicate, Property } from "../checker/types/index.ts";
import { model } from "./model.ts";

type Local = Extract<Predicate, { is: "local" }>;

interface Seen {
  readonly results: Set<boolean>;
  readonly tests: Set<Local>;
}

/** The tests of local states in a predicate, each with its place in it. */
function* testsIn(predicate: Predicate, place: string): Generator<readonly [string, Local]> {
  if (predicate.is === "local") yield [place, predicate];
  if (predicate.is === "not") yield* testsIn(predicate.of, `not ${place}`);
  const parts = predicate.is === "and" ? predicate.all : predicate.is === "or" ? predicate.any : [];
  for (const [at, part] of parts.entries()) yield* testsIn(part, `${place} ${at}`);
}

function predicatesOf(property: Property): readonly (readonly [string, Predicate])[] {
  const { witness } = property;
  const own =
    property.kind === "invariant"
      ? { holds: property.holds }
      : property.kind === "leadsTo"
        ? { from: property.from, to: property.to }
        : property.kind === "step"
          ? { before: property.never.before, after: property.never.after }
          : { before: property.can.before, after: property.can.after };
  const all = { ...own, witnessBefore: witness.before, witnessAfter: witness.after };
  return Object.entries(all).flatMap(([at, one]) =>
    one === undefined ? [] : [[at, one] as const],
  );
}

test("every predicate tells some local state from another, in some bounds in which it is asked", () => {
  const reading = resolveReading(model, "v1.4-as-written");
  const values = new Map<string, Seen>();
  // What several claims share counts where it tells states apart for one of them.
  const telling = new Set<Local>();
  for (const { name, system, scope: usual, cases, properties } of model.scenarios) {
    const scopes = [usual, ...cases.map(({ scope }) => ({ ...usual, ...scope }))];
    const distinct = new Map(scopes.map((scope) => [JSON.stringify(scope), scope]));
    for (const scope of distinct.values()) {
      const { machines } = freeSystem(system(scope));
      for (const property of properties(scope)) {
        const tests = predicatesOf(property).flatMap(([at, one]) => [...testsIn(one, at)]);
        for (const [place, one] of tests) {
          const { machine: asked, test } = one;
          const machine = machines.find(({ name }) => name === asked);
          // A monitor is no machine of the system.
          if (machine === undefined) continue;
          const claim = property.name.replace(/\..*/, "");
          const key = `${claim}, ${place}, of ${machine.kind}`;
          const seen = values.get(key) ?? { results: new Set(), tests: new Set() };
          values.set(key, seen);
          seen.tests.add(one);
          if (seen.results.size === 2) continue;
          const { states } = machineTable(machine.declaration, machine.events, reading, 65_535);
          for (const state of states) seen.results.add(Boolean(test(state)));
          if (seen.results.size === 2) telling.add(one);
          expect(states.length, `${name} ${asked}`).toBeGreaterThan(0);
        }
      }
    }
  }
  const isConstant = ({ results, tests }: Seen): boolean =>
    results.size < 2 && ![...tests].some((one) => telling.has(one));
  const constant = [...values].filter(([, seen]) => isConstant(seen)).map(([key]) => key);
  expect(constant).toEqual([]);
  expect(values.size).toBeGreaterThan(100);
});
