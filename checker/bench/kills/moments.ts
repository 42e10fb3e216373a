/**
 * Loaded before a program that is to be killed. Each file that it writes has three moments:
 * half of it is written, it is not in its place yet, and it is.
 *
 *   MOMENTS_LOG=file   writes there, at each moment, what a kill would leave; and goes on
 *   MOMENTS_KILL=n     ends the program at the n-th, as kill -9 does
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { type Files, filesOf, hashOf } from "./files.ts";

export interface Moment {
  readonly files: Files;
  /** A hash of what was to be written. */
  readonly whole: string;
}

const { MOMENTS_LOG, MOMENTS_KILL } = process.env;
const log = MOMENTS_LOG === undefined ? null : fs.openSync(MOMENTS_LOG, "w");
const { writeFileSync, renameSync } = fs;
let moments = 0;
let whole = "";

function moment(): void {
  moments += 1;
  if (moments === Number(MOMENTS_KILL)) process.kill(process.pid, "SIGKILL");
  if (log === null) return;
  const seen: Moment = { files: filesOf(process.cwd()), whole };
  fs.writeSync(log, `${JSON.stringify(seen)}\n`);
}

fs.writeFileSync = (path, data, options): void => {
  const bytes = Buffer.from(data as string | Uint8Array<ArrayBuffer>);
  whole = hashOf(bytes);
  writeFileSync(path, bytes.subarray(0, bytes.length / 2), options);
  moment();
  writeFileSync(path, bytes);
  moment();
};
fs.renameSync = (from, to): void => {
  renameSync(from, to);
  moment();
};
syncBuiltinESMExports();
