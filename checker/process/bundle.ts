/**
 * Joins the modules of the built program into three files, `build/bin`: a process that reads
 * two hundred modules one by one is half done before it has begun.
 *
 *   node build/checker/process/bundle.js
 */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
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

const built = import.meta.dirname;
const outdir = join(built, "..", "..", "bin");

/** `cli` is what the user starts; it runs `program` at once, or in a thread that can be ended. */
const entryPoints = {
  cli: join(built, "launch.js"),
  program: join(built, "..", "cli.js"),
  worker: join(built, "worker.js"),
};

await build({
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: APART,
  entryPoints,
  outdir,
  outExtension: { ".js": ".cjs" },
  banner: { js: 'const HERE = require("node:url").pathToFileURL(__filename).href;' },
  define: {
    BUNDLED_CODE: JSON.stringify(ownCode()),
    "import.meta.dirname": "__dirname",
    "import.meta.url": "HERE",
  },
  logLevel: "warning",
});

/** Whatever an earlier version left here is not part of this one. */
for (const name of readdirSync(outdir)) {
  if (!Object.keys(entryPoints).includes(name.replace(/\.cjs$/, ""))) {
    rmSync(join(outdir, name), { recursive: true });
  }
}
