import { expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { projectRoot } from "./io.ts";
import { runIn } from "./running.testing.ts";

const findings = async (...args: string[]) => {
  const { code, out, err } = await runIn(projectRoot(), model, ["findings", ...args]);
  return { code, out: out.replace(/\n +/g, " "), err };
};

test("a kick that SUSPEND overtakes: an order that no sentence writes down, and an open point", async () => {
  const { code, out } = await findings("h4");
  expect(code).toBe(0);
  expect(out).toContain(
    "0 contradictions, 1 other obligation that clauses forbid for ever, 2 open points",
  );
  expect(out).toMatch(
    /^order {4}B62a MUST obliges driver\.kicks \{q: 0\}, S-6 MUST NOT forbids it for ever/m,
  );
  expect(out).toMatch(/^open {5}device\.handlesKick, or device\.dropsKick$/m);
  expect(out).toMatch(/^decided {2}held-kick=kept$/m);
  expect(out).toMatch(/^changes {2}availableIsUsed\.q0b0, availableIsUsed\.q0b1$/m);
});

test("a device that suspends again before it has told of a change", async () => {
  const { out } = await findings("d5-change", "--scope", "suspends=2");
  expect(out).toMatch(
    /S-13 MUST obliges device\.notifiesConfigLate, S-12 MUST NOT forbids it for ever; it could/,
  );
});

test("an obligation that could at no moment be met", async () => {
  const { out } = await findings("h12", "--json");
  const found = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(found).toContainEqual(
    expect.objectContaining({
      found: "obligation that is never to be met",
      obligedBy: { id: "S-14", level: "MUST", party: "device" },
      forbiddenBy: [{ id: "S-16b", level: "SHOULD", party: "device" }],
      couldAfter: null,
    }),
  );
});

test("what could never be met is counted as the contradiction that it is", async () => {
  const { out } = await findings("h12");
  expect(out).toContain("1 contradiction, 0 other obligations that clauses forbid for ever");
});

test("both sides of a contradiction", async () => {
  const { out } = await findings("h3/3");
  expect(out).toMatch(
    /^against {2}driver\.writesQueueReset, after 5 steps: .*S-10 SHOULD.*B26a MUST/m,
  );
});

test("of a scenario it asks the first case whose text is held in full", async () => {
  const { code, out } = await findings("contest/queue-reset");
  expect(code).toBe(0);
  expect(out).toMatch(/^reading {2}contender-suspend$/m);
});

test("a text that is not held in full cannot be blamed for silence", async () => {
  const { code, err } = await findings("h1", "--reading", "v2-reconstructed,-V2-1");
  expect([code, err]).toEqual([64, expect.stringContaining("is not held in full")]);
});

test("of a dispute it asks the scenario that a mail about it asks, or names the command that does", async () => {
  const { code, out } = await findings("d12");
  expect([code, out]).toEqual([
    0,
    expect.stringContaining("asks     In which order, and by which modes, are two devices"),
  ]);
  const { err } = await findings("d6");
  expect(err).toContain("D6 is about a count, and no scenario asks it; see: quiesce cost");
});
