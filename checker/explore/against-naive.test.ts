import * as fc from "fast-check";
import { expect, test } from "vitest";
import { assertTablesEqualXState } from "../compile/against-xstate.ts";
import { compileSystem } from "../compile/compile.ts";
import type { CompiledSystem } from "../compile/system.ts";
import { readingWith } from "../compile/tiny.testing.ts";
import type { Predicate, Property, SystemDeclaration } from "../types/index.ts";
import { exploreSync } from "./explore.ts";
import {
  classOf,
  type NaiveState,
  naiveEvents,
  naiveExplore,
  naiveLeadsTo,
  naiveWaitsForEver,
} from "./naive.testing.ts";
import { randomSystem } from "./random-systems.testing.ts";
import { traceEvents } from "./run.ts";

const reading = readingWith();
const RUNS = 400;

function inState(machine: string, value: string): Predicate {
  return { is: "local", machine, test: (s) => s.value === value };
}

function isIn(machine: string, value: string) {
  return (state: NaiveState) => state.snapshots[machine]!.value === value;
}

const base = {
  claim: "a claim",
  restsOn: [],
  witness: {},
  memory: { cannotShow: "a test" },
} as const;

/** The least distance of the states that satisfy a condition, or null. */
function nearest(states: Iterable<NaiveState>, wanted: (s: NaiveState) => boolean): number | null {
  // A Map keeps the order of insertion, which is that of the distance.
  for (const state of states) if (wanted(state)) return state.distance;
  return null;
}

test("counts, deadlocks, silences, illegitimate blocking and waits are those of the naive engine", () => {
  const seen = { deadlocks: 0, silences: 0, errors: 0, waits: 0 };
  fc.assert(
    fc.property(randomSystem, (declaration) => {
      const states = naiveExplore(declaration, reading);
      const all = [...states.values()];
      const system = compileSystem(declaration, reading);
      const result = exploreSync(system, { properties: [] });
      expect(result.states).toBe(states.size);
      expect(result.transitions).toBe(all.reduce((sum, s) => sum + s.steps.length, 0));
      expect(result.depth).toBe(all[all.length - 1]!.distance);
      const deadlock = nearest(
        all,
        (s) =>
          s.steps.length === 0 &&
          s.unanswered.length === 0 &&
          !Object.values(s.snapshots).every((snapshot) => snapshot.hasTag("rest")),
      );
      expect(result.properties[0]!.steps).toBe(deadlock);
      expect(refusalsFound(system, result)).toEqual(refusalsExpected(declaration, all));
      for (const { name } of declaration.machines) {
        const waits = nearest(all, (s) => naiveWaitsForEver(states, s, name));
        const found = result.waits.find(({ machine }) => machine === name);
        expect(found?.steps ?? null).toBe(waits);
      }
      seen.deadlocks += Number(deadlock !== null);
      seen.silences += Number(result.silences.length > 0);
      seen.errors += Number(result.errors.length > 0);
      seen.waits += Number(result.waits.length > 0);
    }),
    { numRuns: RUNS },
  );
  // Each must really have occurred, or the comparison shows little.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(RUNS / 40);
});

/** Kind, machine, its state, event type, and the length of the shortest trace. */
function refusalsFound(
  system: CompiledSystem,
  { silences, errors }: ReturnType<typeof exploreSync>,
): string[] {
  const lines = new Map<string, string>();
  for (const { machine, local, type, trace } of silences) {
    const at = `silence ${machine} ${local.value} ${type}`;
    lines.set(at, `${at} ${trace.events.length}`);
  }
  for (const { kind, machine, local, event, trace } of errors) {
    const type = system.events[event]!.type;
    // Which machine is named for a choice is free, so these are compared by type.
    const at = kind === "silent" ? `error ${machine} ${local.value} ${type}` : `guards off ${type}`;
    if (!lines.has(at)) lines.set(at, `${at} ${trace.events.length}`);
  }
  return [...lines.values()].sort();
}

function refusalsExpected({ machines }: SystemDeclaration, states: NaiveState[]): string[] {
  const actor = new Map(machines.map(({ name, actor }) => [name, actor]));
  const least = new Map<string, string>();
  const note = (key: string, steps: number) => {
    if (!least.has(key)) least.set(key, `${key} ${steps}`);
  };
  for (const { distance, snapshots, unanswered, guardedOff } of states) {
    for (const { event, machines: silent } of unanswered) {
      for (const name of silent) {
        const at = `${name} ${snapshots[name]!.value}`;
        const type = event.event.type;
        if (actor.get(name) === actor.get(event.initiator)) {
          note(`error ${at} ${type}`, distance + 1);
        } else {
          note(`silence ${at} ${type}`, distance + 1);
        }
      }
    }
    for (const { event } of guardedOff) note(`guards off ${event.type}`, distance + 1);
  }
  return [...least.values()].sort();
}

