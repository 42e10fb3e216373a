/** The command line as a test runs it: in a folder, with what it prints kept. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pc from "picocolors";
import type { Model } from "../types/index.ts";
import type { Input, Io } from "./io.ts";
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
  return ran(model, argv, { terminal: false, root, signal, ...(input && { input }) });
}

/** The same where a person watches, who is shown progress; `screen` has what was written when. */
export async function runWatched<S extends object>(
  root: string,
  model: Model<S>,
  argv: readonly string[],
  signal: AbortSignal = new AbortController().signal,
): Promise<Ran & { readonly screen: readonly string[] }> {
  const screen: string[] = [];
  const found = await ran(model, argv, { terminal: true, root, signal }, (text) => {
    screen.push(text);
  });
  return { ...found, screen };
}

async function ran<S extends object>(
  model: Model<S>,
  argv: readonly string[],
  place: Pick<Io, "terminal" | "root" | "signal" | "input">,
  seen: (text: string) => void = () => {},
): Promise<Ran> {
  let out = "";
  let err = "";
  const code = await runCli(model, argv, {
    out: (text) => {
      out += text;
      seen(text);
    },
    err: (text) => {
      err += text;
      seen(text);
    },
    colours: pc.createColors(false),
    home: place.root,
    ...place,
  });
  return { code, out, err };
}
