/** What a cached value depends on beside its key: code, as it stands on disk. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** Whose versions matter: they decide what a machine does. */
const PACKAGES = ["xstate", "@xstate/graph"];

/**
 * A hash of this folder's modules, of all modules in the given folders, and of the
 * versions of XState; null where something cannot be read. Tests are left out;
 * whatever else changes gives another hash.
 */
export function codeHash(folders: readonly string[]): string | null {
  try {
    const hash = createHash("sha256");
    const require = createRequire(import.meta.url);
    for (const name of PACKAGES) hash.update(readFileSync(require.resolve(`${name}/package.json`)));
    for (const folder of [import.meta.dirname, ...folders]) {
      for (const path of modulesBelow(folder)) {
        const content = readFileSync(join(folder, path));
        hash.update(`\n${path} ${content.length}\n`).update(content);
      }
    }
    return hash.digest("hex");
  } catch {
    return null;
  }
}

/** Paths of modules below a folder, in an order that is the same everywhere. */
function modulesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.[jt]s$/.test(path) && !/\.(test|testing)\.[jt]s$/.test(path))
    .toSorted();
}