test("verdicts and steps of state, step and possibility properties are those of the naive engine", () => {
  fc.assert(
    fc.property(randomSystem, fc.nat({ max: 2 }), fc.nat({ max: 2 }), (declaration, i, j) => {
      const states = naiveExplore(declaration, reading);
      const bad = { ...base, name: "bad", kind: "invariant" as const };
      const pattern = {
        before: inState("m0", `s${i}`),
        event: ({ type }: { type: string }) => type === "e0",
        after: inState("m1", `s${j}`),
      };
      const properties: Property[] = [
        { ...bad, holds: { is: "not", of: inState("m1", `s${j}`) } },
        { ...base, name: "never", kind: "step", never: pattern },
        { ...base, name: "can", kind: "possible", can: pattern },
        { ...bad, holds: { is: "or", any: [] }, witness: pattern },
      ];
      const system = compileSystem(declaration, reading);
      const [, , invariant, step, possible, witnessed] = exploreSync(system, {
        properties,
      }).properties;
      const matches = (s: NaiveState) =>
        isIn("m0", `s${i}`)(s) &&
        s.steps.some(
          ({ event, to }) => event.type === "e0" && isIn("m1", `s${j}`)(states.get(to)!),
        );
      const matched = nearest(states.values(), matches);
      const steps = matched === null ? null : matched + 1;
      expect(invariant!.steps).toBe(nearest(states.values(), isIn("m1", `s${j}`)));
      expect(step!.steps).toBe(steps);
      expect(possible!.example?.events.length ?? null).toBe(steps);
      expect(witnessed!.witness?.events.length ?? null).toBe(steps);
      const canStep = [...states.values()].some((s) => s.steps.length > 0);
      expect(step!.verdict).toBe(steps !== null ? "violated" : canStep ? "holds" : "vacuous");
      expect(possible!.verdict).toBe(steps !== null ? "holds" : "violated");
    }),
    { numRuns: RUNS },
  );
});

test("leads-to under weak fairness has the naive engine's verdicts and stems, and valid lassos", () => {
  let violated = 0;
  let held = 0;
  let looped = 0;
  fc.assert(
    fc.property(randomSystem, fc.nat({ max: 2 }), fc.nat({ max: 2 }), (declaration, i, j) => {
      const states = naiveExplore(declaration, reading);
      const premise = isIn("m0", `s${i}`);
      const conclusion = isIn("m1", `s${j}`);
      const property: Property = {
        ...base,
        name: "leads",
        kind: "leadsTo",
        from: inState("m0", `s${i}`),
        to: inState("m1", `s${j}`),
      };
      const system = compileSystem(declaration, reading);
      const result = exploreSync(system, { properties: [property] }).properties[2]!;
      const steps = naiveLeadsTo(declaration, states, premise, conclusion);
      expect(result.steps).toBe(steps);
      if (steps === null) {
        held += 1;
        return;
      }
      violated += 1;
      const { loop } = result.counterexample!;
      const events = traceEvents(system, result.counterexample!);
      if (events.length > loop!) looped += 1;
      assertFairLasso(declaration, states, events, loop!, premise, conclusion);
    }),
    { numRuns: RUNS * 2 },
  );
  // Each outcome must really have occurred, or the comparison shows little.
  expect(Math.min(violated, held, looped)).toBeGreaterThan(RUNS / 40);
});

function assertFairLasso(
  declaration: SystemDeclaration,
  states: ReadonlyMap<string, NaiveState>,
  events: ReturnType<typeof traceEvents>,
  loop: number,
  premise: (state: NaiveState) => boolean,
  conclusion: (state: NaiveState) => boolean,
): void {
  const path: NaiveState[] = [states.values().next().value!];
  for (const event of events) {
    const step = path[path.length - 1]!.steps.find(
      (s) => JSON.stringify(s.event) === JSON.stringify(event),
    );
    expect(step).toBeDefined();
    path.push(states.get(step!.to)!);
  }
  expect(path[path.length - 1]).toBe(path[loop]);
  const owedSince = path.findIndex(
    (state, i) => i <= loop && premise(state) && path.slice(i).every((s) => !conclusion(s)),
  );
  expect(owedSince).toBeGreaterThanOrEqual(0);
  const naive = naiveEvents(declaration);
  const onLoop = path.slice(loop);
  const taken = new Set(events.slice(loop).map((event) => classOf(naive, event)));
  for (const { fairClass } of naive) {
    if (fairClass === null || taken.has(fairClass)) continue;
    const isPressing = (s: NaiveState) =>
      [...s.enabled, ...s.unanswered.map((u) => u.event)].some((e) => e.fairClass === fairClass);
    expect(onLoop.some((s) => !isPressing(s))).toBe(true);
  }
}

test("the tables of random machines are those of XState", () => {
  fc.assert(
    fc.property(randomSystem, (declaration) => {
      assertTablesEqualXState(compileSystem(declaration, reading));
    }),
    { numRuns: RUNS / 2 },
  );
});
