/**
 * Joins the modules of the built program into a few files, `build/bin`, and keeps what V8
 * makes of them: a process that reads and compiles two hundred modules one by one is half
 * done before it has begun.
 *
 *   node build/checker/bundle.js
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { ownCode } from "./cache-here.ts";
import { codeFile } from "./joined.ts";

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

/** A question that many have: cases, verdicts, a counterexample with its chart and replay. */
const QUESTION = ["check", "d1-second", "--reading", "v1.4-as-written", "--json"];

const outdir = join(import.meta.dirname, "..", "bin");

// The program is named by its content, so that no code of another one is taken for its own.
const program = await joined("cli", "program-[hash]");
const written = [
  program,
  codeFile(program),
  await joined("worker", "worker"),
  await joined("launch", "cli", { PROGRAM: JSON.stringify(program) }),
];
keepCode();
for (const name of readdirSync(outdir)) {
  if (!written.includes(name)) rmSync(join(outdir, name), { recursive: true });
}

/** Joins a module and what it needs into one file; returns the file's name. */
async function joined(module: string, name: string, define = {}): Promise<string> {
  const { metafile } = await build({
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: APART,
    entryPoints: [join(import.meta.dirname, `${module}.js`)],
    outdir,
    entryNames: name,
    outExtension: { ".js": ".cjs" },
    banner: { js: 'const HERE = require("node:url").pathToFileURL(__filename).href;' },
    define: {
      ...define,
      BUNDLED_CODE: JSON.stringify(ownCode()),
      "import.meta.dirname": "__dirname",
      "import.meta.url": "HERE",
    },
    logLevel: "warning",
    metafile: true,
  });
  return basename(Object.keys(metafile.outputs)[0]!);
}

/** Asks the question twice, the second time with its compiled system at hand. */
function keepCode(): void {
  const place = mkdtempSync(join(tmpdir(), "quiesce-bundle-"));
  const bin = join(place, "bin");
  try {
    // The program asks its package for its name.
    copyFileSync(join(outdir, "..", "..", "package.json"), join(place, "package.json"));
    cpSync(outdir, bin, { recursive: true });
    for (const keeps of [{}, { QUIESCE_KEEP_CODE: "" }]) {
      const env = { ...process.env, ...keeps, QUIESCE_CACHE: join(place, "cache") };
      ask([join(bin, "cli.cjs"), ...QUESTION], env, place);
    }
    copyFileSync(join(bin, codeFile(program)), join(outdir, codeFile(program)));
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** @param cwd the folder for what it writes */
function ask(words: readonly string[], env: NodeJS.ProcessEnv, cwd: string): void {
  try {
    execFileSync(process.execPath, words, { cwd, env, stdio: ["ignore", "ignore", "inherit"] });
  } catch (cause) {
    // A claim that is violated is an answer.
    if ((cause as { readonly status?: number }).status !== 1) throw cause;
  }
}
