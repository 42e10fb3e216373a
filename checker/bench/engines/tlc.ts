/** TLC on the export of a system. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TlaModule } from "../../report/tla.ts";

/** What TLC says of a module under a configuration. */
export interface TlcAnswer {
  /** Whether what the configuration asks is true. */
  readonly holds: boolean;
  /** "distinct states found"; null where the initial state is the counterexample. */
  readonly states: number | null;
  /** "The depth of the complete state graph search": levels, the first included. */
  readonly depth: number | null;
  /** States of the counterexample, the loop of a lasso included; 0 where there is none. */
  readonly trace: number;
}

const JAVA = "java";

/** Exit codes of TLC: no error, a violated invariant, a violated temporal property. */
const CODES: ReadonlyMap<number | null, boolean> = new Map([
  [0, true],
  [12, false],
  [13, false],
]);

/**
 * One run with one worker, so that the trace of an invariant is a shortest one.
 * Null where there is no Java.
 * @param jar path of tla2tools.jar
 */
export function runTlc(jar: string, module: TlaModule, config: string): TlcAnswer | null {
  const directory = mkdtempSync(join(tmpdir(), "quiesce-tlc-"));
  try {
    writeFileSync(join(directory, `${module.name}.tla`), module.text);
    writeFileSync(join(directory, `${module.name}.cfg`), config);
    const options = ["-XX:+UseParallelGC", `-Djava.io.tmpdir=${directory}`, "-jar", jar];
    const asked = ["-workers", "1", "-noGenerateSpecTE", "-nowarning", `${module.name}.tla`];
    const { status, stdout, stderr, error } = spawnSync(JAVA, [...options, ...asked], {
      cwd: directory,
      encoding: "utf8",
      maxBuffer: 1e9,
    });
    if ((error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") return null;
    return read(status, `${stdout}${stderr}`);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function read(status: number | null, output: string): TlcAnswer {
  const holds = CODES.get(status);
  if (holds === false && /^Error: Invariant \w+ is violated by the initial state:/m.test(output)) {
    return { holds, states: null, depth: null, trace: 1 };
  }
  const found = /^\d+ states generated, (\d+) distinct states found, /m.exec(output)?.[1];
  if (holds === undefined || found === undefined) {
    throw new Error(`TLC ended with ${status}: ${output.slice(-2000)}`);
  }
  const depth = /^The depth of the complete state graph search is (\d+)/m.exec(output)?.[1];
  return {
    holds,
    states: Number(found),
    depth: depth === undefined ? null : Number(depth),
    trace: output.match(/^State \d+: /gm)?.length ?? 0,
  };
}
