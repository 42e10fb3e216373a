/** SPIN on the export of a system. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CompiledSystem } from "../../compile/system.ts";
import { promela } from "../../report/promela.ts";

/** What SPIN's search took, compilation left out. */
export interface SpinFigures {
  readonly states: number;
  readonly seconds: number;
  /** SPIN's own count, in bytes. */
  readonly memory: number;
}

const FLAGS = ["-O2", "-DSAFETY", "-DNOREDUCE"];

/**
 * The whole space of the system, or null where SPIN or gcc is not installed. `logHash` is
 * SPIN's -w, which should be near the number of states.
 */
export function runSpin(system: CompiledSystem, logHash: number): SpinFigures | null {
  const directory = mkdtempSync(join(tmpdir(), "quiesce-spin-"));
  const run = (program: string, args: readonly string[]): string =>
    execFileSync(program, args, { cwd: directory, encoding: "utf8", stdio: "pipe" });
  try {
    writeFileSync(join(directory, "model.pml"), promela(system));
    run("spin", ["-a", "model.pml"]);
    run("gcc", [...FLAGS, "pan.c", "-o", "pan"]);
    // `times` prints what the shell and its children used.
    return read(run("sh", ["-c", `./pan -E -m10000000 -w${logHash}; times`]));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function read(output: string): SpinFigures {
  const number = (pattern: RegExp): number => {
    const found = pattern.exec(output)?.[1];
    if (found === undefined) throw new Error(`SPIN printed nothing like ${pattern}: ${output}`);
    return Number(found);
  };
  if (/max search depth too small/.test(output)) throw new Error("SPIN's -m is too small");
  const [, children = ""] = output.trim().split("\n").slice(-2);
  const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, rest]) => sum + 60 * Number(minutes) + Number(rest),
    0,
  );
  return {
    states: number(/^\s*(\d+) states, stored/m),
    seconds,
    memory: number(/^\s*([\d.]+)\s+total actual memory usage/m) * 2 ** 20,
  };
}
