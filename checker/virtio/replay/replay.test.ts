import { describe, expect, test } from "vitest";
import { model } from "../../../models/model.ts";
import type { Scope } from "../../../models/scope.ts";
import { resolveReading } from "../../asking/reading.ts";
import { oneScenario } from "../../commands/select.ts";
import { compileSystem } from "../../compile/compile.ts";
import type { CompiledSystem } from "../../compile/system.ts";
import { lockModel } from "../../testing/lock-model.ts";
import { parseOneLine } from "../../trace/phrase.ts";
import type { Property } from "../../types/index.ts";
import { amplify } from "./amplify/amplify.ts";
import { lastStepBytes } from "./bytes.ts";
import { mismatchLine, type OnKernel, replayOnKernel } from "./replay.ts";

/** A behaviour of a scenario, about one of its properties. */
function behaviour(
  name: string,
  reading: string,
  line: string,
  about: string | null = null,
  bounds: Partial<Scope> = {},
): OnKernel & { readonly system: CompiledSystem } {
  const scenario = oneScenario(model, name);
  const scope = { ...scenario.scope, ...bounds };
  const system = compileSystem(scenario.system(scope), resolveReading(model, reading));
  const property = scenario.properties(scope).find((one) => one.name === about) ?? null;
  return { system, trace: parseOneLine(system, line), property, violates: true, scope };
}

const ignored = "v1.4-as-written,-B26a,queue-reset-while-suspended=ignored";
const released =
  "poll q0; write 1F; stop consuming; present suspended; read 1B goes on; select q0; write queue_reset q0=1, ignored; " +
  "read queue_reset q0=0, done; release q0; write 1F; present resumed; find nothing q0";
const draining = "b0 available q0; poll q0; fetch b0 q0; write 1F; use b0 q0";

const says = (of: OnKernel, startIndex = 0): string | null => {
  const mismatch = replayOnKernel(of, { startIndex });
  return mismatch === null ? null : mismatchLine(mismatch);
};

const naming = (of: OnKernel, memory: Property["memory"]): OnKernel => ({
  ...of,
  property: { ...of.property!, memory },
});

describe("a counterexample", () => {
  const h3 = behaviour("h3", ignored, released, "noAccessAfterRelease");

  test("breaks the invariant that its property names, at its last step", () => {
    expect(says(h3)).toBeNull();
  });

  test("that breaks another one is a mismatch", () => {
    expect(says(naming(h3, { invariant: "suspendedDeviceIsSilent" }))).toBe(
      "on ring memory, step 12, device.findsNothing {q: 0, at: 0}: " +
        "the kernel's suspendedDeviceIsSilent holds, and this step is to break it",
    );
  });

  test("that breaks it before its last step is a mismatch", () => {
    const again = behaviour("h3", ignored, `${released}; poll q0; find nothing q0`);
    const of = { ...again, property: h3.property };
    expect(says(of)).toMatch(/step 12, .*noDeviceAccessAfterRelease is broken before the last/);
  });

  test("that stops before is a mismatch", () => {
    const short = { ...h3.trace, events: h3.trace.events.slice(0, -1) };
    expect(says({ ...h3, trace: short })).toMatch(/step 11, .* and this step is to break it/);
  });
});

describe("a behaviour", () => {
  test("goes over the end of 16-bit indices", () => {
    const d8 = behaviour("d8", "v1.4-as-written", draining);
    for (const startIndex of [0, 65534, 65532, 32768]) expect(says(d8, startIndex)).toBeNull();
  });

  test("is held against the model's states, after each step", () => {
    // An index that is no multiple of the ring size makes the entries differ.
    const d8 = behaviour("d8", "v1.4-as-written", draining);
    expect(says(d8, 65535)).toMatch(
      /^on ring memory, step 1, driver\.makesAvailable .*availSlot0\.|avail\.ring/,
    );
  });

  test("may restore a virtqueue as it was saved, disabled, where the guest has set it up anew", () => {
    const reading = "v1.4-as-written,migration-order=guest-runs";
    const bounds = { resets: 2, migrations: 1, restores: 1, otherCpus: 1 };
    const setsUp = "read 00 goes on; write 01; write 03; write 0B; read 0B goes on";
    const line =
      "CPU 2 reads 0F; CPU 2 writes 8F ignored; migrate; VMM reads 8F, asks; VMM writes 1F; " +
      "stop consuming; present suspended; write 00; VMM reads 9B, goes on; present 00; " +
      `${setsUp}; save 0B; save q0 at -1; enable q0; write 0F; write 00; copy memory; switch; ` +
      `${setsUp}; enable q0; write 0F; b0 available q0; restore q0 at -1; restore 0B`;
    const of = behaviour("contest/registers", reading, line, null, bounds);
    expect(says(of)).toBeNull();
    expect(amplify(of, { runs: 5, seed: 1 })?.smallest).toBeNull();
  });

  test("with an unanswered last event is replayed up to it", () => {
    const d8 = behaviour("d8", "v1.4-as-written", draining);
    const trace = { ...d8.trace, last: "unanswered" } as const;
    expect(says({ ...d8, trace })).toBeNull();
    expect(lastStepBytes({ ...d8, trace }).at(0)).toBe("no byte changed");
  });

  test("of another model is none of ours", () => {
    const [scenario] = lockModel.scenarios;
    const reading = lockModel.readings[0]!;
    const system = compileSystem(scenario!.system(scenario!.scope), reading);
    const trace = { events: [0], loop: null, last: "taken" } as const;
    const of = { system, trace, property: null, violates: true, scope: scenario!.scope };
    expect(replayOnKernel(of)).toBeNull();
    expect(lastStepBytes(of)).toEqual([]);
  });
});

describe("a loop", () => {
  const round = "b0 available q0; poll q0; fetch b0 q0; find nothing q0; use b0 q0; reap b0 q0";

  test("is run twice and comes back to the same bytes and cursors, modulo twice the size", () => {
    const four = [round, round, round, round].join("; ");
    expect(says(behaviour("d8", "v1.4-as-written", `${four}; (${four})*`))).toBeNull();
  });

  test("that does not come back is a mismatch", () => {
    const four = [round, round, round, round].join("; ");
    const of = behaviour("d8", "v1.4-as-written", `(${four})*`);
    expect(says(of)).toMatch(/^on ring memory, step 48, .*: the loop does not come back to /);
  });

  test("of stuttering is none", () => {
    expect(says(behaviour("d8", "v1.4-as-written", `${draining}; (nothing)*`))).toBeNull();
  });
});

describe("the bytes of the last step", () => {
  test("are those that it changed, in 68 columns of 7-bit text", () => {
    const lines = lastStepBytes(behaviour("d8", "v1.4-as-written", draining));
    for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]{1,68}$/);
    expect(lines.map((line) => line.replace(/0x[0-9a-f]+/, "0x0"))).toEqual([
      "queue0 buffer[0] at 0x0:",
      "  5a 5a 5a 5a 5a 5a 5a 5a",
      "  -> a0 a0 a0 a0 a0 a0 a0 a0",
      "queue0 used.ring[0].len at 0x0: 00 00 00 00 -> 08 00 00 00",
      "queue0 used.idx at 0x0: 00 00 -> 01 00",
    ]);
  });

  test("are those that it read where it changed none, and what it breaks stands below", () => {
    expect(lastStepBytes(behaviour("h3", ignored, released)).slice(0, 1)).toEqual([
      "no byte changed",
    ]);
    expect(lastStepBytes(behaviour("h3", ignored, released)).at(-1)).toBe(
      "broken in memory: noDeviceAccessAfterRelease",
    );
  });
});
