/** Files that are whole or not there, and folders below which nothing hangs. */
import { randomBytes } from "node:crypto";
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Nobody ever sees half a file: it is written beside its place and then renamed. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const beside = `${path}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    writeFileSync(beside, content, { flag: "wx" });
    renameSync(beside, path);
  } catch (cause) {
    try {
      rmSync(beside, { force: true });
    } catch {
      // What went wrong first says more.
    }
    throw cause;
  }
}

/**
 * Makes a folder and those above it. Node's own way tries again for ever where the
 * folder above is there and none can be made in it, as below /proc.
 */
export function makeFolder(path: string, mode?: number): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above, mode);
  try {
    mkdirSync(path, mode === undefined ? {} : { mode });
  } catch (cause) {
    // Somebody else may have made it in the meantime.
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
  }
}
