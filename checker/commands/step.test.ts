/** `step`: a walk whose lines are piped in, or typed by somebody. */
import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lockModel } from "../testing/lock-model.ts";
import { projectFolder, type Ran, runIn } from "./running.testing.ts";

let root = "";
beforeEach(() => {
  root = projectFolder("step");
});
afterEach(() => rmSync(root, { recursive: true }));

async function* given(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
const walk = (lines: readonly string[], argv: readonly string[] = [], isPerson = false) =>
  runIn(root, lockModel, ["step", "l1", ...argv], new AbortController().signal, {
    isPerson,
    lines: () => given(lines),
  });
const traceIn = ({ out }: Ran): string | undefined => /^trace +(.*)$/m.exec(out)?.[1];

describe("what is piped in", () => {
  test("is a number or the words of an event a line, and the end is shown", async () => {
    const ran = await walk(["1", "device takes"]);
    expect([ran.code, ran.err]).toEqual([0, ""]);
    expect(traceIn(ran)).toBe("ask; device takes");
    expect(ran.out).toContain("walks    locks/l1-shared-lock\nreading  as-written\n");
    expect(ran.out).toMatch(/^ 2 +device takes +1 +no clause$/m);
    expect(ran.out).toMatch(/^Next:\n {2}1 see 01 /m);
    expect(ran.out).toMatch(
      /possible for everybody who takes part:\n {4}driver takes +L1 MUST NOT$/m,
    );
    expect(ran.out.match(/^Next:$/gm)).toHaveLength(1);
    for (const line of ran.out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("goes back, and ends where it is told to", async () => {
    expect(traceIn(await walk(["1", "1", "back", "device takes", "quit", "1"]))).toBe(
      "ask; device takes",
    );
    expect((await walk([])).out).toContain("Nothing has happened yet.");
  });

  test("all shows what nobody is about to do", async () => {
    expect((await walk([])).out).toMatch(/^Nobody is about to do \d other kinds of events; all/m);
    expect((await walk(["all"])).out).toMatch(/^ {4}driver\.takes +driver is idle$/m);
  });

  test.each([
    [["1", "9"], "line 2: there is no event 9 here; legal: 1 to"],
    [["asks"], 'line 1: unknown event here: "asks". Did you mean "ask"?'],
    [["b"], "line 1: nothing has happened yet to go back from"],
  ])("that means nothing ends with one line and 64: %s", async (lines, message) => {
    const { code, err } = await walk(lines);
    expect(code).toBe(64);
    expect(err).toContain(message);
    expect(err.trimEnd()).not.toContain("\n");
  });
});

test("--from begins where a trace ends, and --reading says in which text", async () => {
  const argv = ["--from", "ask; device takes; driver takes", "--reading", "as-written,-L1"];
  const { code, out } = await walk([], argv);
  expect(code).toBe(0);
  expect(out).toContain("fails    atMostOneIsInside: driver and device are never both inside");
  const bad = await walk([], ["--from", "ask; fly"]);
  expect([bad.code, bad.err]).toEqual([
    64,
    expect.stringContaining('step 2, "fly", is not possible'),
  ]);
});

test("somebody who types sees what came of each line, and is asked again after a slip", async () => {
  const { code, out } = await walk(["1", "9", "q"], [], true);
  expect(code).toBe(0);
  expect(out.match(/^Next:$/gm)).toHaveLength(2);
  expect(out).toContain("there is no event 9 here");
});
