import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { differenceText } from "./difference.ts";

const words = fc.string({ maxLength: 120 });
const differences = fc.array(fc.record({ what: words, witness: words }), { maxLength: 30 });
const verdict = fc.record({
  property: words,
  before: fc.constantFrom("holds", "VIOLATED"),
  after: fc.constantFrom("holds", "NOT IMPLIED"),
  witness: fc.option(words),
});
const scenarios = fc.array(
  fc.record({
    scenario: fc.constantFrom("holes/h4-kick", "disputes/d1-queue"),
    bounds: fc.string({ maxLength: 80 }),
    added: differences,
    removed: differences,
    verdicts: fc.array(verdict, { maxLength: 5 }),
  }),
  { maxLength: 14 },
);

test.prop([scenarios])("a difference is at most 40 lines of 68 columns of 7-bit text", (all) => {
  const lines = differenceText("reading-a", "reading-b,+S-16b", all).trimEnd().split("\n");
  expect(lines.length).toBeLessThanOrEqual(40);
  for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]{0,68}$/);
});

test("what does not fit is counted", () => {
  const added = Array.from({ length: 50 }, (_, i) => ({ what: `event ${i}`, witness: "kick q0" }));
  const one = { scenario: "s", bounds: "small", added, removed: [], verdicts: [] };
  const text = differenceText("a", "b", [one]);
  const shown = text.match(/^\+ event/gm)?.length ?? 0;
  expect(shown).toBeGreaterThan(10);
  expect(text).toContain("50 behaviours added, 0 removed");
  expect(text).toContain(`and ${50 - shown} more differences`);
});

test("readings that do not differ say so", () => {
  const none = { scenario: "s", bounds: "small", added: [], removed: [], verdicts: [] };
  expect(differenceText("a", "b", [none])).toBe(
    "from     a\nto       b\nno difference in 1 scenarios\n",
  );
});
