import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fc, test } from "@fast-check/vitest";
import { afterAll, expect } from "vitest";
import { lockModel } from "../testing/lock-model.ts";
import { loadReading, readingKey, resolveReading } from "./reading.ts";

const folder = mkdtempSync(join(tmpdir(), "quiesce-reading-"));
afterAll(() => rmSync(folder, { recursive: true }));

const fileWith = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

test("a change binds a clause, frees it, or makes a choice", () => {
  const reading = resolveReading(lockModel, "as-written,-L2,broken-lock=holder");
  expect([...reading.inForce]).toEqual(["L1", "L3"]);
  expect(reading.choices).toEqual({ "broken-lock": "holder" });
  expect(reading.name).toBe("as-written,-L2,broken-lock=holder");
  expect(resolveReading(lockModel, "musts-only,+L2").inForce).toContain("L2");
});

test("a clause is known in any case of letters, and is named as the model names it", () => {
  expect(resolveReading(lockModel, "as-written,-l2").name).toBe("as-written,-L2");
});

test("a clause may be given another level, and binds then", () => {
  const raised = resolveReading(lockModel, "musts-only,l2=must");
  expect(raised.name).toBe("musts-only,L2=MUST");
  expect(raised.inForce).toContain("L2");
  expect(raised.levels).toEqual({ L2: "MUST" });
  expect(readingKey(lockModel, raised)).not.toBe(
    readingKey(lockModel, resolveReading(lockModel, "musts-only,+L2")),
  );
  expect(() => resolveReading(lockModel, "as-written,L2=MIST")).toThrow(
    'unknown level for "L2" "MIST". Did you mean "MUST"?',
  );
});

test("an expression that begins with a change starts from the first reading", () => {
  expect(resolveReading(lockModel, "-L3").name).toBe("as-written,-L3");
  expect(resolveReading(lockModel, "broken-lock=holder").inForce.size).toBe(3);
});

test.each([
  ["as-writen", 'unknown reading "as-writen". Did you mean "as-written"?'],
  ["as-written,+L9", 'unknown clause "L9". Did you mean "L1"?'],
  ["as-written,broken=x", 'unknown interpretation "broken". Legal: "broken-lock".'],
  [
    "as-written,broken-lock=nobdy",
    'unknown choice for "broken-lock" "nobdy". Did you mean "nobody"?',
  ],
  ["as-written,L2", '"L2" is no change to a reading'],
  ["as-written,-L2,+L2", 'changes "L2" twice'],
  ["as-written,", "has an empty part"],
])("the reading %s is refused in one line", (expression, line) => {
  expect(() => resolveReading(lockModel, expression)).toThrow(line);
});

test.prop([fc.subarray(["L1", "L2", "L3"]), fc.constantFrom("nobody", "holder")])(
  "readings that bind the same way have the same key, whatever they are called",
  (out, choice) => {
    const changes = out.map((id) => `-${id}`);
    const a = resolveReading(
      lockModel,
      ["as-written", ...changes, `broken-lock=${choice}`].join(","),
    );
    const b = resolveReading(lockModel, ["musts-only", "+L2", `broken-lock=${choice}`].join(","));
    expect(readingKey(lockModel, a) === readingKey(lockModel, b)).toBe(out.length === 0);
  },
);

test("a file of the user's, in TypeScript, brings a sentence of its own", async () => {
  const path = fileWith(
    "mine.ts",
    `type Id = string;
     const forbid: "forbid" = "forbid";
     export const reading = { name: "mine", says: "s", text: "t", textHeld: true,
       inForce: new Set<Id>(["L1"]), choices: { "broken-lock": "nobody" },
       sentences: [{ kind: forbid, id: "mine-1", says: "never", machine: "lock", event: "driver.takes",
         when: () => true }] };`,
  );
  expect((await loadReading(lockModel, path)).sentences).toHaveLength(1);
  const without = await loadReading(lockModel, `${path},-mine-1,+L2`);
  expect(without.sentences).toEqual([]);
  expect([...without.inForce]).toEqual(["L1", "L2"]);
});

test.each([
  ["missing.ts", null, "does not exist"],
  ["empty.js", "export const other = 1;", 'exports no "reading"'],
  ["torn.ts", "export const reading = {", "cannot be loaded"],
  ["nameless.js", "export const reading = {};", 'needs a "name"'],
  [
    "clause.js",
    'export const reading = { name: "m", says: "", text: "", textHeld: true, inForce: new Set(["L9"]), choices: {}, sentences: [] };',
    'unknown clause "L9"',
  ],
  [
    "choice.js",
    'export const reading = { name: "m", says: "", text: "", textHeld: true, inForce: new Set(), choices: {}, sentences: [] };',
    'makes no choice for "broken-lock"',
  ],
  [
    "choises.js",
    'export const reading = { name: "m", says: "", text: "", textHeld: true, inForce: new Set(), choises: {}, sentences: [] };',
    'has "choises"; legal: "name", "says", "inForce", "written", "choices", "levels", "sentences", "textHeld", "text". Correct the name. Did you mean "choices"?',
  ],
  [
    "same.js",
    'export const reading = { name: "as-written", says: "", text: "", textHeld: true, inForce: new Set(), choices: { "broken-lock": "nobody" }, sentences: [] };',
    'is called "as-written", which is another reading',
  ],
  ...[
    ['{ id: "L1", says: "", kind: "oblige", event: "e" }', '"L1" has the id of a clause'],
    ["3", "has a sentence that is no object"],
    ['{ id: "X" }', 'without the strings "id" and "says"'],
    ['{ id: "X", says: "", kind: "forbd" }', 'sentence "X" is of kind "forbd"; legal: forbid'],
    [
      '{ id: "X", says: "", kind: "oblige", evnt: "e" }',
      'sentence "X" has "evnt"; legal: "kind", "id", "says", "machine", "event", "when", "next", "adds". Correct the name. Did you mean "event"?',
    ],
    ['{ id: "X", says: "", kind: "oblige" }', 'sentence "X" (oblige) needs "event"'],
    ['{ id: "X", says: "", kind: "forbid", event: "e" }', '(forbid) needs "machine"'],
    ['{ id: "X", says: "", kind: "forbid", event: "e", machine: "m" }', 'needs "when"'],
    [
      '{ id: "X", says: "", kind: "permit", event: "e", machine: "m", when: () => true }',
      '(permit) needs "next"',
    ],
  ].map(([sentence = "", line = ""], n): [string, string, string] => [
    `sentence-${n}.js`,
    `export const reading = { name: "m", says: "", text: "", textHeld: true, inForce: new Set(), choices: {}, sentences: [${sentence}] };`,
    line,
  ]),
])("the file %s is refused in one line that names it", async (name, text, line) => {
  const path = text === null ? join(folder, name) : fileWith(name, text);
  const failure = await loadReading(lockModel, path).then(
    () => null,
    (cause: Error) => cause,
  );
  expect(failure?.name).toBe("UsageError");
  expect(failure?.message).toContain(line);
  expect(failure?.message).toContain(path);
  expect(failure?.message).not.toContain("\n");
});
