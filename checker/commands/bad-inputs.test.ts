/** Whatever is typed wrong is one line with the value, exit code 64, and no answer. */
import { rmSync } from "node:fs";
import { fc, test as property } from "@fast-check/vitest";
import { afterAll, describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { BAD_LINES } from "./bad-inputs.testing.ts";
import { projectFolder, type Ran, runIn } from "./running.testing.ts";

const root = projectFolder("bad");
afterAll(() => rmSync(root, { recursive: true }));
const quiesce = (...words: readonly string[]): Promise<Ran> => runIn(root, model, words);

function expectOneLine({ code, out, err }: Ran): void {
  expect({ code, out, err }).toEqual({
    code: 64,
    out: "",
    err: expect.stringMatching(/^error: [^\p{Cc}\p{Cf}]+\n$/u),
  });
}

const rows = BAD_LINES.trim()
  .split("\n")
  .map((row) => row.split("  =>  ") as [string, string]);

describe("a bad command line ends with one line", () => {
  test.each(rows)("%s", async (line, says) => {
    const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare);
    const ran = await quiesce(...(words as readonly string[]));
    expectOneLine(ran);
    expect(ran.err.slice("error: ".length)).toContain(says);
  });
});

/** Texts that no name, number or list begins with, as a tired person or a stranger types them. */
const typed = fc
  .tuple(
    fc.string({ minLength: 1, maxLength: 12 }),
    // What breaks a line, and what a terminal obeys.
    fc.constantFrom("", "", "\n", "\r\n", "\u001b[31m", "\u202e", "\u0000"),
  )
  .map(([text, unseen]) => `~${text.replace(/[\s"\\~]/g, "")}${unseen}`);

/** Commands that take a word which must be known, with a place for it. */
const PLACES: readonly ((word: string) => readonly string[])[] = [
  (word) => ["check", word],
  (word) => ["check", "h4", "--reading", word],
  (word) => ["check", "h4", "--reading", `v1.4-as-written,-${word}`],
  (word) => ["check", "h4", "--scope", word],
  (word) => ["check", "h4", "--scope", `queues=${word}`],
  (word) => ["check", "h4", "--property", word],
  (word) => ["check", "h4", "--engine", word],
  (word) => ["check", "h4", "--max-states", word],
  (word) => ["check", "h4", "--timeout", word],
  (word) => ["check", "h4", "--memory", word],
  (word) => ["check", "h4", "--json", "--shard", word],
  (word) => ["replay", word],
  (word) => ["show", word],
  (word) => ["diff", "v1.4-as-written", word],
  (word) => ["diff", "v1.4-as-written", "v1.4-musts-only", "--scenario", word],
  (word) => ["merge", word],
  (word) => ["shards", "--count", word],
  (word) => ["export", word, "--to", "tla"],
  (word) => ["cost", "--transport", word],
  (word) => ["cost", "--latency", word],
  (word) => ["positions", "--size", word],
  (word) => ["ask", word],
  (word) => ["clauses", word],
  (word) => ["sentences", word],
];

property.prop([fc.constantFrom(...PLACES.keys()), typed], { numRuns: 120 })(
  "a word that is nothing is named in the line",
  async (place, word) => {
    const ran = await quiesce(...PLACES[place]!(word));
    expectOneLine(ran);
    expect(ran.err).toContain("~");
  },
);
