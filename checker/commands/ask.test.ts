import { expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { projectRoot } from "./io.ts";
import { runIn } from "./running.testing.ts";

test("a dispute is a mail: who holds what, both sides of the contradiction, and what mends it", async () => {
  const { code, out } = await runIn(projectRoot(), model, ["ask", "d1"]);
  const lines = out.trimEnd().split("\n");
  expect(code).toBe(0);
  expect(lines.length).toBeLessThanOrEqual(60);
  expect(lines.filter((line) => line.length > 68 || /[^ -~]/.test(line))).toEqual([]);
  expect(out).toContain("[1] <cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com>");
  expect(out).toContain("virtio 1.4 as written, within these bounds: all claims hold");
  expect(out).toMatch(/between {2}S-10 SHOULD.*S-11c MUST NOT.*B26a MUST/s);
  expect(out).toMatch(/text {3}its-configuration-space=device-specific/);
});

test("a long behaviour is cut in the middle, and says so", async () => {
  const { out } = await runIn(projectRoot(), model, ["ask", "d10"]);
  expect(out.trimEnd().split("\n").length).toBeLessThanOrEqual(60);
  expect(out).toMatch(/^ {3}\.\.\. \d+ lines \.\.\.$/m);
});

test("every dispute has an answer, or the command that has it", async () => {
  const about = await runIn(projectRoot(), model, ["ask", "d6"]);
  expect([about.code, about.err]).toEqual([64, expect.stringMatching(/ see: quiesce cost\n$/)]);
  const { code, out } = await runIn(projectRoot(), model, ["ask", "d15"]);
  expect(code).toBe(0);
  expect(out).toMatch(/^asks {5}Is the gate for SUSPEND FEATURES_OK or DRIVER_OK\?$/m);
});

test("what is no dispute and no scenario is refused", async () => {
  const { code, err } = await runIn(projectRoot(), model, ["ask", "d99"]);
  expect([code, err]).toEqual([64, expect.stringMatching(/^error: unknown scenario "d99"/)]);
});
