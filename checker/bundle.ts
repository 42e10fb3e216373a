/**
 * Joins the modules of the built program into a few files, `build/bin`: a process that
 * reads two hundred modules one by one is half done before it has begun.
 *
 *   node build/checker/bundle.js
 */
import { readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { ownCode } from "./cache-here.ts";

/** Packages that few commands load, or that run code of a user's own. */
const APART = [
  "@mermaid-js/mermaid-cli",
  "@sparticuz/chromium",
  "esbuild",
  "fast-check",
  "puppeteer",
  "tsx",
  "vega",
  "vega-lite",
];

/** CommonJS packages ask for Node's modules with `require`. */
const REQUIRE =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

const outdir = join(import.meta.dirname, "..", "bin");

const { metafile } = await build({
  entryPoints: ["cli.js", "worker.js"].map((name) => join(import.meta.dirname, name)),
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: APART,
  banner: { js: REQUIRE },
  define: { BUNDLED_CODE: JSON.stringify(ownCode()) },
  logLevel: "warning",
  metafile: true,
});

// Parts are named by their content: those of an earlier build stay behind.
const written = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
for (const name of readdirSync(outdir)) if (!written.has(name)) rmSync(join(outdir, name));
