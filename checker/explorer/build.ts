/** Builds the page: one HTML file with everything in it, its worker too. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";
import { codeHash } from "../compile/cache-code.ts";

const HERE = import.meta.dirname;
const twin = (name: string): string => join(HERE, "twins", name);

/** Modules that need Node, and what stands in for them. */
const twins: Plugin = {
  name: "twins",
  enforce: "pre",
  resolveId(source) {
    if (source === "node:crypto") return twin("crypto.ts");
    return source.endsWith("/user-file.ts") ? twin("user-file.ts") : null;
  },
};

/** Eight digits that differ where models or compiler do. */
const digest = (): string =>
  codeHash([join(HERE, "..", "..", "models"), join(HERE, "..", "explore")])?.slice(0, 8) ?? "none";

/** Writes `index.html` into a folder. */
export async function buildPage(outDir: string): Promise<void> {
  await build({
    configFile: false,
    root: HERE,
    base: "./",
    logLevel: "warn",
    define: { MODEL_DIGEST: JSON.stringify(digest()) },
    plugins: [twins, viteSingleFile()],
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    // A module worker dies without a word in a page from disk.
    worker: { format: "iife", plugins: () => [twins] },
    build: { outDir, emptyOutDir: true, target: "es2022", chunkSizeWarningLimit: 8000 },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(HERE, "..", "..", "build", "explorer");
  await buildPage(folder);
  const page = join(folder, "index.html");
  const bytes = readFileSync(page);
  const kilo = (of: Uint8Array): string => `${Math.round(of.length / 1000)} kB`;
  process.stdout.write(`${page}: ${kilo(bytes)}, ${kilo(gzipSync(bytes))} gzipped\n`);
}
