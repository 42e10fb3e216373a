import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RingFeatures } from "./layout.ts";
import { type Format, Lockstep, type Operation } from "./lockstep.testing.ts";
import type { NaiveRing } from "./naive.testing.ts";

const COMMON = [
  "add",
  "add",
  "add",
  "fetch",
  "fetch",
  "fetch",
  "use",
  "use",
  "use",
  "reap",
  "reap",
  "reap",
] as const;
const OTHER = [
  "undo",
  "decideKick",
  "decideInterrupt",
  "driverAsks",
  "deviceAsks",
  "saveRestore",
  "migrate",
  "pause",
  "resetQueue",
] as const;
const FEATURES: readonly Partial<RingFeatures>[] = [
  {},
  { eventIdx: true },
  { indirect: true },
  { inOrder: true },
  { eventIdx: true, indirect: true, inOrder: true },
];

const byte = fc.integer({ min: 0, max: 255 });
const operation: fc.Arbitrary<Operation> = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...COMMON) },
    { weight: 1, arbitrary: fc.constantFrom(...OTHER) },
  ),
  a: byte,
  b: byte,
  c: byte,
});

/** One operation as a command of a model-based run. */
class Step implements fc.Command<NaiveRing, Lockstep> {
  readonly #operation: Operation;
  constructor(op: Operation) {
    this.#operation = op;
  }
  check = () => true;
  run(_model: NaiveRing, real: Lockstep): void {
    expect(real.step(this.#operation)).toBeUndefined();
  }
  toString = () => JSON.stringify(this.#operation);
}

/** One operation after another from a small generator: for runs too long to shrink. */
function longRun(
  format: Format,
  size: number,
  features: Partial<RingFeatures>,
  count: number,
  seed: number,
): Lockstep {
  const pair = new Lockstep(format, size, features);
  let state = seed | 1;
  const next = (below: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 8) % below;
  };
  const kinds: readonly Operation["kind"][] = [
    ...COMMON,
    ...COMMON,
    ...COMMON,
    ...COMMON,
    "undo",
    "decideKick",
    "decideInterrupt",
    "driverAsks",
    "deviceAsks",
    "saveRestore",
  ];
  for (let i = 0; i < count; i++) {
    const kind = next(4096) === 0 ? "migrate" : (kinds[next(kinds.length)] ?? "add");
    const problem = pair.step({ kind, a: next(256), b: next(256), c: next(256) });
    if (problem) throw new Error(`operation ${i} (${kind}) of seed ${seed}: ${problem}`);
  }
  return pair;
}

describe.each(["split", "packed"] as const)("%s ring", (format) => {
  const sizes = format === "split" ? [1, 2, 4, 8] : [1, 2, 3, 5, 8];

  it("equals the naive ring after every operation of driver, device and hypervisor", () => {
    const commands = fc.commands([operation.map((op) => new Step(op))], {
      maxCommands: 120,
      size: "max",
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...sizes),
        fc.constantFrom(...FEATURES),
        commands,
        (size, features, steps) => {
          fc.modelRun(() => {
            const real = new Lockstep(format, size, features);
            return { model: real.naive, real };
          }, steps);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("equals it over many index wraps and more than a million operations", () => {
    const small = FEATURES.flatMap((features) =>
      [2, 5].map((size) =>
        longRun(format, format === "split" ? size & 6 : size, features, 50_000, 77 + size),
      ),
    );
    const large = longRun(format, 64, { eventIdx: true }, 800_000, 5);
    expect(small.reduce((sum, pair) => sum + pair.operations, large.operations)).toBe(1_300_000);
    expect(large.naive.used / (format === "split" ? 65536 : 64)).toBeGreaterThan(2);
  });

  it("equals it at the largest size and at sizes in between", () => {
    for (const size of format === "split" ? [256, 32768] : [100, 32768]) {
      const pair = longRun(format, size, { eventIdx: true }, 300, size);
      expect(pair.naive.used).toBeGreaterThan(20);
    }
  });

  it("a single wrong byte or cursor is a difference", () => {
    const pair = new Lockstep(format, 4);
    expect(pair.step({ kind: "add", a: 1, b: 1, c: 1 })).toBeUndefined();
    pair.naive.image[5] = 1;
    expect(pair.difference()).toContain("queue0");
    pair.naive.image[5] = 0;
    pair.naive.fetched++;
    expect(pair.difference()).toContain("cursors");
  });
});
