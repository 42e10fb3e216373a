import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { CompiledSystem } from "../../compile/system.ts";
import { eventOf, machineOf, systemOf } from "../../compile/tiny.testing.ts";
import type { LocalState, Property } from "../../types/index.ts";
import { components } from "../components.ts";
import { randomSystem } from "../random-systems.testing.ts";
import { createReceiver, has } from "../reception.ts";
import type { Trace } from "../results.ts";
import { run, traceEvents } from "../run.ts";
import { edgesOf, type Graph, pathTo, search } from "../search.ts";
import { claim, compiled, inState, someProperties } from "./agreement.testing.ts";
import { exploreSymbolic } from "./explore.ts";

type LeadsTo = Extract<Property, { readonly kind: "leadsTo" }>;

function graphOf(system: CompiledSystem): Graph {
  const steps = search(system, {
    maxStates: 100_000,
    deadline: Number.POSITIVE_INFINITY,
    signal: undefined,
    keepEdges: true,
    watchers: [],
  });
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** Whether a local predicate, or its opposite, holds in a state of the graph. */
function holdsIn({ system, store }: Graph, predicate: LeadsTo["from"], state: number): boolean {
  if (predicate.is === "not") return !holdsIn({ system, store } as Graph, predicate.of, state);
  if (predicate.is !== "local") throw new Error("the test has local predicates only");
  const m = system.machines.findIndex(({ name }) => name === predicate.machine);
  const local: LocalState =
    system.machines[m]!.table.states[store.vectors[state * system.machines.length + m]!]!;
  return predicate.test(local);
}

/** Classes with an event that is possible or unanswered. */
function pressingClasses({ system, store }: Graph, state: number): Set<number> {
  const receiver = createReceiver(system);
  receiver.receive(store.vectors, state * receiver.width);
  const isPressing = (id: number) => has(receiver.enabled, id) || has(receiver.unanswered, id);
  return new Set(
    [...system.fairClasses.keys()].filter((c) => system.fairClasses[c]!.events.some(isPressing)),
  );
}

/** The states on a strongly fair cycle inside a set, or where stuttering is fair. */
function onFairCycles(graph: Graph, inside: Uint8Array, pressing: readonly Set<number>[]) {
  const found = new Set<number>();
  const visit = (set: Uint8Array): void => {
    const component = components(graph, set);
    for (const own of new Set(component.filter((c) => c >= 0))) {
      const states = [...component.keys()].filter((state) => component[state] === own);
      const taken = new Set<number>();
      let edges = 0;
      for (const state of states) {
        const [first, end] = edgesOf(graph, state);
        for (let edge = first; edge < end; edge++) {
          if (component[graph.edgeTo.values[edge]!] !== own) continue;
          edges += 1;
          taken.add(graph.system.events[graph.edgeEvent.values[edge]!]!.fairClass);
        }
      }
      const good = states.filter((state) => [...pressing[state]!].every((c) => taken.has(c)));
      if (good.length === states.length && (edges > 0 || pressing[states[0]!]!.size === 0)) {
        for (const state of states) found.add(state);
      } else if (good.length < states.length && good.length > 0) {
        const rest = new Uint8Array(set.length);
        for (const state of good) rest[state] = 1;
        visit(rest);
      }
    }
  };
  visit(inside);
  return found;
}

/** Least events to a state on a strongly fair cycle with the premise owed, or null. */
function expectedSteps(graph: Graph, { from, to }: LeadsTo): number | null {
  const states = [...Array(graph.store.size).keys()];
  const open = states.map((state) => !holdsIn(graph, to, state));
  const distance = new Map<number, number>();
  const queue = states
    .filter((state) => open[state] && holdsIn(graph, from, state))
    .map((state) => ({ state, at: pathTo(graph, state).length }));
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { state, at } = next;
    if ((distance.get(state) ?? Number.POSITIVE_INFINITY) <= at) continue;
    distance.set(state, at);
    const [first, end] = edgesOf(graph, state);
    for (let edge = first; edge < end; edge++) {
      const after = graph.edgeTo.values[edge]!;
      if (open[after]) queue.push({ state: after, at: at + 1 });
    }
  }
  const inside = Uint8Array.from(states, (state) => Number(distance.has(state)));
  const pressing = states.map((state) => pressingClasses(graph, state));
  const fair = [...onFairCycles(graph, inside, pressing)].map((state) => distance.get(state)!);
  return fair.length === 0 ? null : Math.min(...fair);
}

test("leads-to under strong fairness has the steps of a search for fair components", () => {
  const seen = { violated: 0, held: 0 };
  fc.assert(
    fc.property(randomSystem, fc.nat({ max: 2 }), fc.nat({ max: 2 }), (declaration, i, j) => {
      const system = compiled(declaration);
      const graph = graphOf(system);
      const properties = someProperties(i, j).filter((p): p is LeadsTo => p.kind === "leadsTo");
      const strong = exploreSymbolic(system, { properties, fairness: "strong" });
      if (strong.gaveUp !== null) throw new Error("it gave up");
      for (const [k, property] of properties.entries()) {
        const { steps, counterexample } = strong.properties[k + 2]!;
        expect(steps).toBe(expectedSteps(graph, property));
        seen.violated += Number(steps !== null);
        seen.held += Number(steps === null);
        if (counterexample !== null) expectStronglyFair(system, counterexample);
      }
    }),
    { numRuns: 100 },
  );
  // Each must really have occurred, or the comparison shows little.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(10);
});

function expectStronglyFair(system: CompiledSystem, trace: Trace): void {
  const loop = trace.loop!;
  const { states, failed } = run(system, traceEvents(system, trace));
  expect(failed).toBeNull();
  expect(states[states.length - 1]).toEqual(states[loop]);
  const taken = new Set(trace.events.slice(loop).map((id) => system.events[id]!.fairClass));
  const receiver = createReceiver(system);
  for (const state of states.slice(loop)) {
    receiver.receive(state, 0);
    for (const [c, { events }] of system.fairClasses.entries()) {
      const presses = events.some(
        (id) => has(receiver.enabled, id) || has(receiver.unanswered, id),
      );
      if (presses) expect(taken).toContain(c);
    }
  }
}

test("an event that is possible again and again is only strongly owed", () => {
  const turning = machineOf("m0", {
    initial: "s0",
    states: {
      s0: { on: { turns: { target: "s1" }, leaves: { target: "s2" } } },
      s1: { on: { turns: { target: "s0" }, leaves: {} } },
      s2: { tags: ["rest"] },
    },
  });
  const fair = { fair: { assumption: "a test" } };
  const system = compiled(
    systemOf([turning], { turns: eventOf("m0", [], fair), leaves: eventOf("m0", [], fair) }),
  );
  const property: Property = {
    ...claim,
    name: "itLeaves",
    kind: "leadsTo",
    from: inState("m0", "s0"),
    to: inState("m0", "s2"),
  };
  const verdict = (fairness: "weak" | "strong") => {
    const result = exploreSymbolic(system, { properties: [property], fairness });
    return result.gaveUp ?? result.properties[2]!.verdict;
  };
  expect(verdict("weak")).toBe("violated");
  expect(verdict("strong")).toBe("holds");
});
