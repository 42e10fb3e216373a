import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { lawOf, timeOf } from "../contest/cost.ts";
import { lawText, timeText } from "../report/cost.ts";
import { costPlot } from "../report/cost-plot.ts";
import { costOf } from "./cost.ts";
import { projectFolder, runIn } from "./running.testing.ts";

const root = projectFolder("cost");
afterAll(() => rmSync(root, { recursive: true }));

const cost = (...argv: string[]) => runIn(root, model, ["cost", ...argv]);

describe("a law", () => {
  test("goes through every count, or there is none", () => {
    expect(lawOf([20, 35, 50, 65], "x")).toEqual({ once: 5, each: 15 });
    expect(() => lawOf([20, 35, 50, 66], "v2: register")).toThrow(
      "v2: register: 66 with 4 queues, not 5 + 15 * 4; legal: counts on a line",
    );
  });

  test("is written without what is zero, and weighed by latencies", () => {
    const laws = { register: { once: 5, each: 15 }, wait: { once: 2, each: 0 } };
    expect(Object.values(laws).map(lawText)).toEqual(["5 + 15n", "2"]);
    expect([lawText({ once: 0, each: 1 }), lawText({ once: 0, each: 0 })]).toEqual(["n", "-"]);
    expect(timeOf(laws, { register: 2, wait: 100 }, 10)).toBe(2 * 155 + 200);
  });

  test("is shown in times with three digits", () => {
    expect([0, 0.25, 17, 1019.6, 2_500_000].map(timeText)).toEqual([
      "0",
      "250ns",
      "17us",
      "1.02ms",
      "2.5s",
    ]);
  });
});

describe("quiesce cost", () => {
  const page = costOf(model);

  test("counts along behaviours that the model has, for every contender", () => {
    expect(page.prices.map(({ head }) => head)).toEqual(
      model.contest!.contenders.map(({ head }) => head),
    );
    for (const { head, laws, events } of page.prices) {
      expect(laws, head).not.toBeNull();
      expect(events, head).toBeGreaterThanOrEqual(8);
    }
  });

  const lawsOf = ({ prices }: typeof page) =>
    Object.fromEntries(
      prices.map(({ head, laws, why }) => [
        head,
        laws === null ? why : Object.values(laws).map(lawText),
      ]),
    );

  test("counts registers on MMIO and channel commands on CCW, one for a virtqueue", () => {
    const pci = lawsOf(page);
    const mmio = lawsOf(costOf(model, { transport: "mmio" }));
    const ccw = lawsOf(costOf(model, { transport: "ccw" }));
    // Register, channel, command, part, message, memory, wait, d3hot.
    expect(pci.s14).toEqual(["17 + 10n", "-", "-", "-", "-", "-", "2", "-"]);
    expect(mmio.s14).toEqual(["17 + 9n", "-", "-", "-", "-", "-", "2", "-"]);
    expect(ccw.s14).toEqual(["-", "16 + n", "-", "-", "-", "-", "2", "-"]);
    for (const head of ["vdpa", "vhost"]) {
      expect([mmio[head], ccw[head]], head).toEqual([pci[head], pci[head]]);
    }
    for (const head of ["admin", "parts"]) expect(mmio[head]).toMatch(/^no group of devices/);
    expect([mmio.pm, ccw.pm]).toEqual(["no power states (PM-3)", "no power states (PM-3)"]);
  });

  test("prints for each transport what does not apply, and where its counts are from", async () => {
    const { code, out } = await cost("--transport", "ccw");
    expect(code).toBe(0);
    for (const line of out.trimEnd().split("\n")) expect(line).toMatch(/^[\x20-\x7e]{0,68}$/);
    expect(out).toContain("of an idle\ndevice on CCW.");
    expect(out).toMatch(/^s14 +16 \+ n /m);
    expect(out).toMatch(/^pm +does not apply: no power states \(PM-3\)$/m);
    expect(out).toMatch(/^counts +transport-ccw.tex, /m);
    expect(out).not.toMatch(/^(register|d3hot) /m);
    const json = await cost("--transport", "ccw", "--json");
    const [v2, , , s14] = json.out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(v2).toMatchObject({
      transport: "ccw",
      laws: null,
      why: expect.stringMatching(/PCI alone/),
    });
    expect(s14.laws.channel).toEqual({ once: 16, each: 1 });
  });

  test("prints text for a mail, with the source of every number", async () => {
    const { code, out } = await cost();
    expect(code).toBe(0);
    for (const line of out.trimEnd().split("\n")) expect(line).toMatch(/^[\x20-\x7e]{0,68}$/);
    expect(out).toContain("PCIe 6.0, 5.9");
    expect(out).toMatch(/^register\s*1us, free: an access of a device register$/m);
  });

  test("takes other latencies and numbers of queues", async () => {
    const one = await cost("--latency", "register=2us,wait=1ms", "--queues", "1,8", "--json");
    const lines = one.out.trimEnd().split("\n");
    expect(JSON.parse(lines[0]!)).toMatchObject({ latencies: { register: 2, wait: 1000 } });
    const { out } = await cost("--latency", "wait=1ms", "--queues", "1,8");
    expect(out).toMatch(/^time +n = 1 +n = 8$/m);
    expect(out).toContain("1ms, as given: the device's own time");
  });

  test("draws the same bytes for the same counts", async () => {
    const { code, err } = await cost("--svg");
    expect(code).toBe(0);
    expect(err).toMatch(/^plot: .*out\/cost\.svg\n$/);
    const svg = readFileSync(join(root, "out/cost.svg"), "utf8");
    expect(svg).toBe(await costPlot(page));
    expect(svg).toMatch(/^<svg [^>]*viewBox/);
    expect(svg).not.toContain("NaN");
    for (const { head } of page.prices) expect(svg).toContain(`>${head}</text>`);
  });

  test("prints nothing where the plot cannot be written", async () => {
    rmSync(join(root, "out"), { recursive: true, force: true });
    writeFileSync(join(root, "out"), "a file");
    const { code, out, err } = await cost("--svg");
    rmSync(join(root, "out"));
    expect([code, out]).toEqual([64, ""]);
    expect(err).toMatch(/^error: cannot write ".*out\/cost\.svg": .*\n$/);
  });

  test("says in one line what it does not take", async () => {
    for (const [argv, why] of [
      [["--latency", "registr=1us"], 'unknown operation "registr". Did you mean "register"?'],
      [["--latency", "register=1"], '--latency register=1: "1" is no time; give a number and ns'],
      [["--latency", "register=-1us"], '"-1us" is no time'],
      [["--latency", ""], 'unknown operation ""'],
      [["--transport", "ccx"], 'unknown transport "ccx". Did you mean "ccw"?'],
      [["--transport", ""], 'unknown transport ""'],
      [["--queues", "0"], "--queues 0: give up to 6 whole numbers from 1 to 65536"],
      [["--queues", "1,x"], "--queues 1,x: give up to 6 whole numbers"],
    ] as const) {
      const { code, out, err } = await cost(...argv);
      expect([code, out]).toEqual([64, ""]);
      expect(err).toContain(`error: `);
      expect(err).toContain(why);
      expect(err.split("\n")).toHaveLength(2);
    }
  });
});
