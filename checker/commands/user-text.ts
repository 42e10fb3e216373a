/** Text out of a file that a user names: whatever stands under the name, nothing hangs. */
import { readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../asking/usage.ts";

/** 256 MiB: a string can hold twice as much. */
const MAX_BYTES = 2 ** 28;

/**
 * The text of a file, without a byte order mark.
 * @param what the kind of file, for messages: `trace file`
 * @throws UsageError, one line, for what is no file, cannot be read, or is too long
 */
export function textOf(path: string, what: string): string {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw new UsageError(`${what} "${path}" is ${kindOf(stat)}; legal: a file`);
    if (stat.size > MAX_BYTES) {
      throw new UsageError(
        `${what} "${path}" has ${stat.size} bytes; legal: at most ${MAX_BYTES}. Split it`,
      );
    }
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(
      `cannot read ${what} "${path}": ${(cause as Error).message}; legal: a file that is there ` +
        "and yours to read. Look at its name",
    );
  }
}

/** A link that leads nowhere, or to itself, is none. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function kindOf(stat: Stats): string {
  if (stat.isDirectory()) return "a folder";
  if (stat.isFIFO()) return "a pipe";
  if (stat.isSocket()) return "a socket";
  return "a device";
}

/**
 * The paths of entries below a folder whose names end so, in order; a folder that links
 * lead to twice is read once.
 * @param refuse told of a folder that cannot be read
 */
export function pathsBelow(
  folder: string,
  suffix: string,
  refuse: (cause: UsageError) => void,
): readonly string[] {
  const read = new Set<string>();
  const below = (path: string): readonly string[] => {
    try {
      const real = realpathSync(path);
      if (read.has(real)) return [];
      read.add(real);
      const names = readdirSync(path).sort();
      return names.flatMap((name) => {
        const entry = join(path, name);
        if (name.endsWith(suffix)) return [entry];
        return isFolder(entry) ? below(entry) : [];
      });
    } catch (cause) {
      refuse(new UsageError(`cannot read folder "${path}": ${(cause as Error).message}`));
      return [];
    }
  };
  return below(folder);
}
