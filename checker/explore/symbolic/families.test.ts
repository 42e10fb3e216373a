import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMachine, type MachineConfig } from "xstate";
import { eventOf, machineOf, readingWith, systemOf } from "../../compile/tiny.testing.ts";
import type { MachineDeclaration, ReadingView, SystemDeclaration } from "../../types/index.ts";
import { exploreFamily, setName } from "../families.ts";
import { base, clause, declaration, device, kick, noBufferIsLost } from "../lost-buffer.testing.ts";
import { randomSystem } from "../random-systems.testing.ts";
import { claim, inState, someProperties } from "./agreement.testing.ts";
import { exploreFamilySymbolic, type SymbolicFamilyOptions } from "./families.ts";

/** Both engines on one family; returns what the reference says. */
function expectSame(options: SymbolicFamilyOptions) {
  const expected = exploreFamily(options);
  const result = exploreFamilySymbolic({ ...options, trace: true });
  if (result.gaveUp !== null) throw new Error(`it gave up: ${result.gaveUp}`);
  const names = (sets: typeof expected.enough) => sets.map(setName);
  expect(names(result.enough)).toEqual(names(expected.enough));
  expect(setName(result.needed)).toBe(setName(expected.needed));
  expect(setName(result.redundant)).toBe(setName(expected.redundant));
  expect(result.readings).toBe(BigInt(expected.members.length));
  expect(result.pairs).toBe(
    expected.members.reduce((sum, { states }) => sum + BigInt(states!), 0n),
  );
  for (const { settings, verdict, isGood } of expected.members) {
    expect(result.violates(settings)).toBe(verdict === "violated");
    expect(result.isGood(settings)).toBe(isGood);
  }
  expect(result.counterexample === null).toBe(result.violating === 0n);
  return { expected, result };
}

/** What one clause, when it is in force, makes of a machine's answer to an event. */
interface Amendment {
  readonly machine: number;
  readonly state: number;
  readonly event: number;
  readonly clause: "A" | "B" | "C";
  readonly becomes: "taken" | "forbidden" | "silent";
  readonly to: number;
}

const amendments = fc.array(
  fc.record<Amendment>({
    machine: fc.nat({ max: 2 }),
    state: fc.nat({ max: 2 }),
    event: fc.nat({ max: 3 }),
    clause: fc.constantFrom("A", "B", "C"),
    becomes: fc.constantFrom("taken", "taken", "forbidden", "silent"),
    to: fc.nat({ max: 2 }),
  }),
  { minLength: 8, maxLength: 24 },
);

type States = Record<string, { on: Record<string, unknown> }>;

/**
 * The random system with a few transitions that depend on a clause. One that is
 * complete is silent about nothing and may block everything, as otherwise hardly
 * any reading is good.
 */
function amended(
  { name, machines: given, events: declared }: SystemDeclaration,
  all: readonly Amendment[],
  isComplete: boolean,
): SystemDeclaration {
  const [first] = Object.keys(declared);
  const events = Object.fromEntries(
    Object.entries(declared).map(([type, { fair, ...declaration }]) => [
      type,
      {
        ...declaration,
        ...(type === first ? { fair: { clause: "B" } } : fair === undefined ? {} : { fair }),
        ...(isComplete ? { mayBlock: declaration.participants } : {}),
      },
    ]),
  );
  const system = { name, machines: given, events };
  const machines = system.machines.map((machine, m): MachineDeclaration => {
    const own = all.filter((a) => a.machine === m && !(isComplete && a.becomes === "silent"));
    return {
      ...machine,
      key: JSON.stringify([machine.key, own, isComplete]),
      build: (reading) => createMachine(amendConfig(machine, own, system, reading, isComplete)),
    };
  });
  return { ...system, machines };
}

function amendConfig(
  machine: MachineDeclaration,
  own: readonly Amendment[],
  { events }: SystemDeclaration,
  reading: ReadingView,
  isComplete: boolean,
): MachineConfig<Record<string, number>, { readonly type: string }> {
  const { config } = machine.build(reading);
  const states = Object.fromEntries(
    Object.entries(config.states as States).map(([name, state]) => [
      name,
      { ...state, on: { ...state.on } },
    ]),
  );
  const takesPart = (type: string): boolean => {
    const declaration = events[type];
    if (declaration === undefined) return false;
    return [declaration.initiator, ...declaration.participants].includes(machine.name);
  };
  for (const [name, { on }] of Object.entries(states)) {
    if (!isComplete) break;
    for (const type of Object.keys(events).filter(takesPart)) on[type] ??= { target: name };
  }
  for (const { state, event, clause: id, becomes, to } of own) {
    if (!reading.inForce(id) || !takesPart(`e${event}`)) continue;
    const { on } = states[`s${state}`]!;
    if (becomes === "silent") delete on[`e${event}`];
    else on[`e${event}`] = becomes === "forbidden" ? {} : { target: `s${to}` };
  }
  return { ...config, states } as never;
}

