/** `quiesce replay --junit FILE --sarif FILE`: what CI systems show beside a change. */
import { statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { UsageError } from "../asking/usage.ts";
import { junitXml, type Replayed, sarifLog } from "../report/outcome.ts";
import { type Io, toolName, writeBelow } from "./io.ts";

export interface ReportOptions {
  readonly junit?: string;
  readonly sarif?: string;
}

/** Whole paths of the files that are to be written. */
export type ReportFiles = Readonly<Partial<Record<"junit" | "sarif", string>>>;

/** @throws UsageError, before anything is run, for what can be no file. */
export function reportFiles({ junit, sarif }: ReportOptions, io: Io): ReportFiles {
  const files: Partial<Record<"junit" | "sarif", string>> = {};
  for (const [name, given] of Object.entries({ junit, sarif }) as ["junit" | "sarif", string?][]) {
    if (given === undefined) continue;
    if (given === "")
      throw new UsageError(`--${name} is empty; give a file, as in --${name} out/replay`);
    const file = resolve(io.home, given);
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
      throw new UsageError(`--${name} "${given}" is a folder; legal: a file that is to be written`);
    }
    files[name] = file;
  }
  if (files.junit !== undefined && files.junit === files.sarif) {
    throw new UsageError(`--junit and --sarif both name "${junit}"; give each a file of its own`);
  }
  return files;
}

export function writeReports(
  { junit, sarif }: ReportFiles,
  found: readonly Replayed[],
  code: number,
  io: Io,
): void {
  const write = (file: string, text: string): void =>
    writeBelow(dirname(file), basename(file), text);
  const [, version = ""] = toolName(io.root).split(" ");
  if (junit !== undefined) write(junit, junitXml(found));
  if (sarif !== undefined) write(sarif, sarifLog(found, { version, code }));
}
