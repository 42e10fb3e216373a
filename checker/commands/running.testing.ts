/** The command line as a test runs it: in a folder, with what it prints kept. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pc from "picocolors";
import type { Model } from "../types/index.ts";
import type { Input } from "./io.ts";
import { runCli } from "./program.ts";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A new folder that the command line takes for a project; whoever asks removes it. */
export function projectFolder(name: string): string {
  const root = mkdtempSync(join(tmpdir(), `quiesce-${name}-`));
  writeFileSync(join(root, "package.json"), '{ "name": "quiesce", "version": "0.0.0" }');
  return root;
}

/** Runs a command line in `root`, without colours and away from a terminal. */
export async function runIn<S extends object>(
  root: string,
  model: Model<S>,
  argv: readonly string[],
  signal: AbortSignal = new AbortController().signal,
  input?: Input,
): Promise<Ran> {
  let out = "";
  let err = "";
  const code = await runCli(model, argv, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    terminal: false,
    colours: pc.createColors(false),
    root,
    home: root,
    signal,
    ...(input === undefined ? {} : { input }),
  });
  return { code, out, err };
}
