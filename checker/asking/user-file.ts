/** Files of a user's own: TypeScript through tsx, so that nothing has to be built. */
import { accessSync, constants, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { UsageError } from "./usage.ts";

/** Whether a word of a command line is such a file, not a name. */
export function isUserFile(word: string): boolean {
  return /\.[cm]?[jt]s$/.test(word);
}

/**
 * What a file exports.
 * @param what the kind of file for messages: `reading file`
 * @param missing what else could be given, for the message that there is no such file
 * @throws UsageError, one line, where it is missing or cannot be run.
 */
export async function importUserFile(
  path: string,
  what: string,
  missing: string,
): Promise<Readonly<Record<string, unknown>>> {
  const file = resolve(path);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) {
    const why = stat === undefined ? "does not exist" : "is no file";
    throw new UsageError(`${what} "${path}" ${why}; ${missing}`);
  }
  try {
    const url = pathToFileURL(file).href;
    if (!/\.[cm]?ts$/.test(file)) return await import(url);
    if (!hasScratch()) process.env.TSX_DISABLE_CACHE = "1";
    const { tsImport } = await import("tsx/esm/api");
    return await tsImport(url, import.meta.url);
  } catch (cause) {
    throw new UsageError(`${what} "${path}" cannot be loaded: ${firstLine(cause)}`);
  }
}

/** Whether there is a temporary folder to keep what was translated: an answer needs none. */
function hasScratch(): boolean {
  try {
    accessSync(tmpdir(), constants.W_OK);
    return statSync(tmpdir()).isDirectory();
  } catch {
    return false;
  }
}

/** The line of an error that says most; that of a TypeScript file has the place. */
function firstLine(cause: unknown): string {
  const lines = String(cause instanceof Error ? cause.message : cause).split("\n");
  const [first = "", second] = lines.filter((line) => line.trim() !== "");
  if (second === undefined) return first;
  if (/^Transform failed/.test(first)) return second;
  // XState says where in the first line, and what in the second.
  return first.endsWith(":") ? `${first} ${second.trim()}` : first;
}
