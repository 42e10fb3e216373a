/** Files that are whole or not there, and folders below which nothing hangs. */
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

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

/** Removes what processes that were killed have left beside a file's place. */
export function removeLeftOvers(path: string): void {
  const folder = dirname(path);
  const begins = `${basename(path)}.`;
  for (const name of readdirSync(folder)) {
    const [, pid] = /^(\d+)\.[0-9a-f]{8}\.tmp$/.exec(name.slice(begins.length)) ?? [];
    if (!name.startsWith(begins) || pid === undefined || isRunning(Number(pid))) continue;
    rmSync(join(folder, name), { force: true });
  }
}

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code !== "ESRCH";
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
