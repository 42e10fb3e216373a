/** What the machines mean: accesses, paths, what may be late, what a clause does. */
import { describe, expect, test } from "vitest";
import { resolveReading } from "../checker/asking/reading.ts";
import { compileSystem } from "../checker/compile/compile.ts";
import type { CompiledSystem } from "../checker/compile/system.ts";
import { parseOneLine, phraseOf } from "../checker/trace/phrase.ts";
import { advance, eventsThat, initialState, localStates } from "../checker/trace/walk.ts";
import { checkFreely } from "../checker/verdict/check.ts";
import { runner } from "../checker/verdict/runs.ts";
import { model } from "./model.ts";
import { change } from "./readings/change.ts";
import { v14AsWritten } from "./readings/v1.4-as-written.ts";
import { type Scope, smallScope } from "./scope.ts";
import { compose, type Part } from "./system.ts";

const system = (
  parts: readonly Part[],
  bounds: Partial<Scope>,
  reading = "v1.4-as-written",
): CompiledSystem =>
  compileSystem(
    compose("test", { ...smallScope, buffers: 1, ...bounds }, parts),
    resolveReading(model, reading),
  );

/** The state after a one-line trace. */
function after(of: CompiledSystem, line: string) {
  let state = initialState(of);
  for (const id of line === "" ? [] : parseOneLine(of, line).events) {
    state = advance(of, state, of.events[id]!);
  }
  return state;
}

/** What can happen after a one-line trace, in phrases. */
const possible = (of: CompiledSystem, line: string): readonly string[] =>
  eventsThat("happen", of, after(of, line)).map(({ declaration, event }) =>
    phraseOf(declaration, event),
  );

/** The name of a machine's local state after a one-line trace. */
const stateOf = (of: CompiledSystem, machine: string, line: string): string | undefined =>
  localStates(of, after(of, line))(machine)?.value;

describe("a register access", () => {
  const of = system(["control", "dataPath"], { suspends: 1 });

  test("carries the whole value, and its effect is a later step", () => {
    expect(stateOf(of, "status", "write 1F")).toBe("suspending.consuming");
    expect(possible(of, "write 1F")).toContain("read 0F");
    expect(stateOf(of, "status", "write 1F; stop consuming; present suspended")).toBe("suspended");
  });

  test("with the same byte means another thing in another state", () => {
    const suspended = "write 1F; stop consuming; present suspended; read 1B goes on";
    expect(stateOf(of, "status", `${suspended}; write 1F`)).toBe("resuming");
  });

  test("from a read that came before is two steps, and anything may come between", () => {
    const linux = system(
      ["control", "dataPath"],
      { suspends: 1 },
      "v1.4-as-written,driver-writes-from=read",
    );
    expect(possible(linux, "")).not.toContain("write 1F");
    expect(possible(linux, "first read 0F")).toContain("write 1F");
    expect(possible(linux, "first read 0F")).toContain("poll q0");
  });

  test("of a selected register can be paused after the selection", () => {
    const two = system(["control", "dataPath", "queueRegisters", "cpus", "secondDriver"], {
      queues: 2,
      queueResets: 1,
      migrations: 1,
    });
    expect(possible(two, "select q0")).toContain("migrate");
    expect(possible(two, "select q0; migrate; pause CPUs")).not.toContain(
      "write queue_reset q0=1, performed",
    );
  });
});

