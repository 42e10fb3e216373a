/** The packaged browser is for Linux on x64; elsewhere the user's own is needed. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { h4 } from "../../models/scenarios/holes/h4-kick-held-at-suspend.ts";
import { checkCase } from "../verdict/check.ts";
import { runner } from "../verdict/runs.ts";
import { projectRoot } from "./io.ts";
import { browserFolder, renderer } from "./render.ts";
import { behaviourDiagrams } from "./sources.ts";

const root = projectRoot();
const hasBrowser = process.platform === "linux" && process.arch === "x64";

/** The sequence diagram of a counterexample of H4. */
async function kickDropped(): Promise<string> {
  const pinned = h4.cases.find(({ says }) => says === "kick dropped")!;
  const found = await checkCase(model, runner(model), h4, pinned);
  return behaviourDiagrams(model, [found]).get("diagrams/holes/h4-kick-dropped.mmd")!;
}

test.skipIf(!hasBrowser)(
  "a diagram is rendered to the same SVG twice, and to PDF",
  async () => {
    const kick = readFileSync(join(root, "diagrams/machines/kick.mmd"), "utf8");
    const sources = [kick, await kickDropped()];
    const folder = process.env.TMPDIR;
    const start = await renderer();
    // Whoever asks for a temporary folder next must not get one that goes with the browser.
    expect(process.env.TMPDIR).toBe(folder);
    try {
      for (const source of sources) {
        const svg = Buffer.from(await start.render(source, "svg")).toString();
        expect(svg).toMatch(/^<svg[^>]*>.*<\/svg>$/s);
        expect(svg).not.toContain("NaN");
        expect(Buffer.from(await start.render(source, "svg")).toString()).toBe(svg);
      }
      const pdf = Buffer.from(await start.render(sources[0]!, "pdf"));
      expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
      const status = readFileSync(join(root, "diagrams/figures/status.svg"), "utf8");
      const page = Buffer.from(await start.print(status, "pdf")).toString("latin1");
      // 6.5 inches of 72 points, on one page.
      expect(page).toMatch(/\/MediaBox ?\[0 0 468 /);
      expect(page.match(/\/Type \/Page\b/g)).toHaveLength(1);
      const png = Buffer.from(await start.print(status, "png"));
      expect([png.subarray(1, 4).toString(), png.readUInt32BE(16)]).toEqual(["PNG", 1300]);
    } finally {
      await start.close();
    }
  },
  120_000,
);

test.each([
  ["TMPDIR", "/dev/null", /^no browser can be started: [^\n]*\/dev\/null[^\n]*TMPDIR$/],
  ["PUPPETEER_EXECUTABLE_PATH", "/bin/true", /^no browser can be started: [^\n]*_PATH and TMPDIR$/],
])("without %s that serves, what is wrong is one line", async (name, value, says) => {
  const before = process.env[name];
  process.env[name] = value;
  try {
    await expect(renderer()).rejects.toThrow(says);
  } finally {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  }
});

test("what a killed process has left is removed, what a running one has is not", () => {
  const place = mkdtempSync(join(tmpdir(), "quiesce-render-"));
  try {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    const running = `quiesce-browser-${process.pid}-a`;
    for (const name of [`quiesce-browser-${pid}-a`, running, "quiesce-browser-mine"]) {
      mkdirSync(join(place, name, "below"), { recursive: true });
    }
    const own = basename(browserFolder(place));
    expect(readdirSync(place).sort()).toEqual([running, own, "quiesce-browser-mine"].sort());
  } finally {
    rmSync(place, { recursive: true });
  }
});
