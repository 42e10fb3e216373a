import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { LIFE_CASES } from "./cases-life.testing.ts";
import { PACKED_FLOW_CASES } from "./cases-packed-flow.testing.ts";
import { PACKED_LAYOUT_CASES } from "./cases-packed-layout.testing.ts";
import { SPLIT_FLOW_CASES } from "./cases-split-flow.testing.ts";
import { SPLIT_LAYOUT_CASES } from "./cases-split-layout.testing.ts";
import { INVARIANTS } from "./invariants.ts";
import { POINTS, pointsTable } from "./points.testing.ts";
import { broken } from "./rig.testing.ts";

const BEGIN = "<!-- points: generated -->";
const END = "<!-- end of points -->";
const CASES = [
  ...SPLIT_LAYOUT_CASES,
  ...SPLIT_FLOW_CASES,
  ...PACKED_LAYOUT_CASES,
  ...PACKED_FLOW_CASES,
  ...LIFE_CASES,
];

describe.each(Object.keys(POINTS).map(Number))("point %i", (point) => {
  const own = CASES.filter((each) => each.point === point);

  it.each(own.map((each) => [each.format, each.claim, each] as const))(
    "%s: %s",
    (_format, _claim, { run }) => {
      expect(broken(run(false))).toEqual([]);
    },
  );

  it.each(own.map((each) => [each.format, each.breaks, each.claim, each.mutation, each] as const))(
    "%s: %s is broken: %s, but %s",
    (_format, _name, _claim, _mutation, { run, breaks }) => {
      expect(broken(run(true))).toEqual([breaks]);
    },
  );

  it("has a case", () => expect(own.length).toBeGreaterThan(0));
});

describe("the table of points", () => {
  it("is the one in README.md (refresh it with: UPDATE_POINTS=1 npx vitest run checker/virtio/ring/points)", () => {
    const file = new URL("./README.md", import.meta.url);
    const text = readFileSync(file, "utf8");
    const [before = "", rest = ""] = text.split(BEGIN);
    const fresh = `${before}${BEGIN}\n\n${pointsTable(CASES)}\n\n${END}${rest.split(END)[1] ?? ""}`;
    if (process.env.UPDATE_POINTS) writeFileSync(file, fresh);
    expect(text === fresh || process.env.UPDATE_POINTS === "1").toBe(true);
  });

  it("has no empty cell", () => {
    // Only the number and title of a point that has several rows may be left out.
    for (const line of pointsTable(CASES).split("\n"))
      for (const cell of line.split("|").slice(3, -1)) expect(cell.trim()).not.toBe("");
  });

  it("breaks every invariant at least once", () => {
    const shown = new Set(CASES.map((each) => each.breaks));
    expect(Object.keys(INVARIANTS).filter((name) => !shown.has(name as never))).toEqual([]);
  });
});
