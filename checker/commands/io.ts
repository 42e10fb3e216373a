/** What a command may touch: two streams, a folder for its output, an interrupt. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { CachePlace } from "../compile/cache.ts";
import type { Colours } from "../report/table.ts";
import { UsageError } from "../usage.ts";

export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether a person watches: progress and colours are for them only. */
  readonly terminal: boolean;
  readonly colours: Colours;
  /** The project's folder; output goes to `out/` below it. */
  readonly root: string;
  readonly signal: AbortSignal;
  /** What is typed or piped in, for the one command that reads it. */
  readonly input?: Input;
  /** Where compiled systems are kept between processes; absent or null: nowhere. */
  readonly cachePlace?: () => CachePlace | null;
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

/**
 * Writes a file below the project's folder and gives the path as a reader of the
 * terminal would type it.
 */
export function writeBelow(root: string, path: string, text: string): string {
  const file = join(root, path);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (cause) {
    throw new UsageError(`cannot write "${file}": ${(cause as Error).message}`);
  }
  return shown(root, path);
}

/** A path of the project as seen from the current folder. */
export function shown(root: string, path: string): string {
  return relative(process.cwd(), join(root, path)) || ".";
}
