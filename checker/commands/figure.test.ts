/** Figures of one machine in one reading: what they say, and that they can be read. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { resolveReading } from "../asking/reading.ts";
import { type Box, overlap, placed, pointsOf, textWidth } from "../report/figure/layout.ts";
import { type Drawn, drawn, sideBySide } from "../verdict/figure.ts";
import { projectRoot } from "./io.ts";
import { projectFolder, type Ran, runIn } from "./running.testing.ts";
import { figurePictures } from "./sources.ts";

const root = projectFolder("figure");
afterAll(() => rmSync(root, { recursive: true }));
const quiesce = (...words: readonly string[]): Promise<Ran> => runIn(root, model, words);

const figures = model.figures ?? [];
const reading = (name: string) => resolveReading(model, name);
const drawnIn = (name: string, of: string, others: readonly string[] = []): Drawn =>
  drawn(figures.find((one) => one.name === name)!, reading(of), others);
const WRITTEN = "v1.4-as-written";

describe("the status in 1.4 as written", () => {
  const status = drawnIn("status", WRITTEN);
  const step = (from: string | null, to: string) =>
    status.edges.find((edge) => edge.from === from && edge.to === to);

  test("begins at reset, and names states by what they are and show", () => {
    expect(status.initial).toBe("reset");
    const suspended = status.nodes.find(({ id }) => id === "suspended")!;
    expect(suspended.lines).toEqual(["suspended", "SUSPEND, no DRIVER_OK (1Bh)"]);
    expect(status.nodes.map(({ phase }) => phase)).toContain("initialization");
  });

  test("has steps in words of the text, with the clauses that they rest on", () => {
    const asks = step("running", "suspending")!;
    expect([asks.words, asks.clauses]).toEqual(["driver sets SUSPEND", ["S-14", "S-1a"]]);
    const resumes = step("suspended", "resuming")!;
    expect([resumes.words, resumes.clauses]).toEqual(["driver sets DRIVER_OK", ["S-15", "S-2a"]]);
    expect(step("suspending", "suspended")?.words).toBe(
      "device presents SUSPEND = 1, DRIVER_OK = 0",
    );
    expect(step("running", "suspended")).toBeUndefined();
  });

  test("merges what is the same from many states", () => {
    expect(step(null, "resetting")?.words).toBe("driver writes 0");
    expect(status.any?.says).toBe("any state but initialization");
    expect(step("running", "resetting")).toBeUndefined();
  });
});

test("the steps of other parties are drawn where they are asked for", () => {
  const parties = drawnIn("hypervisor", WRITTEN).edges.map(({ words }) => words.split(" ")[0]);
  expect(new Set(parties)).toEqual(new Set(["hypervisor"]));
  const own = figures.find(({ name }) => name === "status")!;
  const hypervisor = figures.find(({ name }) => name === "hypervisor")!;
  const figure = { ...own, scope: hypervisor.scope, system: hypervisor.system };
  const words = (others: readonly string[]): readonly string[] =>
    drawn(figure, reading(WRITTEN), others).edges.map((edge) => edge.words);
  expect(words([]).some((one) => one.startsWith("hypervisor"))).toBe(false);
  expect(words(["hypervisor"])).toContain("hypervisor sets SUSPEND");
});

describe("two readings side by side", () => {
  const both = sideBySide(drawnIn("status", WRITTEN), drawnIn("status", "v2-reconstructed"));
  const of = (having: string): readonly string[] =>
    both.edges.filter((edge) => edge.having === having).map(({ words }) => words);

  test("mark what only one of them has", () => {
    expect(of("first")).toContain("device presents SUSPEND = 1, DRIVER_OK = 0");
    expect(of("second")).toContain("device presents SUSPEND = 1, DRIVER_OK = 1");
    expect(of("both")).toContain("driver sets SUSPEND");
  });

  test("say so where they draw the same", () => {
    const same = sideBySide(drawnIn("status", WRITTEN), drawnIn("status", WRITTEN));
    expect(same.edges.every(({ having }) => having === "both")).toBe(true);
  });
});

const inside = ([x, y]: readonly [number, number], box: Box): boolean =>
  x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;

const readings = [WRITTEN, "v1.4-musts-only", "v2-reconstructed"];
test.each(figures.flatMap(({ name }) => readings.map((of) => [name, of] as const)))(
  "%s in %s fits a page of 6.5 inches, and nothing covers anything",
  (name, of) => {
    const { width, nodes, edges } = placed(drawnIn(name, of));
    expect(width).toBeLessThanOrEqual(6.5);
    for (const [at, { label, path }] of edges.entries()) {
      const said = label.lines.join(" ");
      expect(label.x, said).toBeGreaterThanOrEqual(0);
      expect(label.x + label.width, said).toBeLessThanOrEqual(width);
      const others = [...nodes, ...edges.slice(at + 1).map((edge) => edge.label)];
      expect(others.filter((box) => overlap(box, label)).length, said).toBe(0);
      const through = pointsOf(path)
        .slice(1, -1)
        .filter((point) => nodes.some((node) => inside(point, node)));
      expect(through, said).toEqual([]);
    }
    for (const { lines, width: own } of nodes) {
      for (const line of lines) expect(textWidth(line), line).toBeLessThanOrEqual(own);
    }
  },
);

test("the pictures that are kept are what is drawn", () => {
  for (const [path, text] of figurePictures(model)) {
    expect(readFileSync(join(projectRoot(), path), "utf8"), path).toBe(text);
  }
});

describe("quiesce diagram", () => {
  test.each([
    ["table", /^ {2}running {12}suspending {9}driver sets SUSPEND \(S-14, S-1a\)$/m],
    ["mermaid", /^ {2}running --> suspending : driver sets SUSPEND<br>\(S-14, S-1a\)$/m],
    ["tikz", /\{\\textbf\{suspended\}\\\\SUSPEND, no DRIVER\\_OK\\\\\(1Bh\)\};/],
  ])("prints a figure as %s", async (to, says) => {
    const { code, out, err } = await quiesce("diagram", "status", "--to", to);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(says);
    expect(out).not.toMatch(/[^ -~\n]/);
    if (to === "table") for (const line of out.split("\n")) expect(line.length).toBeLessThan(81);
  });

  test("writes a picture, and says where", async () => {
    const { code, out } = await quiesce(
      ...["diagram", "queue", "--to", "svg", "--reading", `${WRITTEN},its-configuration-space=all`],
    );
    expect([code, out]).toEqual([
      0,
      "out/diagrams/queue-v1.4-as-written-its-configuration-space-all.svg\n",
    ]);
    expect(existsSync(join(root, out.trim()))).toBe(true);
  });
});
