import { describe, expect, test } from "vitest";
import { model as virtio } from "../../models/model.ts";
import { lockModel } from "../testing/lock-model.ts";
import { projectRoot } from "./io.ts";
import { runIn, runWatched } from "./running.testing.ts";

const shared = lockModel.scenarios[0]!;
const model: typeof lockModel = {
  ...lockModel,
  scenarios: [
    {
      ...shared,
      properties: (scope) => shared.properties(scope).map((one) => ({ ...one, id: "LIVE-1" })),
    },
  ],
  contest: {
    contenders: [
      { reading: "as-written", mustsOnly: "as-written,-L2", head: "lock", title: "a lock" },
    ],
    rows: [{ id: "LIVE-1", name: "gets in", scenario: shared.name }],
    notApplicable: [],
  },
};

const LONG = [
  ["compare --sentences", ["0/1 rows", "0/1 claims"]],
  ["sentences whoWaitsGetsIn --among L1,L2", ["0/1 claims"]],
  ["explain blocked l1", ["0/1 cases"]],
  ["clauses L2", ["0/1 cases", "locks/l1"]],
  ["findings l1", ["0/1 cases"]],
  ["ask l1", ["0/1 cases"]],
] as const;

describe("what may take long, as a person sees it", () => {
  test.each(LONG)("%s shows how far it is, and answers as elsewhere", async (line, shown) => {
    const watched = await runWatched(".", model, line.split(" "));
    expect(watched.code).toBe(0);
    for (const words of shown) expect(watched.err).toContain(words);
    expect(watched.err).not.toContain(" 0 states");
    // Whoever is killed gives no cursor back, and no wrapping of lines.
    expect(watched.err).not.toContain("\x1b[?");
    const unwatched = await runIn(".", model, line.split(" "));
    expect(unwatched).toEqual({ code: 0, out: watched.out, err: "" });
    expect(watched.out.split("\n").filter((text) => text.length > 80)).toEqual([]);
  });

  test.each(LONG)("%s says what was covered when it is interrupted", async (line) => {
    const stopped = await runIn(".", model, line.split(" "), AbortSignal.abort());
    expect([stopped.code, stopped.out]).toEqual([130, ""]);
    expect(stopped.err).toMatch(/^stopped: \d of \d (cases|claims|rows) were covered\n$/);
  });
});

/** Commands with words and codes of their own. */
const OTHERS = [
  ["diff as-written as-written,-L2", lockModel, "0/1 cases", 1],
  ["replay --amplify --runs 20 h4-kick-dropped h12-musts-only", virtio, "0/2 traces", 0],
] as const;

test.each(OTHERS)("%s shows how far it is too", async (line, of, words, code) => {
  const run = of as typeof lockModel;
  const watched = await runWatched(projectRoot(), run, line.split(" "));
  expect([watched.code, watched.err]).toEqual([code, expect.stringContaining(words)]);
  const unwatched = await runIn(projectRoot(), run, line.split(" "));
  expect([unwatched.code, unwatched.err]).toEqual([code, ""]);
  const stopped = await runIn(projectRoot(), run, line.split(" "), AbortSignal.abort());
  expect(stopped.code).toBe(130);
  expect(stopped.err).toMatch(/^stopped: \d of \d (comparisons were made|traces were covered)\n$/);
});

test("an answer in parts stays above the line of progress", async () => {
  const { screen } = await runWatched(".", model, ["compare", "--sentences"]);
  const at = screen.indexOf("lock: a lock\n");
  expect(screen[at - 1]).toBe("\x1b[2K");
  expect(screen.slice(at).join("")).toContain("0/1 claims");
});
