import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { CompiledSystem } from "../../compile/system.ts";
import { eventOf, machineOf, systemOf } from "../../compile/tiny.testing.ts";
import type { Property } from "../../types/index.ts";
import { exploreSync } from "../explore.ts";
import { randomSystem } from "../random-systems.testing.ts";
import type { Trace } from "../results.ts";
import { run, traceEvents } from "../run.ts";
import { claim, compiled, inState, someProperties, summary } from "./agreement.testing.ts";
import { exploreSymbolic } from "./explore.ts";
import type { SymbolicResult } from "./results.ts";

const RUNS = 80;

/** What the guard of a monitor sees. */
interface Seen {
  readonly event: { readonly where?: string; readonly other?: string };
}

function symbolic(system: CompiledSystem, properties: readonly Property[]): SymbolicResult {
  const result = exploreSymbolic(system, { properties, depth: true });
  if (result.gaveUp !== null) throw new Error(`it gave up: ${result.gaveUp}`);
  return result;
}

/** Every event of the trace happens, but for a last one that is refused; a loop closes. */
function expectToRun(system: CompiledSystem, trace: Trace | null): void {
  if (trace === null) return;
  const events = traceEvents(system, trace);
  const { failed, states } = run(system, trace.last === "taken" ? events : events.slice(0, -1));
  expect(failed).toBeNull();
  if (trace.last !== "taken") {
    const kind = run(system, events).failed!.kind;
    expect(trace.last === "unanswered" ? ["unanswered"] : ["guarded off", "blocked"]).toContain(
      kind,
    );
  }
  if (trace.loop !== null) expect(states[states.length - 1]).toEqual(states[trace.loop]);
}

test("states, depth, verdicts, steps, silences, errors and waits are those of the plain engine", () => {
  const seen = { violated: 0, held: 0, vacuous: 0, lassos: 0, silences: 0, errors: 0, waits: 0 };
  fc.assert(
    fc.property(randomSystem, fc.nat({ max: 2 }), fc.nat({ max: 2 }), (declaration, i, j) => {
      const system = compiled(declaration);
      const properties = someProperties(i, j);
      const expected = exploreSync(system, { properties });
      const result = symbolic(system, properties);
      expect(summary(result)).toEqual(summary(expected));
      for (const { verdict, counterexample, example, witness } of result.properties) {
        for (const trace of [counterexample, example, witness]) expectToRun(system, trace);
        seen.violated += Number(verdict === "violated");
        seen.held += Number(verdict === "holds");
        seen.vacuous += Number(verdict === "vacuous");
        const { events, loop } = counterexample ?? { events: [], loop: null };
        seen.lassos += Number(loop !== null && events.length > loop);
      }
      for (const { trace } of [...result.silences, ...result.errors, ...result.waits]) {
        expectToRun(system, trace);
      }
      seen.silences += result.silences.length;
      seen.errors += result.errors.length;
      seen.waits += result.waits.length;
    }),
    { numRuns: RUNS },
  );
  // Each must really have occurred, or the comparison shows little.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(RUNS / 30);
});

test("loops serve every fair class", () => {
  fc.assert(
    fc.property(randomSystem, fc.nat({ max: 2 }), (declaration, j) => {
      const system = compiled(declaration);
      const properties = someProperties(0, j).filter(({ kind }) => kind === "leadsTo");
      for (const { counterexample } of symbolic(system, properties).properties) {
        if (counterexample?.loop == null) continue;
        const { events, loop } = counterexample;
        const ids = events.slice(loop);
        const behaviour = run(system, traceEvents(system, counterexample)).states.slice(loop);
        for (const { events: members } of system.fairClasses) {
          const isTaken = ids.some((id) => members.includes(id));
          const isIdle = behaviour.some((state) =>
            members.every((id) => !presses(system, state, id)),
          );
          expect(isTaken || isIdle).toBe(true);
        }
      }
    }),
    { numRuns: RUNS },
  );
});

/**
 * Two fair loops and one between them that is not, though it is the nearest:
 *   start -> between    nearest; "works" is due there for ever, and was done on the way in
 *   start -> far -> left1 <-> left2
 *   left1 -- works --> between -- works --> right
 */
test("a loop between fair loops is none where what is due in it is done only on the way in", () => {
  const to = (target: string) => ({ target });
  const walker = machineOf("walker", {
    initial: "start",
    states: {
      start: { on: { jumps: to("between"), strays: to("far") } },
      far: { on: { strays: to("left1") } },
      left1: { on: { turns: to("left2"), works: to("between") } },
      left2: { on: { turns: to("left1") } },
      between: { on: { turns: to("between"), works: to("right") } },
      right: { on: { turns: to("right") } },
      over: {},
    },
  });
  const fair = { fair: { assumption: "a test" } };
  const types = ["jumps", "strays", "turns", "works"];
  const events = Object.fromEntries(types.map((type) => [type, eventOf("walker", [], fair)]));
  const system = compiled(systemOf([walker], events));
  const from = inState("walker", "start");
  const properties: Property[] = [
    { ...claim, name: "ends", kind: "leadsTo", from, to: inState("walker", "over") },
  ];
  const result = symbolic(system, properties);
  expect(summary(result)).toEqual(summary(exploreSync(system, { properties })));
  const { verdict, steps, counterexample } = result.properties[2]!;
  expect([verdict, steps]).toEqual(["violated", 2]);
  const { states } = run(system, traceEvents(system, counterexample!));
  const places = states.map(([at]) => system.machines[0]!.table.states[at!]!.value);
  expect(places.slice(counterexample!.loop!)).not.toContain("between");
});

function presses(system: CompiledSystem, state: Uint16Array, id: number): boolean {
  const { initiator, participants } = system.events[id]!;
  const cell = (m: number) => {
    const { table, column } = system.machines[m]!;
    return table.next[state[m]! * table.events.length + column[id]!]!;
  };
  return cell(initiator) >= 0 && participants.every((m) => cell(m) !== -1);
}

test("monitors, with what they observe, are followed as by the plain engine", () => {
  let violated = 0;
  fc.assert(
    fc.property(randomSystem, fc.nat({ max: 2 }), (declaration, i) => {
      const system = compiled(declaration);
      const counter = machineOf(
        "counter",
        {
          initial: "none",
          states: {
            none: {
              on: {
                e0: { guard: ({ event }: Seen) => event.where === `s${i}`, target: "once" },
                e1: { guard: ({ event }: Seen) => event.other === "s0", target: "once" },
              },
            },
            once: { on: { e0: { target: "twice" }, e1: { target: "none" } } },
            twice: {
              on: { e1: { guard: ({ event }: Seen) => event.where === "s1", target: "none" } },
            },
          },
        },
        {
          key: String(i),
          monitor: true,
          observes: {
            where: { machine: "m0", project: (s) => s.value },
            other: { machine: "m1", project: (s) => s.value },
          },
        },
      );
      const properties: Property[] = [
        {
          ...claim,
          name: "notTwice",
          kind: "invariant",
          monitor: counter,
          holds: { is: "not", of: inState("counter", "twice") },
        },
        {
          ...claim,
          name: "goesOn",
          kind: "leadsTo",
          monitor: counter,
          from: inState("counter", "once"),
          to: inState("counter", "twice"),
        },
      ];
      const expected = exploreSync(system, { properties });
      const result = symbolic(system, properties);
      expect(summary(result)).toEqual(summary(expected));
      violated += result.properties.filter(({ verdict }) => verdict === "violated").length;
    }),
    { numRuns: RUNS / 2 },
  );
  expect(violated).toBeGreaterThan(RUNS / 10);
});
