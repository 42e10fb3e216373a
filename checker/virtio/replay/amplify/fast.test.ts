/** The fast way and the readable way: the same answer and the same bytes. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Shape } from "../../../trace/shape.ts";
import { FastReplay } from "./fast.ts";
import { runInShape } from "./in-shape.ts";
import { MAX_SIZE, unfit } from "./placing.ts";
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
  test("goes the same way twice over, fast and readable, and leaves the same bytes", () => {
    const seen = new Map<Operation, number>();
    fc.assert(
      fc.property(walkInShape(80), ({ script, shape }) => {
        expect(unfit(script, shape)).toBeNull();
        for (const { operation } of script.steps)
          seen.set(operation, (seen.get(operation) ?? 0) + 1);
        const { failure, bytes } = runInShape(script, shape);
        expect(failure).toBeNull();
        const fast = new FastReplay(script);
        // A replay in another shape before leaves nothing behind.
        fast.run({ ...shape, size: MAX_SIZE, chains: ["RWW"], start: 5 });
        expect(fast.run(shape)).toBe(0);
        expect(Buffer.compare(fast.bytes(shape.size), bytes)).toBe(0);
      }),
      { numRuns: 400, seed: 4 },
    );
    expect(seen.size).toBe(17);
    expect(Math.min(...seen.values())).toBeGreaterThan(5);
  });

  test("fails at the same step where the script says what is not so", () => {
    let failed = 0;
    const falsified = walkInShape(40).chain(({ script, shape }) =>
      fc.record({
        script: fc.constant(script),
        shape: fc.constant(shape),
        at: fc.nat({ max: Math.max(script.steps.length - 1, 0) }),
        how: fc.constantFrom(...falsehoods),
      }),
    );
    fc.assert(
      fc.property(falsified, ({ script, shape, at, how }) => {
        const step = script.steps[at];
        if (step === undefined) return;
        const steps = script.steps.with(at, how(step));
        const { failure } = runInShape({ ...script, steps }, shape);
        if (failure !== null) failed++;
        expect(new FastReplay({ ...script, steps }).run(shape)).toBe(failure?.step ?? 0);
      }),
      { numRuns: 600, seed: 5 },
    );
    expect(failed).toBeGreaterThan(100);
  });
});

const first = (step: Step, changed: Partial<Step["facts"][0]>): Step => ({
  ...step,
  facts: step.facts.with(0, { ...step.facts[0]!, ...changed }),
});

/** One for each thing that a step says. */
const falsehoods: readonly ((step: Step) => Step)[] = [
  (step) => ({ ...step, breaks: [...step.breaks, "chainEnds"] }),
  (step) => ({ ...step, gate: step.gate === "stopped" ? "live" : "stopped" }),
  (step) => ({ ...step, breaks: [] }),
  (step) => ({ ...step, b: step.b + 1 }),
  (step) => ({ ...step, operation: "nothing" }),
  (step) => ({ ...step, written: !step.written }),
  (step) => first(step, { availIdx: step.facts[0]!.availIdx + 1 }),
  (step) => first(step, { usedIdx: step.facts[0]!.usedIdx + 1 }),
  (step) => first(step, { nextAvail: step.facts[0]!.nextAvail + 1 }),
  (step) => first(step, { nextUsed: step.facts[0]!.nextUsed + 1 }),
  (step) => first(step, { lastUsed: step.facts[0]!.lastUsed + 1 }),
  (step) => first(step, { enabled: !step.facts[0]!.enabled }),
  (step) => first(step, { released: !step.facts[0]!.released }),
  (step) => first(step, { owners: step.facts[0]!.owners.with(0, "used") }),
  (step) => first(step, { inFlight: [...step.facts[0]!.inFlight, 7] }),
  (step) => first(step, { owesKick: step.facts[0]!.owesKick !== true }),
  (step) => first(step, { owesInterrupt: step.facts[0]!.owesInterrupt !== true }),
  (step) => first(step, { saved: 7 }),
  (step) => first(step, { entries: "avail 1=3" }),
];
