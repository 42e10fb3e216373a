/** The packaged browser is for Linux on x64; elsewhere the user's own is needed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "./io.ts";
import { renderer } from "./render.ts";

const root = projectRoot();
const hasBrowser = process.platform === "linux" && process.arch === "x64";

test.skipIf(!hasBrowser)(
  "a diagram is rendered to the same SVG twice, and to PDF",
  async () => {
    const sources = ["machines/kick", "holes/h4-kick-dropped"].map((name) =>
      readFileSync(join(root, "diagrams", `${name}.mmd`), "utf8"),
    );
    const start = await renderer(join(root, "out", "browser"));
    try {
      for (const source of sources) {
        const svg = Buffer.from(await start.render(source, "svg")).toString();
        expect(svg).toMatch(/^<svg[^>]*>.*<\/svg>$/s);
        expect(svg).not.toContain("NaN");
        expect(Buffer.from(await start.render(source, "svg")).toString()).toBe(svg);
      }
      const pdf = Buffer.from(await start.render(sources[0]!, "pdf"));
      expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    } finally {
      await start.close();
    }
  },
  120_000,
);
