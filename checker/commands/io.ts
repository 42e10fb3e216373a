/** What a command may touch: two streams, a folder for its output, an interrupt. */
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../asking/usage.ts";
import type { CachePlace } from "../compile/cache.ts";
import { makeFolder, removeLeftOvers, writeWhole } from "../compile/whole.ts";
import type { Colours } from "../report/table.ts";
import { isFolder } from "./user-text.ts";

export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether a person watches: progress and colours are for them only. */
  readonly terminal: boolean;
  readonly colours: Colours;
  /** Where the package stands: kept traces are below it, and nothing is written there. */
  readonly root: string;
  /** The user's folder: what is written goes to `out/` below it, unless told. */
  readonly home: string;
  /** Where output goes instead, from `--out`. */
  readonly outFolder?: string;
  readonly signal: AbortSignal;
  /** What is typed or piped in, for the one command that reads it. */
  readonly input?: Input;
  /** Told what is covered, for whoever has to end a command that does not hear the signal. */
  readonly covered?: (what: string) => void;
  /** Told how long one run may take, in milliseconds. */
  readonly time?: (ms: number) => void;
  /** Where what takes long to make is kept between processes; absent or null: nowhere. */
  readonly cachePlace?: () => CachePlace | null;
  /** Throws a ModelError where the model names what there is not; absent: nobody looks. */
  readonly checkNames?: () => Promise<void>;
  /** A module that explores in a thread of its own, for the model of `cli.ts`. */
  readonly worker?: URL;
}

export interface Input {
  /** Whether somebody types it, and is to be shown what came of each line. */
  readonly isPerson: boolean;
  readonly lines: () => AsyncIterable<string>;
}

/** The exit codes of every command. */
export const EXIT = { fine: 0, violated: 1, unknown: 2, usage: 64, interrupted: 130 } as const;

/** The folder with the project's package.json, from sources and from the build alike. */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

/** `quiesce 0.1.0`. */
export function toolName(root: string): string {
  const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
  };
  return `${name} ${version}`;
}

/** Writes a file below a folder, whole or not at all. @throws UsageError, one line */
export function writeBelow(root: string, path: string, text: string | Uint8Array): void {
  const file = join(root, path);
  try {
    makeFolder(dirname(file));
    writeWhole(file, text);
    removeLeftOvers(file);
  } catch (cause) {
    throw new UsageError(
      `cannot write "${file}": ${(cause as Error).message}; legal: a folder with room that is ` +
        "yours. Go to one, or name it with --out where the command takes it",
    );
  }
}

/** A link too that leads nowhere. */
function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** @throws UsageError where the folder, or one above it, is something else */
export function checkFolder(path: string): void {
  for (let at = path; ; at = dirname(at)) {
    if (isFolder(at)) return;
    if (!isThere(at)) continue;
    throw new UsageError(`--out "${at}" is no folder; legal: a folder, which is made where needed`);
  }
}

/** Where a path that begins with `out/` goes. */
function outPath({ home, outFolder }: Io, path: string): string {
  return outFolder === undefined ? join(home, path) : join(outFolder, path.replace(/^out\b/, ""));
}

/** Writes to `out/` of the user's, or where it goes instead, and gives the path to type. */
export function writeOut(io: Io, path: string, text: string | Uint8Array): string {
  const file = outPath(io, path);
  writeBelow(dirname(file), basename(file), text);
  return shown(io, path);
}

/** A path that begins with `out/`, as seen from the user's folder. */
export function shown(io: Io, path: string): string {
  const file = outPath(io, path);
  const near = relative(io.home, file);
  return near.startsWith("..") ? file : near || ".";
}
