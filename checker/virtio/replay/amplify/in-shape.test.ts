/** Replays in shapes: what they find, and that one leaves nothing behind for the next. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PATTERNS, type Shape } from "../../../trace/shape.ts";
import { ShapeReplay } from "./in-shape.ts";
import { unfit } from "./placing.ts";
import type { Operation, Script, Step } from "./script.ts";
import { anyShape, compiledScenarios, walkedScript } from "./walking.testing.ts";

const compiled = compiledScenarios();
const chances = (steps: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat(), { minLength: steps, maxLength: steps });

const walkInShape = (steps: number): fc.Arbitrary<{ script: Script; shape: Shape }> =>
  fc
    .tuple(fc.constantFrom(...compiled), chances(steps))
    .map(([of, each]) => walkedScript(of, each))
    .filter((script) => script !== null)
    .chain((script) => anyShape(script).map((shape) => ({ script, shape })));

describe("a replay in a shape", () => {
  test("does what the model does, and leaves what it leaves in a memory that is new", () => {
    const seen = new Map<Operation, number>();
    fc.assert(
      fc.property(walkInShape(80), ({ script, shape }) => {
        expect(unfit(script, shape)).toBeNull();
        for (const { operation } of script.steps)
          seen.set(operation, (seen.get(operation) ?? 0) + 1);
        const replay = new ShapeReplay(script);
        expect(replay.run(shape)).toBeNull();
        const { bytes } = replay;
        // The same rings in another shape leave nothing behind.
        const chains = shape.chains.map(
          (one) => PATTERNS.findLast((other) => other.length === one.length)!,
        );
        const other = { ...shape, chains, start: shape.start === 0 ? 1 : 0 };
        expect([replay.run(other), replay.run(shape), replay.run(other)]).toEqual(
          Array(3).fill(null),
        );
        expect(replay.run(shape)).toBeNull();
        expect(Buffer.compare(replay.bytes, bytes)).toBe(0);
      }),
      { numRuns: 400, seed: 4 },
    );
    expect(seen.size).toBe(17);
    expect(Math.min(...seen.values())).toBeGreaterThan(5);
  });

  test("fails where the script says what is not so, and says what it says", () => {
    const failed = new Map<string, number>();
    const falsified = walkInShape(40).chain(({ script, shape }) =>
      fc.record({
        script: fc.constant(script),
        shape: fc.constant(shape),
        at: fc.nat({ max: Math.max(script.steps.length - 1, 0) }),
        how: fc.constantFrom(...Object.entries(falsehoods)),
      }),
    );
    fc.assert(
      fc.property(falsified, ({ script, shape, at: from, how: [about, falsify] }) => {
        // The first step from one on, and round again, that says it.
        const all = script.steps.map((step) => falsify(step, script));
        const at = [...all.keys()].find((i) => all[(from + i) % all.length] !== undefined);
        if (at === undefined) return;
        const place = (from + at) % all.length;
        const wrong = all[place]!;
        const steps = script.steps.with(place, wrong);
        const failure = new ShapeReplay({ ...script, steps }).run(shape);
        expect([about, failure]).toEqual([
          about,
          { step: place + 1, event: wrong.event, says: expect.stringContaining(about) },
        ]);
        failed.set(about, (failed.get(about) ?? 0) + 1);
      }),
      { numRuns: 600, seed: 5 },
    );
    expect([...failed.keys()].sort()).toEqual(Object.keys(falsehoods).sort());
  });
});

type Falsify = (step: Step, script: Script) => Step | undefined;

const first =
  (change: (facts: Step["facts"][0]) => Partial<Step["facts"][0]>): Falsify =>
  (step) => ({
    ...step,
    facts: step.facts.with(0, { ...step.facts[0]!, ...change(step.facts[0]!) }),
  });

/** One for each thing that a step says, by what is said of it; undefined where a step
 *  does not say it. */
const falsehoods: Readonly<Record<string, Falsify>> = {
  "it is to break the kernel's chainEnds": (step) => ({
    ...step,
    breaks: [...step.breaks, "chainEnds"],
  }),
  "which the model does not say": (step) =>
    step.breaks.length > 0 && step.breaks[0] !== "lastCopyIsComplete"
      ? { ...step, breaks: [] }
      : undefined,
  stoppedDeviceIsSilent: (step) =>
    step.operation === "fetch" && step.gate === "live" ? { ...step, gate: "stopped" } : undefined,
  "the bytes give buffer": (step, { buffers }) =>
    step.operation === "fetch" && buffers > 1 ? { ...step, b: (step.b + 1) % buffers } : undefined,
  "availIdx is": first(({ availIdx }) => ({ availIdx: availIdx + 1 })),
  "usedIdx is": first(({ usedIdx }) => ({ usedIdx: usedIdx + 1 })),
  "nextAvail is": first(({ nextAvail }) => ({ nextAvail: nextAvail + 1 })),
  "nextUsed is": first(({ nextUsed }) => ({ nextUsed: nextUsed + 1 })),
  "lastUsed is": first(({ lastUsed }) => ({ lastUsed: lastUsed + 1 })),
  "enabled is": first(({ enabled }) => ({ enabled: !enabled })),
  "released is": first(({ released }) => ({ released: !released })),
  "owners is": first(({ owners }) => ({
    owners: owners.with(0, owners[0] === "used" ? "driver" : "used"),
  })),
  "inFlight is": first(({ inFlight }) => ({ inFlight: [...inFlight, 7] })),
  "owesKick is": first(({ owesKick }) => ({ owesKick: owesKick !== true })),
  "owesInterrupt is": first(({ owesInterrupt }) => ({ owesInterrupt: owesInterrupt !== true })),
  "saved is": first(() => ({ saved: 7 })),
  "entries is": first(() => ({ entries: "avail 1=3" })),
  "memory was written since its copy": (step, { copies }) =>
    copies ? { ...step, written: !step.written } : undefined,
};
