import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { differenceJson, differenceText } from "./difference.ts";

const words = fc.string({ maxLength: 120 });
const differences = fc.array(fc.record({ what: words, witness: words }), { maxLength: 30 });
const verdict = fc.record({
  property: words,
  before: fc.constantFrom("holds", "VIOLATED"),
  after: fc.constantFrom("holds", "can fail; no clause promises it"),
  witness: fc.option(words),
});
const scenarios = fc.array(
  fc.record({
    scenario: fc.constantFrom("holes/h4-kick", "disputes/d1-queue"),
    bounds: fc.string({ maxLength: 80 }),
    added: differences,
    removed: differences,
    verdicts: fc.array(verdict, { maxLength: 5 }),
    same: fc.record({ behaviours: fc.nat(), verdicts: fc.nat() }),
  }),
  { maxLength: 14 },
);

test.prop([scenarios])("a difference is at most 40 lines of 68 columns of 7-bit text", (all) => {
  const of = { from: "reading-a", to: "reading-b,+S-16b", found: all, untouched: 41 };
  const lines = differenceText(of).trimEnd().split("\n");
  expect(lines.length).toBeLessThanOrEqual(40);
  for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]{0,68}$/);
});

const same = { behaviours: 120, verdicts: 4 };
const between = { from: "a", to: "b", untouched: 41 };

test("what does not fit is counted, and --all shows it", () => {
  const added = Array.from({ length: 50 }, (_, i) => ({ what: `event ${i}`, witness: "kick q0" }));
  const one = { scenario: "s", bounds: "small", added, removed: [], verdicts: [], same };
  const text = differenceText({ ...between, found: [one] });
  const shown = text.match(/^\+ event/gm)?.length ?? 0;
  expect(shown).toBeGreaterThan(10);
  expect(text).toContain("1 scenario differs; nothing that differs bears on 41\n");
  expect(text).toContain("behaviours: 50 added, 0 removed, 120 in both\n");
  expect(text).toContain("verdicts: 0 changed, 4 the same\n");
  expect(text).toContain(`not shown: ${50 - shown} more; --all shows them`);
  const all = differenceText({ ...between, found: [one] }, Number.MAX_SAFE_INTEGER);
  expect(all.match(/^\+ event/gm)).toHaveLength(50);
  expect(all).not.toContain("not shown");
});

test("readings that do not differ say so, and how much was looked at", () => {
  const none = { scenario: "s", bounds: "small", added: [], removed: [], verdicts: [], same };
  expect(differenceText({ ...between, found: [none] })).toBe(
    "from     a\nto       b\n" +
      "         no scenario differs, 1 does not; nothing that differs bears\n         on 41\n",
  );
  const lines = differenceJson({ ...between, found: [none] })
    .trimEnd()
    .split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual([{ ...between, compared: 1 }, none]);
});
