import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pc from "picocolors";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import type { Shape } from "../trace/shape.ts";
import { parseTrace } from "../trace/trace.ts";
import { amplifiedTrace } from "./amplify.ts";
import type { Io } from "./io.ts";
import { keptNamed } from "./kept.ts";
import { runCli } from "./program.ts";
import { readReplayable } from "./replayable.ts";

/** The line of a kept trace, in a file of its own. */
const [D8_LINE] = keptNamed(model, ".", "d8-draining");
let D8 = "";
const shape: Shape = {
  format: "packed",
  size: 7,
  start: 13,
  chains: ["RW"],
  indirect: false,
  inOrder: false,
  suppression: "eventIdx",
  drain: "oldest",
};

let root = "";
let said = "";
let io: Io;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "quiesce-amplify-"));
  D8 = join(root, "d8.jsonl");
  writeFileSync(D8, `${D8_LINE!.text}\n`);
  said = "";
  const say = (text: string): void => {
    said += text;
  };
  const { signal } = new AbortController();
  io = {
    out: say,
    err: say,
    terminal: false,
    colours: pc.createColors(false),
    root,
    home: root,
    signal,
  };
});
afterEach(() => rmSync(root, { recursive: true }));

async function replay(...argv: string[]): Promise<number> {
  writeFileSync(join(root, "package.json"), '{ "name": "quiesce", "version": "0.0.0" }');
  return runCli(model, ["replay", ...argv], io);
}

/** The trace with a shape, as a file. */
function shaped(changed: Partial<Shape>): string {
  const path = join(root, "shaped.jsonl");
  const file = JSON.parse(D8_LINE!.text) as object;
  writeFileSync(path, JSON.stringify({ ...file, shape: { ...shape, ...changed } }));
  return path;
}

describe("quiesce replay --amplify", () => {
  test("says how many shapes a trace was replayed in, and the seed", async () => {
    expect(await replay("--amplify", "--seed", "7", "--runs", "5", D8)).toBe(0);
    expect(said).toMatch(
      /^ok {6}disputes\/d8-draining: \d+ events, \w+ \w+, amplified in \d+ shapes, seed 7\n$/,
    );
  });

  test("writes the smallest shape that fails as a trace that replays", async () => {
    const read = readReplayable(model, D8_LINE!);
    const { system, trace, scope } = read;
    const of = { system, trace, property: null, violates: true, scope };
    const failure = { step: 3, event: "device.uses {q: 0}", says: "it is wrong" };
    const found = { seed: 4, shapes: 50, cut: 0, smallest: { shape, failure } };
    const { fine, says } = amplifiedTrace(read.file, of, { amplify: true }, io, () => found);
    expect(fine).toBe(false);
    expect(says).toMatch(
      /^in a shape, step 3, device\.uses \{q: 0\}: it is wrong; seed 4, written to /,
    );
    const written = join(root, "out/amplified/d8-draining.jsonl");
    const text = readFileSync(written, "utf8");
    expect(parseTrace({ text, where: written }).shape).toEqual(shape);
    expect(await replay(written)).toBe(0);
  });

  test("refuses a seed or a number of runs that is none, or either alone", async () => {
    for (const [argv, why] of [
      [["--amplify", "--seed", "x"], "--seed x: give a whole number from"],
      [["--amplify", "--runs", "0"], "--runs 0: give a whole number from 1 to 1000000"],
      [["--seed", "3"], "--seed and --runs go with --amplify"],
    ] as const) {
      said = "";
      expect(await replay(...argv, D8)).toBe(64);
      expect(said).toContain(`error: ${why}`);
      expect(said.split("\n")).toHaveLength(2);
    }
  });
});

describe("a trace with a shape", () => {
  test("is replayed in it", async () => {
    expect(await replay(shaped({}))).toBe(0);
  });

  test("that does not fit is refused in one line", async () => {
    expect(await replay(shaped({ start: 14 }))).toBe(64);
    expect(said).toMatch(
      /^error: trace "\S+": shape\.start 14: a packed queue of 7 starts at 0 to 13\n$/,
    );
    said = "";
    expect(await replay(shaped({ size: 0 }))).toBe(64);
    expect(said).toMatch(/^error: trace "\S+": shape\.size: .*\n$/);
  });
});
