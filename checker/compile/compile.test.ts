import { describe, expect, test } from "vitest";
import { compileSystem } from "./compile.ts";
import type { CompiledMachine, CompiledSystem } from "./system.ts";
import { eventOf, machineOf, readingWith, systemOf } from "./tiny.testing.ts";

const always = (...types: string[]) => ({
  initial: "s",
  states: { s: { on: Object.fromEntries(types.map((type) => [type, { target: "s" }])) } },
});

function compile(declaration: ReturnType<typeof systemOf>, inForce: string[] = []): CompiledSystem {
  return compileSystem(declaration, readingWith({ inForce: new Set(inForce) }));
}

/** The name of the mask that has the event's bit in the initial local state. */
function attitude(machine: CompiledMachine, id: number): string {
  const masks = ["takes", "declines", "blocks", "guardsOff", "silent"] as const;
  const names = masks.filter((name) => (machine[name][id >>> 5]! >>> (id & 31)) & 1);
  return names.join(" ");
}

describe("which events and participants exist", () => {
  test("an event whose initiator is left out does not exist", () => {
    const declaration = systemOf([machineOf("a", always("e", "f"))], {
      e: eventOf("a"),
      f: eventOf("hypervisor", ["a"]),
    });
    expect(compile(declaration).events.map(({ name }) => name)).toEqual(["e"]);
  });

  test("a participant that is left out constrains nothing", () => {
    const declaration = systemOf([machineOf("a", always("e"))], {
      e: eventOf("a", ["hypervisor"], { mayBlock: ["hypervisor"] }),
    });
    expect(compile(declaration).events).toMatchObject([{ participants: [], mayBlock: [] }]);
  });

  test("a system with two machines of one name, or with a monitor, is an error", () => {
    const a = machineOf("a", always());
    expect(() => compile(systemOf([a, a], {}))).toThrow(/two machines called "a"/);
    const monitor = { ...a, monitor: true };
    expect(() => compile(systemOf([monitor], {}))).toThrow(/Give it to the property that needs it/);
  });
});

describe("masks", () => {
  const answers = { t: { target: "s" }, b: {} };
  const declaration = systemOf(
    [
      machineOf("taker", { initial: "s", states: { s: { on: { e: answers.t, f: answers.b } } } }),
      machineOf("blocker", { initial: "s", states: { s: { on: { e: answers.b } } } }),
      machineOf("guard", { initial: "s", states: { s: { on: { e: answers.b } } } }),
      machineOf("mute", { initial: "s", states: { s: {} } }),
      machineOf("stranger", { initial: "s", states: { s: {} } }),
    ],
    {
      e: eventOf("taker", ["blocker", "guard", "mute"], { mayBlock: ["blocker"] }),
      f: eventOf("taker"),
      g: eventOf("mute"),
    },
  );

  test("each machine takes, declines, blocks, guards off or is silent", () => {
    const system = compile(declaration);
    expect(system.machines.map((machine) => attitude(machine, 0))).toEqual([
      "takes",
      "blocks",
      "guardsOff",
      "silent",
      "takes",
    ]);
  });

  test("an initiator declines what it blocks and what it does not know", () => {
    const system = compile(declaration);
    expect(attitude(system.machines[0]!, 1)).toBe("declines");
    expect(attitude(system.machines[3]!, 2)).toBe("declines");
  });

  test("the thirty-third event is in the second word", () => {
    const many = systemOf([machineOf("a", always("e"))], {
      e: eventOf("a", [], { parameters: { n: Array.from({ length: 40 }, (_, n) => n) } }),
    });
    const system = compile(many);
    expect(system.words).toBe(2);
    expect(system.machines.map((machine) => attitude(machine, 39))).toEqual(["takes"]);
  });

  test("types that a participant never takes are impossible in this reading", () => {
    expect(compile(declaration).impossible).toEqual(["e", "f", "g"]);
    expect(
      compile(systemOf([machineOf("a", always("e"))], { e: eventOf("a") })).impossible,
    ).toEqual([]);
  });
});

describe("fairness", () => {
  const parameters = { q: [0, 1], value: [7, 8] };
  const declaration = systemOf([machineOf("a", always("e", "f", "g"))], {
    e: eventOf("a", [], { parameters, identity: ["q"], fair: { clause: "B62" } }),
    f: eventOf("a", [], { parameters, fair: { assumption: "time passes" } }),
    g: eventOf("a"),
  });

  test("a class is a type with its identity parameters, its values open", () => {
    const { fairClasses, events } = compile(declaration, ["B62"]);
    expect(fairClasses.map(({ name, events: ids }) => [name, ids.length])).toEqual([
      ["e {q: 0}", 2],
      ["e {q: 1}", 2],
      ["f", 4],
    ]);
    expect(events.map(({ fairClass }) => fairClass)).toEqual([0, 0, 1, 1, 2, 2, 2, 2, -1]);
  });

  test("a clause obliges only where it is in force", () => {
    expect(compile(declaration).fairClasses.map(({ name }) => name)).toEqual(["f"]);
  });

  test("fairness that rests on no clause is listed", () => {
    expect(compile(declaration, ["B62"]).assumptions).toEqual([
      { type: "f", assumption: "time passes" },
    ]);
  });
});

test("answers belong to one choice of the initiator", () => {
  const declaration = systemOf([machineOf("a", always("e"))], {
    e: eventOf("a", [], { parameters: { q: [0, 1], value: [7, 8] }, answers: ["value"] }),
  });
  expect(compile(declaration).choices).toEqual([
    [0, 1],
    [2, 3],
  ]);
});

test("a budget that is no whole number from 1 to 65535 is an error", () => {
  const declaration = systemOf([machineOf("a", always())], {});
  for (const maxLocalStates of [0, 1.5, 70_000]) {
    expect(() => compileSystem(declaration, readingWith(), { maxLocalStates })).toThrow(
      `maxLocalStates is ${maxLocalStates}; legal: a whole number from 1 to 65535`,
    );
  }
});
