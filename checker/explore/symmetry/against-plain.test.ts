/** Up to symmetry, the answers are those of the plain engine. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { model } from "../../../models/model.ts";
import type { Scope } from "../../../models/scope.ts";
import { resolveReading } from "../../asking/reading.ts";
import { compileSystem } from "../../compile/compile.ts";
import { ModelError } from "../../compile/errors.ts";
import { compilePattern, compilePredicate } from "../../compile/predicates.ts";
import type { CompiledSystem } from "../../compile/system.ts";
import { readingWith } from "../../compile/tiny.testing.ts";
import type { Property } from "../../types/index.ts";
import { exploreSync } from "../explore.ts";
import { createReceiver, has } from "../reception.ts";
import type { ExploreResult, Trace } from "../results.ts";
import { systemOfLikes } from "./alike.testing.ts";
import { exploreUpToSymmetrySync, symmetryOf } from "./explore.ts";

/** All that must be the same; of silences and errors, one stands for its likes. */
function answersOf(result: ExploreResult) {
  const { states, depth, transitions, seen, limit, properties, silences, errors } = result;
  return {
    counts: { states, depth, transitions, seen, limit },
    properties: properties.map(({ name, verdict, why, steps, witness, whereTheTextSpeaks }) => ({
      ...{ name, verdict, why, steps, whereTheTextSpeaks },
      witness: witness?.events.length,
    })),
    silence: silences[0]?.trace.events.length,
    silentTypes: [...new Set(silences.map(({ type }) => type))].sort(),
    error: errors[0]?.trace.events.length,
    waits: result.waits.map(({ machine, steps, states: count }) => ({ machine, steps, count })),
  };
}

/** Takes every step of a behaviour; gives the state before the last one, and after it. */
function replayed(system: CompiledSystem, { events }: Trace): [Uint16Array, Uint16Array] {
  const receiver = createReceiver(system);
  let before = new Uint16Array(receiver.width);
  let state = new Uint16Array(receiver.width);
  for (const event of events) {
    receiver.receive(state, 0);
    expect(has(receiver.enabled, event)).toBe(true);
    before = state;
    state = new Uint16Array(receiver.width);
    receiver.successor(before, 0, event, state);
  }
  return [before, state];
}

function expectShown(system: CompiledSystem, result: ExploreResult): void {
  for (const { property, counterexample } of result.properties) {
    if (property === null || counterexample === null) continue;
    const [before, after] = replayed(system, counterexample);
    if (property.kind === "invariant") {
      expect(compilePredicate(system, property.holds, property.name)(after, 0)).toBe(false);
    }
    if (property.kind === "step") {
      const pattern = compilePattern(system, property.never, property.name);
      expect(pattern.events[counterexample.events.at(-1)!]).toBe(1);
      expect(pattern.before?.(before, 0) ?? true).toBe(true);
      expect(pattern.after?.(after, 0) ?? true).toBe(true);
    }
  }
  for (const { machine, local, trace } of result.waits) {
    const { index, table } = system.machines.find(({ name }) => name === machine)!;
    expect(table.states[replayed(system, trace)[1][index]!]).toBe(local);
  }
}

function isRefused(system: CompiledSystem, properties: readonly Property[]): boolean {
  try {
    return symmetryOf(system, "q", properties).permutations.length < 2;
  } catch (cause) {
    if (cause instanceof ModelError) return true;
    throw cause;
  }
}

/** Those that say the same of each index. */
function ofAll(system: CompiledSystem, properties: readonly Property[]): Property[] {
  return properties.filter((property) => !isRefused(system, [property]));
}

test("random systems of likes have the same states, depth, verdicts and steps", () => {
  const seen = {
    ...{ reduced: 0, asymmetric: 0, violated: 0, silent: 0, waiting: 0, erring: 0 },
    ...{ refused: 0, nobodyIsIn: 0, theHeldIsNotIn: 0, nothingHappensThen: 0, allCanBeIn: 0 },
  };
  fc.assert(
    fc.property(systemOfLikes, ({ declaration, properties: asked }) => {
      const system = compileSystem(declaration, readingWith());
      const hasIndex = system.events.some(({ event }) => event.q !== undefined);
      fc.pre(hasIndex);
      // A register that never holds another index than its first one.
      if (isRefused(system, [])) seen.refused += 1;
      fc.pre(!isRefused(system, []));
      const properties = ofAll(system, asked);
      for (const { name } of properties) seen[name as keyof typeof seen] += 1;
      const plain = exploreSync(system, { properties });
      const { result, orbits } = exploreUpToSymmetrySync(system, "q", { properties });
      expect(answersOf(result)).toEqual(answersOf(plain));
      expectShown(system, result);
      expect(orbits.count).toBeLessThanOrEqual(plain.states!);
      if (orbits.count < plain.states!) seen.reduced += 1;
      const [swap] = symmetryOf(system, "q", []).generators;
      if (swap!.permutation.locals.some((map) => map[0] !== 0)) seen.asymmetric += 1;
      if (plain.properties.some(({ verdict }) => verdict === "violated")) seen.violated += 1;
      if (plain.silences.length > 0) seen.silent += 1;
      if (plain.waits.length > 0) seen.waiting += 1;
      if (plain.errors.length > 0) seen.erring += 1;
    }),
    { numRuns: 200 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(1);
});

/** The safety of a scenario that says the same of each queue, in one reading. */
function scenarioOf(part: string, change: string, bounds: Partial<Scope>) {
  const scenario = model.scenarios.find(({ name }) => name.includes(part))!;
  const scope = { ...scenario.scope, ...bounds };
  const reading = resolveReading(model, `v1.4-as-written${change}`);
  const system = compileSystem(scenario.system(scope), reading);
  return { system, properties: ofAll(system, scenario.properties(scope)) };
}

const two = { queues: 2, buffers: 1 };
test.each([
  ["holes/h3-", ",-B26a,queue-reset-while-suspended=ignored", two, 30912],
  ["holes/h3-", ",queue-reset-while-suspended=accepted", two, null],
  ["holes/h1-", "", two, 12672],
  ["d5-packet", "", { ...two, queues: 3 }, 29424],
] as const)("%s%s with %o has the plain engine's answers", (part, change, bounds, states) => {
  const { system, properties } = scenarioOf(part, change, bounds);
  const plain = exploreSync(system, { properties });
  const { result, orbits } = exploreUpToSymmetrySync(system, "q", { properties });
  expect(answersOf(result)).toEqual(answersOf(plain));
  expectShown(system, result);
  if (states !== null) expect(result.states).toBe(states);
  expect(orbits.count).toBeLessThan(plain.states! * 0.7);
});

test("a held kick of two queues has half the states, and no other answer", () => {
  const { system, properties } = scenarioOf("holes/h4-", ",held-kick=dropped", two);
  const plain = exploreSync(system, { properties });
  const { result, orbits } = exploreUpToSymmetrySync(system, "q", { properties });
  expect(answersOf(result)).toEqual(answersOf(plain));
  expect(plain.states! / orbits.count).toBeGreaterThan(1.9);
});
