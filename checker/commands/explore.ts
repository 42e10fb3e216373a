/** `quiesce explore`: the page with a question, a kept trace, or what a user brings, opened. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { loadReading } from "../asking/reading.ts";
import { boundsWords } from "../asking/scope.ts";
import { UsageError } from "../asking/usage.ts";
import { isUserFile } from "../asking/user-file.ts";
import { NOWHERE, type Place, written } from "../explorer/address.ts";
import type { Brought, Opening } from "../explorer/protocol.ts";
import { loadSystem } from "../library/load.ts";
import { compiled, modelOf } from "../library/model.ts";
import type { Model } from "../types/index.ts";
import { EXIT, type Io, writeOut } from "./io.ts";
import { keptNamed, noTraces, tracesOf } from "./kept.ts";
import { readReplayable } from "./replayable.ts";
import { selectCase } from "./select-case.ts";

export interface ExploreOptions {
  readonly reading?: string;
  readonly scope?: string;
  /** False: the file is written, and nothing is opened. */
  readonly open?: boolean;
}

/**
 * Writes the page to `out/explorer.html`, with the question in it, and opens it in the user's
 * browser. It needs no server, and can be mailed or put on a web site as it is.
 * @param what a scenario, a trace, or a file with a system; nothing: the first dispute
 * @throws UsageError for what is none of these, and where the page was not built
 */
export async function explore<S extends object>(
  model: Model<S>,
  what: string | undefined,
  options: ExploreOptions,
  io: Io,
): Promise<number> {
  const page = pageOf(io);
  const opening =
    what !== undefined && isUserFile(what)
      ? await openingOfSystem(what, options)
      : await openingOf(model, what, options, io);
  const content = JSON.stringify(opening).replaceAll("<", "\\u003c");
  const place = '<script type="application/json" id="opening">';
  const file = writeOut(
    io,
    "out/explorer.html",
    page.replace(place, () => place + content),
  );
  const url = pathToFileURL(resolve(io.home, file)).href;
  io.out(`${file}\n${url}#${opening.address}\n`);
  if (options.open !== false) openInBrowser(url, io);
  return EXIT.fine;
}

function pageOf({ root }: Io): string {
  const path = join(root, "build", "explorer", "index.html");
  if (existsSync(path)) return readFileSync(path, "utf8");
  throw new UsageError(`the page is not built: "${path}" does not exist; type: npm run explorer`);
}

async function openingOf<S extends object>(
  model: Model<S>,
  what: string | undefined,
  options: ExploreOptions,
  io: Io,
): Promise<Opening> {
  const own = await broughtReading(options.reading);
  const place = await placeOf(model, what, options, io);
  const address = place === null ? "" : written(place);
  return { address, own, digest: own === null ? null : digestOf(own) };
}

/** Where to begin; null: where the page begins by itself. */
async function placeOf<S extends object>(
  model: Model<S>,
  what: string | undefined,
  { reading, scope }: ExploreOptions,
  io: Io,
): Promise<Place | null> {
  if (what === undefined) {
    if (reading === undefined && scope === undefined) return null;
    throw new UsageError("explore needs a scenario with --reading or --scope: explore h4 ...");
  }
  const isFile = existsSync(what);
  const [line] = isFile ? [] : keptNamed(model, io.root, what);
  if (isFile || line !== undefined) return placeOfTrace(model, what, reading, io);
  const of = await selectCase(model, what, {
    ...(reading === undefined ? {} : { reading }),
    ...(scope === undefined ? {} : { scope }),
  });
  return {
    ...NOWHERE,
    scenario: of.scenario.name,
    reading: of.reading.name,
    scope: boundsWords(model, of.scenario.scope, of.scope),
  };
}

async function placeOfTrace<S extends object>(
  model: Model<S>,
  what: string,
  reading: string | undefined,
  io: Io,
): Promise<Place> {
  const [line] = tracesOf(model, io.root, what, (cause) => {
    throw cause;
  });
  if (line === undefined) throw noTraces([what]);
  const own = reading === undefined ? undefined : await loadReading(model, reading);
  const { file, scenario, scope } = readReplayable(model, line, own);
  return {
    ...NOWHERE,
    scenario: scenario.name,
    reading: file.reading,
    scope: boundsWords(model, scenario.scope, scope),
    claim: file.property,
    line: file.trace,
  };
}

/** A system of a user's own, run here once, so that what is wrong with it is said here. */
async function openingOfSystem(path: string, options: ExploreOptions): Promise<Opening> {
  if (options.scope !== undefined) {
    throw new UsageError(`--scope is for scenarios; "${path}" is one, of its own size`);
  }
  const system = await loadSystem(path);
  const reading = await loadReading(modelOf(system), options.reading ?? "as-defined");
  compiled(system, reading);
  const own: Brought = { kind: "system", name: path, code: await bundled(path) };
  const place = { ...NOWHERE, scenario: system.name, reading: reading.name };
  return { address: written(place), own, digest: digestOf(own) };
}

/** The file that a reading begins with, if it does. */
async function broughtReading(reading = ""): Promise<Brought | null> {
  const [base = ""] = reading.split(",");
  if (!isUserFile(base)) return null;
  return { kind: "reading", name: base, code: await bundled(base) };
}

const digestOf = ({ code }: Brought): string =>
  createHash("sha256").update(code).digest("hex").slice(0, 8);

/** A user's file and what it imports, as one script; the page has the packages at hand. */
async function bundled(path: string): Promise<string> {
  const { build } = await import("esbuild");
  const result = await build({
    entryPoints: [resolve(path)],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "BROUGHT",
    target: "es2022",
    logLevel: "silent",
    plugins: [
      {
        name: "at hand in the page",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^(quiesce|xstate)$/ }, ({ path: name }) => ({
            path: name,
            namespace: "given",
          }));
          onLoad({ filter: /.*/, namespace: "given" }, ({ path: name }) => ({
            contents: `module.exports = GIVEN[${JSON.stringify(name)}];`,
          }));
        },
      },
    ],
  }).catch((cause: Error) => {
    throw new UsageError(
      `"${path}" cannot be bundled for the page: ${cause.message.split("\n")[1]}`,
    );
  });
  return result.outputFiles[0]!.text;
}

const OPENERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Whoever has no browser at hand has the path all the same. */
function openInBrowser(url: string, { err }: Io): void {
  const [program, ...words] = OPENERS[process.platform] ?? ["xdg-open"];
  const child = spawn(program, [...words, url], { stdio: "ignore", detached: true });
  child.on("error", () => err(`no browser was found; open the file in one\n`));
  child.unref();
}
