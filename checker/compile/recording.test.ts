import { describe, expect, test } from "vitest";
import { compileSystem } from "./compile.ts";
import { buildMachine } from "./recording.ts";
import { machineTable } from "./tables.ts";
import { eventOf, machineOf, readingWith, systemOf } from "./tiny.testing.ts";

/** Asks about the second clause only when the first is out. */
function asking() {
  let built = 0;
  const machine = machineOf("m", (reading) => {
    built += 1;
    const goes =
      reading.inForce("A") || (reading.choice("kicks") === "kept" && reading.inForce("B"));
    return { initial: "s", states: { s: { on: goes ? { E: { target: "t" } } : {} }, t: {} } };
  });
  return { machine, builds: () => built };
}

describe("recording", () => {
  test("what a machine asks is recorded with the answers, in order", () => {
    const { machine } = asking();
    const { consulted } = buildMachine(machine, readingWith({ choices: { kicks: "kept" } }));
    expect(consulted).toEqual([
      { kind: "clause", id: "A", value: "out" },
      { kind: "choice", id: "kicks", value: "kept" },
      { kind: "clause", id: "B", value: "out" },
    ]);
  });

  test("a machine is built once for every combination of answers that it gets", () => {
    const { machine, builds } = asking();
    const choices = { kicks: "kept" };
    const one = buildMachine(machine, readingWith({ inForce: new Set(["A"]) }));
    expect(buildMachine(machine, readingWith({ inForce: new Set(["A", "B", "C"]) }))).toBe(one);
    expect(builds()).toBe(1);
    buildMachine(machine, readingWith({ choices }));
    buildMachine(machine, readingWith({ choices, inForce: new Set(["B"]) }));
    buildMachine(machine, readingWith({ choices, inForce: new Set(["B", "D"]) }));
    expect(builds()).toBe(3);
  });

  test("a reading without a choice that is asked for is an error", () => {
    const { machine } = asking();
    expect(() => buildMachine(machine, readingWith({ choices: { kick: "kept" } }))).toThrow(
      /Reading "plain" makes no choice for interpretation "kicks".*Did you mean "kick"/,
    );
  });

  test("a machine that asks other questions after the same answers is an error", () => {
    let turn = 0;
    const machine = machineOf("m", (reading) => {
      reading.inForce(turn++ === 0 ? "A" : "B");
      return {};
    });
    buildMachine(machine, readingWith({ inForce: new Set(["A"]) }));
    expect(() => buildMachine(machine, readingWith())).toThrow(/asks different questions/);
  });
});

describe("sharing", () => {
  const events = [{ type: "E" }];

  test("readings that a machine cannot tell apart share a table", () => {
    const { machine } = asking();
    const first = machineTable(machine, events, readingWith({ inForce: new Set(["A"]) }));
    const other = asking().machine;
    expect(machineTable(other, events, readingWith({ inForce: new Set(["A", "X"]) }))).toBe(first);
    const out = readingWith({ choices: { kicks: "dropped" } });
    expect(machineTable(machine, events, out)).not.toBe(first);
  });

  test("a mutation of a machine shares no table with it", () => {
    const plain = machineOf("m", { initial: "s", states: { s: { on: { E: { target: "s" } } } } });
    const mutated = machineOf("m", { initial: "s", states: { s: { on: { E: {} } } } });
    const reading = readingWith();
    expect(machineTable(plain, events, reading).next).not.toEqual(
      machineTable(mutated, events, reading).next,
    );
  });

  test("a value that build closes over and the key leaves out is an error", () => {
    const counting = (target: string) =>
      machineOf("counting", {
        initial: "s",
        context: {},
        states: { s: { on: { E: { guard: () => target === "s", target: "s" } } } },
      });
    const reading = readingWith();
    machineTable(counting("s"), events, reading);
    expect(() => machineTable(counting("t"), events, reading)).toThrow(
      /Machines of kind "counting" and key "" differ.*Put every value that build closes over/,
    );
  });

  test("a system lists every setting that its machines consulted, once", () => {
    const { machine } = asking();
    const twin = { ...machine, name: "twin", kind: "twin" };
    const declaration = systemOf([machine, twin], { E: eventOf("m", ["twin"]) });
    const system = compileSystem(declaration, readingWith({ inForce: new Set(["A"]) }));
    expect(system.consulted).toEqual([{ kind: "clause", id: "A", value: "in" }]);
  });
});
