/** What a project has of files that are written by its own commands. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Path -> a hash of what is in it; of half a file beside its place, that it is there. */
export type Files = Readonly<Record<string, string>>;

export const hashOf = (bytes: Uint8Array): string => createHash("sha1").update(bytes).digest("hex");

const FOLDERS = ["traces", "diagrams", "models", "checker", "."];

export function filesOf(root: string): Files {
  const paths = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: folder !== ".", encoding: "utf8" }).map((name) =>
      join(folder, name),
    ),
  );
  const written = paths.filter((path) => /\.(md|jsonl?|mmd|tmp)$/.test(path));
  return Object.fromEntries(
    written
      .sort()
      .map((path) => [
        path,
        path.endsWith(".tmp") ? "half" : hashOf(readFileSync(join(root, path))),
      ]),
  );
}
