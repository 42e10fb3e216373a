import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { dealt } from "../commands/shard.ts";
import { caseLines, endLine, headLine, mergeShards } from "./shards.ts";

const plan = { plan: "p", cases: 3 };
/** A shard with the given cases, each of two lines. */
const shard = (
  index: number,
  count: number,
  cases: readonly number[],
  code = 0,
  of = plan,
): string => {
  const lines = cases.map((at) => caseLines(at, [`{"case":${at}}`, `{"again":${at}}`]));
  const said = headLine({ index, count }, of) + lines.join("");
  return said + endLine(code, said);
};
/** A shard of one case with this as its line. */
const saying = (line: string): string => {
  const said = headLine({ index: 1, count: 1 }, { plan: "p", cases: 1 }) + caseLines(0, [line]);
  return said + endLine(0, said);
};
const merged = (...texts: string[]) =>
  mergeShards(new Map(texts.map((text, at) => [`s${at + 1}`, text])));

test("shards in any order are the run, in its order", () => {
  const { lines } = merged(shard(2, 2, [1]), shard(1, 2, [0, 2]));
  expect(lines.map((line) => Object.values(JSON.parse(line))[0])).toEqual([0, 0, 1, 1, 2, 2]);
});

test.each([
  [[0, 0], 0],
  [[0, 2], 2],
  [[2, 1], 1],
])("exit codes %j are %i together", (codes, together) => {
  const [one = 0, two = 0] = codes;
  expect(merged(shard(1, 2, [0, 1], one), shard(2, 2, [2], two)).code).toBe(together);
});

describe("merge refuses, with one line,", () => {
  const whole = [shard(1, 3, [0]), shard(2, 3, [1]), shard(3, 3, [2])] as const;
  const cut = whole[0].split("\n").slice(0, -2).join("\n");
  test.each<[string, readonly string[], RegExp]>([
    ["nothing", [], /needs the files of all shards/],
    ["a missing shard", whole.slice(0, 2), /^missing: shard 3\/3; give/],
    ["two missing shards", whole.slice(1, 2), /^missing: shard 1\/3, 3\/3; give/],
    ["a shard given twice", [...whole, whole[0]], /^"s4" and "s1" are both shard 1\/3; give one$/],
    ["another number of shards", [whole[0], shard(2, 2, [1, 2])], /"s2" is a shard of another run/],
    [
      "another plan",
      [whole[0], shard(2, 3, [1], 0, { ...plan, plan: "q" })],
      /"s2" is a shard of another run/,
    ],
    ["what is no shard", [whole[0], '{"scenario":"x"}\n'], /^"s2" is no shard; legal: what/],
    ["an empty file", [""], /^"s1" is no shard/],
    ["a shard that was cut off", [cut], /^"s1" was cut off: it has no last line; legal/],
    [
      "a shard that lacks lines",
      [whole[0].replace('"lines":2', '"lines":3')],
      /lacks lines of case/,
    ],
    ["a line that is no JSON", [saying("{again")], /has no answers in case 0/],
    ["null for an answer", [saying("null")], /has no answers in case 0/],
    ["a number for an answer", [saying("5")], /has no answers in case 0/],
    ["a list for an answer", [saying("[1,2]")], /has no answers in case 0/],
    ["another answer", [whole[0].replace('"again":0', '"again":1')], /damaged in case 0: copy/],
    ["another code", [whole[0].replace('"code":0', '"code":1')], /"s1" is damaged: copy it again/],
    ["a case beyond the run", [shard(1, 1, [0, 1, 2, 3])], /has case 3 where it cannot be/],
    ["a case twice in a shard", [shard(1, 1, [0, 1, 1])], /has case 1 where it cannot be/],
    ["a case that nobody has", [shard(1, 1, [0, 2])], /no shard has case 1 of 3/],
  ])("%s", (_, texts, says) => {
    expect(() => merged(...texts)).toThrow(says);
    try {
      merged(...texts);
    } catch (cause) {
      expect((cause as Error).message).not.toContain("\n");
    }
  });
});

const whole = shard(1, 1, [0, 1, 2]);
const places = fc.integer({ min: 0, max: whole.length - 1 });

property.prop([places, fc.integer({ min: 0, max: 7 })])("no flipped bit is taken", (at, bit) => {
  const bytes = Buffer.from(whole);
  bytes[at]! ^= 1 << bit;
  // A line more at its end says nothing.
  if (bytes.toString().trim() === whole.trim()) return;
  expect(() => merged(bytes.toString())).toThrow(/; legal: |^missing: |^no shard has /);
});

const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 40 });
const counts = fc.integer({ min: 1, max: 12 });

property.prop([weights, counts])("every case is dealt to exactly one shard", (given, count) => {
  const shards = dealt(given, count);
  expect(shards).toHaveLength(count);
  expect(shards.flat().sort((a, b) => a - b)).toEqual(given.map((_, at) => at));
});

property.prop([weights, counts])(
  "no shard has more than its share and one case",
  (given, count) => {
    const total = given.reduce((sum, weight) => sum + weight, 0);
    const heaviest = Math.max(0, ...given);
    for (const places of dealt(given, count)) {
      const load = places.reduce((sum, place) => sum + given[place]!, 0);
      expect(load).toBeLessThanOrEqual(total / count + heaviest);
    }
  },
);
