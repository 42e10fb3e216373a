import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pc from "picocolors";
import { afterAll, describe, expect, test } from "vitest";
import { projectRoot } from "../../checker/commands/io.ts";
import { runCli } from "../../checker/commands/program.ts";
import { model } from "../model.ts";
import { reading } from "./resume-suspends-again.ts";
import { v14AsWritten } from "./v1.4-as-written.ts";

const FILE = "models/readings/resume-suspends-again.ts";
const path = join(projectRoot(), FILE);
const text = readFileSync(path, "utf8");
const readme = readFileSync(join(projectRoot(), "models/README.md"), "utf8");

const out = mkdtempSync(join(tmpdir(), "quiesce-hole-"));
writeFileSync(join(out, "package.json"), '{ "name": "quiesce", "version": "0.0.0" }');
afterAll(() => rmSync(out, { recursive: true }));

async function check(expression: string) {
  let said = "";
  const say = (one: string): void => {
    said += one;
  };
  const { signal } = new AbortController();
  const io = { out: say, err: say, terminal: false, colours: pc.createColors(false) };
  const code = await runCli(model, ["check", "h1", "--reading", expression], {
    ...io,
    root: out,
    home: out,
    signal,
  });
  return { code, said };
}

describe("a hole as a reading", () => {
  test("is one file of at most 60 lines, which the README shows with its command", () => {
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(60);
    expect(readme).toContain(text.slice(text.indexOf("export const reading")));
    expect(readme).toContain(`npx quiesce check h1 --reading ${FILE}`);
  });

  test("differs from the text in one sentence and one choice", () => {
    expect(reading.inForce).toEqual(v14AsWritten.inForce);
    expect(reading.sentences).toHaveLength(1);
    const changed = Object.entries(reading.choices).filter(
      ([id, choice]) => v14AsWritten.choices[id] !== choice,
    );
    expect(changed).toEqual([["transitional-value", "as-written"]]);
  });

  test("shows what follows, with the sentence named at the step that rests on it", async () => {
    const { code, said } = await check(path);
    expect(code).toBe(1);
    expect(said).toMatch(/^ {2}resumeWaitEnds +VIOLATED +7/m);
    expect(said).toMatch(/^ {2}suspendedDeviceIsSilent +holds/m);
    expect(said).toMatch(/^ 5 write 1F .*X-1 own$/m);
  });

  test("is gone without its sentence", async () => {
    const { said } = await check(`${path},-X-1`);
    expect(said).toMatch(/^ {2}resumeWaitEnds +holds/m);
  });
});