describe("a path", () => {
  const parts: readonly Part[] = [
    "control",
    "dataPath",
    "kicks",
    "interrupts",
    "cpus",
    "migration",
  ];
  const direct = system(parts, { suspends: 1, migrations: 1 });
  const trapped = system(parts, { suspends: 1, migrations: 1, common: "trapped" });

  test("that is direct gives the device the write, and the CPU goes on", () => {
    expect(stateOf(direct, "status", "write 1F")).toBe("suspending.consuming");
    expect(stateOf(direct, "vcpu", "write 1F")).toBe("running");
  });

  test("that is trapped gives the hypervisor the write, and the CPU waits", () => {
    expect(stateOf(trapped, "status", "write 1F")).toBe("running");
    expect(stateOf(trapped, "vcpu", "write 1F")).toBe("trapped");
    expect(possible(trapped, "write 1F").some((p) => p.startsWith("b0 available"))).toBe(false);
    expect(stateOf(trapped, "status", "write 1F; perform 1F")).toBe("suspending.consuming");
  });

  test("leaves the hypervisor accesses of its own, and the device cannot tell who wrote", () => {
    expect(possible(direct, "migrate; pause CPUs; VMM reads 0F, asks")).toContain("VMM writes 1F");
    expect(
      stateOf(direct, "status", "migrate; pause CPUs; VMM reads 0F, asks; VMM writes 1F"),
    ).toBe(stateOf(direct, "status", "write 1F"));
  });

  const used = "b0 available q0; kick q0; handle kick q0; fetch b0 q0; use b0 q0; interrupt q0";

  test("that is direct delivers what the device wrote before a read, the message last", () => {
    expect(stateOf(direct, "interrupt0", `${used}; write 1F`)).toBe("underWay");
    expect(stateOf(direct, "interrupt0", `${used}; write 1F; read 0F`)).toBe("atCpu");
  });

  test("that is trapped delivers nothing", () => {
    const asked = `${used}; write 1F; perform 1F; ask status; answer 0F`;
    expect(stateOf(trapped, "interrupt0", asked)).toBe("underWay");
  });

  test("of one function keeps a kick before a later status write; an eventfd does not", () => {
    const overtaken = system(["control", "dataPath", "kicks"], { suspends: 1, notify: "eventfd" });
    const line = "b0 available q0; kick q0; write 1F; stop consuming; present suspended";
    expect(stateOf(direct, "kick0", line)).toBe("held");
    expect(stateOf(overtaken, "kick0", line)).toBe("underWay");
    expect(possible(overtaken, line)).toContain("kick q0 arrives");
  });
});

describe("a sentence of a user's own", () => {
  const own = change(v14AsWritten, {
    name: "own",
    says: "a driver of a suspended device selects no virtqueue",
    free: ["B26a"],
    choose: { "queue-reset-while-suspended": "ignored" },
    sentences: [
      {
        kind: "forbid",
        id: "X-1",
        says: "A driver of a suspended device selects no virtqueue.",
        machine: "driver",
        event: "driver.selectsQueue",
        when: (s) => s.value === "suspended",
      },
    ],
  });

  test("makes a broken property hold, beside a baseline on which it has no bearing", async () => {
    const h3 = model.scenarios.find(({ name }) => name.startsWith("holes/h3"))!;
    const { answers } = await checkFreely(model, runner(model), h3, h3.scope, own);
    const verdicts = answers.map(({ name, verdict, baseline }) => [name, verdict, baseline]);
    expect(verdicts).toContainEqual(["noAccessAfterRelease", "holds", null]);
    expect(verdicts).toContainEqual(["queueResetWaitEnds", "holds", "holds"]);
  });

  test("that has no bearing on the whole system is refused", () => {
    const of = compose("test", smallScope, ["control", "dataPath"]);
    expect(() => compileSystem(of, own)).toThrow('Sentence "X-1"');
  });
});

describe("a clause", () => {
  const parts: readonly Part[] = ["control", "dataPath"];
  const line = "b0 available q0; poll q0; write 1F";

  test("that forbids blocks; freed, its party may do either", () => {
    const bound = system(parts, { suspends: 1 });
    const freed = system(parts, { suspends: 1 }, "v1.4-as-written,-S-16a");
    expect(possible(bound, line)).not.toContain("present suspended");
    expect(possible(freed, line)).toEqual(
      expect.arrayContaining(["present suspended", "stop consuming"]),
    );
  });

  test("that obliges makes its event fair; freed, nothing does", () => {
    const fair = (reading: string): readonly string[] =>
      system(parts, { suspends: 1 }, reading).fairClasses.map(({ type }) => type);
    expect(fair("v1.4-as-written")).toContain("device.presentsSuspended");
    expect(fair("v1.4-as-written,-S-14")).not.toContain("device.presentsSuspended");
    expect(fair("v1.4-musts-only")).not.toContain("device.stopsConsuming");
  });

  test("that nobody wrote leaves every answer that a device can give", () => {
    const v2 = system(
      ["control", "dataPath", "configuration"],
      { suspends: 1, configChanges: 1 },
      "v2-reconstructed",
    );
    const suspended = possible(v2, "write 1F; stop consuming; present suspended 1F");
    expect(suspended).toContain("config change seen late");
    expect(suspended).toContain("config change hidden");
  });
});
