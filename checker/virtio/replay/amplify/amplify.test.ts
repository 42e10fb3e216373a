import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { model } from "../../../../models/model.ts";
import { keptNamed } from "../../../commands/kept.ts";
import { readReplayable } from "../../../commands/replayable.ts";
import type { Shape } from "../../../trace/shape.ts";
import { type TraceLine, traceLines } from "../../../trace/trace.ts";
import type { ModelEvent } from "../../../types/index.ts";
import { NO_POSITION } from "../placement.ts";
import type { OnKernel } from "../replay.ts";
import { amplify, failureInShape } from "./amplify.ts";
import { ShapeReplay } from "./in-shape.ts";
import { isLeftOut, type Script, scriptOf } from "./script.ts";
import { search } from "./search.ts";

const lines = readdirSync("traces", { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".jsonl"))
  .sort()
  .flatMap((path) => traceLines(readFileSync(join("traces", path), "utf8"), path));

function kept(line: TraceLine): OnKernel {
  const read = readReplayable(model, line);
  const { property, verdict } = read.claim;
  const { system, trace, scope } = read;
  return { system, trace, property, violates: verdict === "violated", scope };
}

function scriptFor(of: OnKernel): Script {
  const script = scriptOf(of);
  if (script !== null && "steps" in script) return script;
  throw new Error(script === null ? "it has no virtqueue" : script.says);
}

const plain: Shape = {
  format: "split",
  size: 2,
  start: 0,
  chains: ["W"],
  indirect: false,
  inOrder: false,
  suppression: "none",
  drain: "none",
};
const someShapes: readonly Shape[] = [
  { ...plain, size: 4, start: 65535 },
  { ...plain, size: 8, chains: ["RWW"], suppression: "eventIdx" },
  { ...plain, format: "packed", size: 7, start: 13, chains: ["RW", "W"], suppression: "flags" },
  { ...plain, format: "packed", size: 5, start: 4, chains: ["RR"], indirect: true },
];

/** Whether a destination takes over more than a position, or less; or memory is
 *  written and copied in parts. */
const isCut = ({ system, trace }: OnKernel): boolean => {
  const events = trace.events.map((id) => system.events[id]!.event);
  if (events.some(isLeftOut)) return true;
  const isPlain = (e: ModelEvent): boolean =>
    e.open === "disabled" || (e.open === "none" && e.at !== NO_POSITION);
  const saved = events.filter(({ type }) =>
    ["hypervisor.savesQueue", "hypervisor.stopsRing"].includes(type),
  );
  // The source went on after its position was saved.
  const after = events.slice(events.indexOf(saved.at(-1)!));
  const there = after.findIndex(({ type }) => type === "hypervisor.switches");
  const behind = after.slice(0, Math.max(there, 0)).map(({ type }) => type);
  if (behind.includes("device.uses")) return true;
  const restores = events.some(({ type }) => type === "hypervisor.restoresQueue");
  return restores && !saved.every(isPlain);
};

describe("every trace that is kept", () => {
  test("does in every shape what it states", () => {
    expect(lines.length).toBeGreaterThan(500);
    let broken = 0;
    for (const line of lines) {
      const of = kept(line);
      const path = line.where;
      const result = amplify(of, { seed: 1, runs: 3 });
      // Null where a behaviour has no virtqueue.
      if (result === null) continue;
      expect([path, result.smallest]).toEqual([path, null]);
      expect([path, result.cut > 0]).toEqual([path, isCut(of)]);
      const memory = of.property?.memory;
      if (!of.violates || memory === undefined || !("invariant" in memory)) continue;
      if (result.cut > 0) continue;
      broken++;
      // Its last step breaks the rule that it names, in every shape: left out of
      // the script, the same rule is what fails.
      const script = scriptFor(of);
      const last = script.steps.at(-1)!;
      expect(last.breaks).toContain(memory.invariant);
      const steps = script.steps.with(-1, {
        ...last,
        breaks: last.breaks.filter((one) => one !== memory.invariant),
      });
      for (const shape of someShapes)
        expect(new ShapeReplay({ ...script, steps }).run(shape)).toMatchObject({
          step: steps.length,
          says: `it breaks the kernel's ${memory.invariant}, which the model does not say`,
        });
    }
    expect(broken).toBeGreaterThan(3);
  });
});

describe("a search", () => {
  const script = scriptFor(kept(keptNamed(model, ".", "d8-draining")[0]!));
  const failure = { step: 3, event: "device.uses", says: "it is wrong" };

  test("finds the smallest shape that fails, and the same one for the same seed", () => {
    const replay = ({ format, size, start, suppression }: Shape) =>
      format === "packed" && size >= 9 && start >= size && suppression === "eventIdx"
        ? failure
        : null;
    const found = search(script, replay, { seed: 11, runs: 200 });
    expect(found.smallest).toEqual({
      failure,
      shape: { ...plain, format: "packed", size: 9, start: 9, suppression: "eventIdx" },
    });
    expect(search(script, replay, { seed: 11, runs: 200 })).toEqual(found);
  });

  test("says how many shapes it has replayed, and a seed that gives them again", () => {
    const seen: string[] = [];
    const replay = (shape: Shape): null => {
      seen.push(JSON.stringify(shape));
      return null;
    };
    const { seed, shapes, smallest } = search(script, replay, { runs: 300 });
    expect([shapes, smallest]).toEqual([seen.length, null]);
    const before = seen.splice(0);
    search(script, replay, { seed, runs: 300 });
    expect(seen).toEqual(before);
    for (const kind of ['"packed"', '"eventIdx"', '"indirect":true', "65535", '"size":256'])
      expect(seen.some((one) => one.includes(kind))).toBe(true);
  });
});

describe("a shape", () => {
  const of = kept(keptNamed(model, ".", "d8-draining")[0]!);

  test("that a behaviour cannot have is refused in one line", () => {
    expect(() => failureInShape(of, { ...plain, size: 3 })).toThrow(
      "shape.size 3: a split queue has a power of two of entries, as 2",
    );
    expect(() => failureInShape(of, { ...plain, chains: ["WWW"] })).toThrow(/need \d+ entries/);
    expect(() => failureInShape(of, { ...plain, format: "packed", start: 4 })).toThrow(
      "shape.start 4: a packed queue of 2 starts at 0 to 3",
    );
    expect(() => failureInShape(of, { ...plain, inOrder: true, drain: "newest" })).toThrow(
      /^shape\.inOrder: .* legal is false$/,
    );
  });

  test("that it can have is replayed", () => {
    expect(failureInShape(of, { ...plain, start: 65535 })).toBeNull();
  });
});