test("verdicts, sets that are enough and pairs are those of one reading after another", () => {
  const seen = { violated: 0, held: 0, enough: 0, dead: 0 };
  fc.assert(
    fc.property(
      randomSystem,
      amendments,
      fc.nat({ max: 6 }),
      fc.nat({ max: 2 }),
      fc.boolean(),
      (system, all, which, i, isComplete) => {
        const declaration = amended(system, all, isComplete);
        const { expected, result } = expectSame({
          base: readingWith(),
          switches: [clause("A"), clause("B"), clause("C")],
          systemFor: () => declaration,
          property: someProperties(i, 1)[which]!,
        });
        expect(result.dead.map(({ id }) => id)).toEqual(expected.dead.map(({ id }) => id));
        seen.violated += Number(result.violating > 0n);
        seen.held += Number(result.violating < result.readings);
        seen.enough += Number(expected.enough.some((set) => set.length > 0));
        seen.dead += Number(expected.dead.length > 0);
      },
    ),
    { numRuns: 80 },
  );
  // Each must really have occurred, or the comparison shows little.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
});

describe("a family with a choice", () => {
  const options = {
    base,
    switches: [clause("A"), clause("B"), clause("C"), kick],
    systemFor: () => declaration,
    property: noBufferIsLost,
  };

  test("has alternatives that are enough, and dead clauses", () => {
    const { result } = expectSame(options);
    expect(result.enough.map(setName)).toEqual(["A in", "B in", "kick=kept"]);
    expect(result.dead.map(({ id }) => id)).toEqual(["C"]);
    expect(result.violating).toBe(2n);
  });

  test("shows the reading of its shortest counterexample", () => {
    const { result } = expectSame(options);
    expect(setName(result.counterexample!.settings)).toBe("A out + B out + C out + kick=dropped");
    expect(result.counterexample!.trace!.events).toHaveLength(2);
  });

  test("uses the fairness that each reading obliges", () => {
    const fair = systemOf([device], {
      ...declaration.events,
      suspends: eventOf("device", [], { fair: { clause: "D" } }),
    });
    const { result } = expectSame({
      ...options,
      switches: [clause("D"), kick],
      systemFor: () => fair,
      property: {
        ...claim,
        name: "itGetsSafe",
        kind: "leadsTo",
        from: { is: "local", machine: "device", test: () => true },
        to: inState("device", "safe"),
      },
    });
    expect(result.enough.map(setName)).toEqual(["D in + kick=kept"]);
  });

  test("calls no clause dead that changes a tag alone, by which rest and waiting are told", () => {
    const tagged = machineOf("device", (reading: ReadingView) => ({
      initial: "kicked",
      states: {
        kicked: { on: { suspends: { target: "safe" } } },
        safe: { tags: reading.inForce("A") ? ["rest"] : [] },
        lost: { tags: reading.inForce("B") ? ["rest"] : [] },
      },
    }));
    const { expected, result } = expectSame({
      ...options,
      switches: [clause("A"), clause("B"), clause("C")],
      systemFor: () => systemOf([tagged], { suspends: eventOf("device") }),
    });
    // B tags a state that is never reached.
    for (const { dead } of [expected, result]) expect(dead.map(({ id }) => id)).toEqual(["B", "C"]);
  });

  test("is followed by a monitor that no switch changes", () => {
    const monitor = machineOf(
      "monitor",
      {
        initial: "none",
        states: { none: { on: { gives: { target: "given" } } }, given: {} },
      },
      { monitor: true },
    );
    expectSame({
      ...options,
      property: {
        ...noBufferIsLost,
        monitor,
        holds: { is: "not", of: inState("monitor", "given") },
      },
    });
  });

  test("is given up in time, though the machines alone would take longer", () => {
    const many = Array.from({ length: 25 }, (_, i) => clause(`C${i}`));
    const asking = machineOf("device", (reading: ReadingView) => {
      const some = many.filter(({ id }) => reading.inForce(id)).length > 0;
      return { initial: "kicked", states: { kicked: some ? { tags: ["rest"] } : {}, lost: {} } };
    });
    const slow = { ...options, switches: many, systemFor: () => systemOf([asking], {}) };
    const started = Date.now();
    expect(exploreFamilySymbolic({ ...slow, timeoutMs: 100 })).toEqual({ gaveUp: "time" });
    expect(Date.now() - started).toBeLessThan(2_000);
    const signal = AbortSignal.abort();
    expect(exploreFamilySymbolic({ ...slow, signal })).toEqual({ gaveUp: "aborted" });
  });

  test("is given up where the monitor asks for a switch", () => {
    const monitor = machineOf(
      "monitor",
      (reading: ReadingView) => ({
        initial: "none",
        states: {
          none: { on: reading.inForce("A") ? { gives: { target: "given" } } : {} },
          given: {},
        },
      }),
      { monitor: true },
    );
    const property = { ...noBufferIsLost, monitor };
    expect(exploreFamilySymbolic({ ...options, property })).toEqual({ gaveUp: "monitor" });
  });
});
