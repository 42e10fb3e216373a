/** A kernel that is wrong about one thing only: the comparison with the model must say so. */
import { describe, expect, test } from "vitest";
import { model } from "../../../models/model.ts";
import { resolveReading } from "../../asking/reading.ts";
import { oneScenario } from "../../commands/select.ts";
import { compileSystem } from "../../compile/compile.ts";
import { parseOneLine } from "../../trace/phrase.ts";
import type { Kernel } from "./kernel.ts";
import { Session } from "./replay.ts";
import type { RingQueue } from "./ring-queue.ts";

function told(name: string, reading: string, line: string) {
  const scenario = oneScenario(model, name);
  const system = compileSystem(scenario.system(scenario.scope), resolveReading(model, reading));
  const events = parseOneLine(system, line).events.map((id) => system.events[id]!);
  /** What the last event gives on a kernel with a slip in it. */
  return (slip: (kernel: Kernel) => void): string | undefined => {
    const session = new Session(system, scenario.scope);
    for (const event of events.slice(0, -1)) expect(session.take(event).mismatch).toBeNull();
    slip(session.kernel);
    return session.take(events.at(-1)!).mismatch?.says;
  };
}

/** Virtqueue 0 answers that, whatever is true. */
const answers =
  <K extends keyof RingQueue>(what: K, answer: RingQueue[K]) =>
  ({ queues }: Kernel): void =>
    void Object.defineProperty(queues[0], what, { get: () => answer });

const owns =
  (owner: "driver" | "released") =>
  ({ memory }: Kernel): void =>
    void Object.defineProperty(memory, "ownerOf", { value: () => owner });

describe("a driver that has released its virtqueue", () => {
  const says = told(
    "h3",
    "v1.4-as-written,-B26a,queue-reset-while-suspended=ignored",
    "poll q0; write 1F; stop consuming; present suspended; read 1B goes on; select q0; " +
      "write queue_reset q0=1, ignored; read queue_reset q0=0, done; release q0; write 1F",
  );

  test("is compared", () => {
    expect(says(() => undefined)).toBeUndefined();
    expect(says(answers("released", false))).toBe(
      "driverQueue0 released is false on the kernel, true in the model",
    );
  });

  test("has memory that is nobody's, and that is compared", () => {
    expect(says(owns("driver"))).toMatch(
      /^driverQueue0 ring memory is released is false on the kernel, queue0 desc\[0\].* at 0x[0-9a-f]+, true in the model$/,
    );
  });
});

describe("of a virtqueue in use", () => {
  const says = told("d8", "v1.4-as-written", "b0 available q0; poll q0; fetch b0 q0; write 1F");

  test("nothing is wrong where nothing is", () => expect(says(() => undefined)).toBeUndefined());

  test("it is compared whether the driver still has the memory", () => {
    expect(says(answers("released", true))).toBe(
      "driverQueue0 released is true on the kernel, false in the model",
    );
    expect(says(owns("released"))).toMatch(/^driverQueue0 ring memory is released is true on/);
  });

  test("it is compared what the device has, and how far the driver is", () => {
    expect(says(answers("enabled", false))).toMatch(/^queue0 enabled is false on the kernel/);
    expect(says(answers("inFlight", []))).toMatch(/^queue0 inFlight is /);
    expect(says(answers("lastUsed", 1))).toMatch(/^driverQueue0 lastUsed is 1 on the kernel, 0 /);
  });
});
