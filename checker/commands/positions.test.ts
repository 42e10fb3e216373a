import pc from "picocolors";
import { expect, test } from "vitest";
import { positions } from "./positions.ts";

function run(options: Parameters<typeof positions>[0]): string {
  let out = "";
  const io = {
    out: (text: string) => {
      out += text;
    },
    err: () => undefined,
    terminal: false,
    colours: pc.createColors(false),
    root: "",
    home: "",
    signal: new AbortController().signal,
  };
  expect(positions(options, io)).toBe(0);
  return out;
}

test("prints counts, one memory by two histories, and what each device would do", () => {
  const lines = run({ size: "3" }).trimEnd().split("\n");
  for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]{0,68}$/);
  expect(lines).toContain("      3         2    3911      1017        109        0");
  expect(lines.slice(-11)).toEqual([
    "  slot 0  id 0 used, wrap 1",
    "  slot 1  id 0 available, wrap 1",
    "  slot 2  never written",
    "A  post 2, fetch, use",
    "   the device stands at slot 2, wrap 1",
    "   restored where B stands, it takes 1 stale descriptor for a new",
    "   list: fetchOnlyAvailable",
    "B  post 1, fetch, use, reap, post 1",
    "   the device stands at slot 1, wrap 1",
    "   restored where A stands, it finds nothing, and 1 buffer waits",
    "No device part holds the position (P-23); V2-12 and AC-5 would.",
  ]);
});

test("--json prints one object a line, and lists of one leave nothing open", () => {
  const row = JSON.parse(run({ size: "2", lists: "1", json: true })) as object;
  expect(row).toMatchObject({ size: 2, lists: 1, memories: 43, ambiguous: 0, witness: null });
});

test("a size or a length that is none is refused in one line", () => {
  expect(() => run({ size: "9" })).toThrow("--size 9: give a whole number from 2 to 4");
  expect(() => run({ lists: "x" })).toThrow("--lists x: give a whole number from 1 to 2");
});
