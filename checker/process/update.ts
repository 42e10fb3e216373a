/**
 * `npm run update`: writes what is generated. Traces, diagram sources, the trace
 * schema and the generated parts of documents; pins are edited by hand, so that a
 * changed number is a reviewed change.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import pc from "picocolors";
import { model } from "../../models/model.ts";
import { auditDocument } from "../commands/audit.ts";
import { documents, lackingDocument } from "../commands/documents.ts";
import { projectRoot, writeBelow } from "../commands/io.ts";
import { runCli } from "../commands/program.ts";
import { readmeDocument } from "../commands/readme.ts";
import { generatedFiles } from "../commands/sources.ts";
import type { Model } from "../types/index.ts";
import { type CaseAnswers, checkCase } from "../verdict/check.ts";
import { runner } from "../verdict/runs.ts";

async function update<S extends object>(of: Model<S>): Promise<void> {
  const root = projectRoot();
  const runs = runner(of, { engine: "auto" });
  const cases: CaseAnswers<S>[] = [];
  for (const scenario of of.scenarios) {
    for (const pinned of scenario.cases) cases.push(await checkCase(of, runs, scenario, pinned));
  }
  const files = await generatedFiles(of, cases);
  for (const [path, text] of files) writeBelow(root, path, text);
  for (const path of leftOver(root, files)) rmSync(join(root, path));
  const read = (path: string): string => readFileSync(join(root, path), "utf8");
  for (const [path, text] of documents(of, cases, read)) writeBelow(root, path, text);
  const printed = async (...argv: string[]): Promise<string> => {
    let out = "";
    const say = (text: string): void => {
      out += text;
    };
    await runCli(of, argv, {
      out: say,
      err: say,
      terminal: false,
      colours: pc.createColors(false),
      root,
      home: root,
      signal: new AbortController().signal,
    });
    return out;
  };
  for (const [path, text] of await readmeDocument(read, printed)) writeBelow(root, path, text);
  for (const [path, text] of await auditDocument(of, read)) writeBelow(root, path, text);
  process.stdout.write(`${files.size} generated files and the documents are up to date\n`);
  for (const { scenario, differences, answers, run } of cases) {
    const all = [...differences, ...answers.flatMap((answer) => answer.differences)];
    for (const one of all) process.stdout.write(`${scenario.name} ${run.reading.name}: ${one}\n`);
  }
  // Families of readings take minutes, and stand in a document that was just written.
  for (const [path, text] of lackingDocument(of, read)) writeBelow(root, path, text);
}

/** Diagram sources that nothing generates any more. Traces are kept for ever. */
function leftOver(root: string, files: ReadonlyMap<string, string>): readonly string[] {
  if (!existsSync(join(root, "diagrams"))) return [];
  return readdirSync(join(root, "diagrams"), { recursive: true, encoding: "utf8" })
    .map((name) => `diagrams/${name}`)
    .filter((path) => path.endsWith(".mmd") && !files.has(path));
}

await update(model);
