/** What `npm run docs:library` makes a page of: its examples compile, and nothing goes without words. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";
import { beforeAll, expect, test } from "vitest";
import { projectRoot } from "../commands/io.ts";

const root = projectRoot();
const index = join(root, "checker/library/index.ts");

/** The examples in a file's docstrings, as text. */
function examplesIn(file: string): readonly string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/^ \* ```ts\n((?: \*.*\n)*?) \* ```$/gm)].map(([, lines = ""]) =>
    lines.replace(/^ \* ?/gm, ""),
  );
}

const folder = join(root, "checker/library");
const examples: ReadonlyMap<string, string> = new Map(
  readdirSync(folder)
    .filter((name) => !/\.test(ing)?\.ts$/.test(name))
    .flatMap((name) =>
      examplesIn(join(folder, name)).map(
        (text, at) => [join(folder, `example-${at + 1}-of-${name}`), text] as const,
      ),
    ),
);

/** The examples, and what they import by the package's name. */
let program: ts.Program;
beforeAll(() => {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const own = { ...options, noEmit: true, incremental: false, paths: { quiesce: [index] } };
  delete own.tsBuildInfoFile;
  const host = ts.createCompilerHost(own);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => examples.has(file) || fileExists(file);
  host.readFile = (file) => examples.get(file) ?? readFile(file);
  host.getSourceFile = (file, ...rest) => {
    const text = examples.get(file);
    return text === undefined
      ? getSourceFile(file, ...rest)
      : ts.createSourceFile(file, text, ts.ScriptTarget.ES2023);
  };
  program = ts.createProgram([index, ...examples.keys()], own, host);
}, 120_000);

test("there is an example of each way to define, to claim and to ask", () => {
  const words = [...examples.values()].join("\n");
  for (const name of ["defineEvents", "defineSystem", "never", "leadsTo", "check", "report"])
    expect(words).toMatch(new RegExp(`import \\{.*\\b${name}\\b.*\\} from "quiesce"`));
  expect(examples.size).toBeGreaterThanOrEqual(10);
});

test.each([...examples.keys()].map((file) => [basename(file), file]))("%s compiles", (_, file) => {
  const source = program.getSourceFile(file!)!;
  const found = [
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source),
  ];
  expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "))).toEqual(
    [],
  );
});

test("everything that the library exports says what it is", () => {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(index)!)!;
  const mute = checker.getExportsOfModule(module).filter((symbol) => {
    const of = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return of.getDocumentationComment(checker).length === 0;
  });
  expect(mute.map(({ name }) => name)).toEqual([]);
});
