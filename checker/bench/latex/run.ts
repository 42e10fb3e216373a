/**
 * `npm run check:latex [-- names...]`: whether what `quiesce spec` writes builds as the
 * standard does: by xelatex, three times; by htlatex; and as a comparison by latexdiff-fast.
 *
 * Exits with 1 where one of them fails, and says which. Where a program is not installed,
 * nothing is built, and the line says what to install.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pc from "picocolors";
import { model } from "../../../models/model.ts";
import { readPatch } from "../../asking/patch.ts";
import { projectRoot } from "../../commands/io.ts";
import { runCli } from "../../commands/program.ts";
import { build, missing } from "./build.ts";

/** A dispute with a patch and a contradiction, and a hole with two patches. */
const USUAL = ["d1", "h4"];

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs `quiesce spec` into a folder. */
async function write(name: string, folder: string): Promise<void> {
  const root = projectRoot();
  const code = await runCli(model, ["spec", name, "--out", folder], {
    out: () => {},
    err: (text) => process.stderr.write(text),
    terminal: false,
    colours: pc.createColors(false),
    root,
    home: root,
    signal: new AbortController().signal,
  });
  if (code !== 0) process.exit(code);
}

/** The sentences that the patches of a folder bring. */
function proposedIn(folder: string): readonly string[] {
  const patches = readdirSync(folder).filter((name) => name.endsWith(".patch"));
  return patches.flatMap((name) => {
    const { hunks } = readPatch(readFileSync(join(folder, name), "utf8"), name, model.spec!);
    return hunks.flatMap(({ added }) => added.map(({ text }) => text.join("\n")));
  });
}

async function check(name: string, path: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "quiesce-latex-"));
  await write(name, folder);
  const main = `${name.toLowerCase()}.tex`;
  if (!existsSync(join(folder, "images"))) throw new Error(`no image in ${folder}`);
  const built = build(folder, main, proposedIn(folder), path);
  for (const { way, wrong } of built) {
    say(
      `${name} ${way.padEnd(9)} ${wrong.length === 0 ? "builds" : `FAILED: ${wrong.join("; ")}`}`,
    );
  }
  const isFine = built.every(({ wrong }) => wrong.length === 0);
  if (isFine) rmSync(folder, { recursive: true });
  else say(`${name} is left in ${folder}`);
  return isFine;
}

const path = process.env.PATH ?? "";
const toInstall = missing(path);
if (toInstall === null) {
  const names = process.argv.length > 2 ? process.argv.slice(2) : USUAL;
  for (const name of names) if (!(await check(name, path))) process.exitCode = 1;
} else say(toInstall);
