import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { UsageError } from "../asking/usage.ts";
import { typedLines } from "./typed.ts";

async function* inParts(parts: Iterable<string>) {
  yield* parts;
}

async function all(parts: Iterable<string>): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of typedLines(inParts(parts))) lines.push(line);
  return lines;
}

const part = fc.string({ unit: fc.constantFrom("a", "b", " ", "\n") });

test.prop([fc.array(part)])("lines are the same however they come in parts", async (parts) => {
  const lines = parts.join("").split("\n");
  if (lines.at(-1) === "") lines.pop();
  expect(await all(parts)).toEqual(lines);
});

test("a line that does not end is refused", async () => {
  function* endless() {
    for (;;) yield "x".repeat(65_536);
  }
  await expect(all(endless())).rejects.toThrow(UsageError);
});
