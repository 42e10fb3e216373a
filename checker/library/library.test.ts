/** The library as its users have it: built, by its name, from the text of the README. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { projectRoot } from "../commands/io.ts";

// Each of these starts processes, and one compiles.
vi.setConfig({ testTimeout: 300_000 });

const root = projectRoot();
const readme = readFileSync(join(root, "checker", "README.md"), "utf8");
const [, section = ""] = /^## A library too$(.*?)^## /ms.exec(readme) ?? [];
const blocks = (language: string): readonly string[] =>
  [...section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(
    ([, text = ""]) => text,
  );
const [lock = "", use = ""] = blocks("ts");
const [printed = ""] = blocks("text");

/** Inside the project, where its own name leads to its build. */
let folder = "";
/** A project of somebody else's, with Quiesce among its packages. */
let elsewhere = "";
beforeAll(() => {
  // Other tests do not need a build, and may run beside somebody's unfinished step.
  for (const step of ["node_modules/typescript/bin/tsc", "build/checker/process/bundle.js"])
    spawnSync(process.execPath, [join(root, step)], { cwd: root });
  mkdirSync(join(root, "out"), { recursive: true });
  folder = mkdtempSync(join(root, "out", "library-"));
  elsewhere = mkdtempSync(join(tmpdir(), "quiesce-library-"));
  writeFileSync(join(elsewhere, "package.json"), '{ "name": "other", "type": "module" }');
  mkdirSync(join(elsewhere, "node_modules"));
  symlinkSync(root, join(elsewhere, "node_modules", "quiesce"));
  symlinkSync(join(root, "node_modules", "xstate"), join(elsewhere, "node_modules", "xstate"));
  for (const place of [folder, elsewhere]) {
    writeFileSync(join(place, "lock.ts"), lock);
    writeFileSync(join(place, "use.ts"), use);
  }
}, 300_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(elsewhere, { recursive: true });
});

interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const start = (cwd: string, ...argv: string[]): Result => {
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd, encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
};
const cli = (cwd: string, ...argv: string[]): Result =>
  start(cwd, join(root, "build", "bin", "cli.cjs"), ...argv);

describe("the README's example", () => {
  test("has at most 40 lines, one safety and one liveness property", () => {
    expect(lock.trim().split("\n").length).toBeLessThanOrEqual(40);
    expect(lock).toMatch(/never\(.*leadsTo\(/s);
  });

  test("prints what the README shows", () => {
    const command = section.match(/^npx quiesce check .*-leaves$/m)?.[0] ?? "";
    const { code, out, err } = cli(folder, ...command.split(" ").slice(2));
    expect([code, out, err]).toEqual([1, printed, ""]);
  });

  test("holds as defined, and not without its rule about turns", () => {
    const whole = cli(folder, "check", "./lock.ts");
    expect([whole.code, whole.out.match(/^ {2}holds /gm)?.length]).toEqual([0, 4]);
    const without = cli(folder, "check", "./lock.ts", "--reading=-inTurn", "--json");
    const { properties } = JSON.parse(without.out);
    expect(without.code).toBe(1);
    expect(properties[2]).toMatchObject({ name: "oneIsInside", verdict: "violated", steps: 4 });
    expect(properties[3]).toMatchObject({ name: "whoWaitsGetsIn", verdict: "holds" });
  });

  test.each(["explicit", "symbolic"])("has the same answers from the %s engine", (engine) => {
    const { out } = cli(folder, "check", "./lock.ts", "--reading=-leaves", "--engine", engine);
    expect(out.split("\n").slice(1, 6)).toEqual(printed.split("\n").slice(1, 6));
    expect(out).toMatch(/: 9 states, /);
  });

  test("runs as a module, here and in a project that depends on Quiesce", () => {
    const tsx = join(root, "node_modules", "tsx", "dist", "loader.mjs");
    for (const place of [folder, elsewhere]) {
      const { out, err } = start(place, "--import", tsx, "use.ts");
      expect([out, err]).toEqual([`${printed}\n`, ""]);
    }
  });

  test("checks from the command line in a project that depends on Quiesce", () => {
    expect(cli(elsewhere, "check", "./lock.ts").code).toBe(0);
  });

  test("has the types that it is published with", () => {
    const args = ["--noEmit", "--module", "nodenext", "--target", "es2023", "--strict"];
    const own = ["--allowImportingTsExtensions", "--types", "node", "--typeRoots"];
    const out = execFileSync(
      process.execPath,
      [
        join(root, "node_modules/typescript/bin/tsc"),
        ...args,
        ...own,
        join(root, "node_modules/@types"),
        join(elsewhere, "use.ts"),
      ],
      { cwd: elsewhere, encoding: "utf8" },
    );
    expect(out).toBe("");
  });

  test("is a system to the other commands", () => {
    const scenario = ["--scenario", "./lock.ts"];
    const line = printed.match(/^trace {2}(.*)$/m)?.[1] ?? "";
    const reading = ["--reading", "as-defined,-leaves"];
    expect(cli(folder, "replay", ...scenario, ...reading, "--line", line).out).toMatch(/^ok /);
    expect(cli(folder, "diff", "as-defined", "-leaves", ...scenario).code).toBe(64);
    expect(cli(folder, "diff", "as-defined", "as-defined,-leaves", ...scenario).out).toContain(
      "whoWaitsGetsIn: holds -> VIOLATED",
    );
    const enough = cli(folder, "sentences", "whoWaitsGetsIn", "--among", "leaves", ...scenario);
    expect([enough.code, enough.out]).toEqual([
      0,
      expect.stringMatching(/this is enough:\n.*\+leaves/),
    ]);
    expect(cli(folder, "explain", "blocked", "./lock.ts").out).toContain("leaves: enabled 4 times");
  });
});

describe("a file that cannot be used ends with 64 and one line", () => {
  const system = (body: string, more = ""): string =>
    `import { at, defineEvents, defineSystem, never, possible } from "quiesce";
import { assign, createMachine } from "xstate";
const one = createMachine({ initial: "a", states: { a: { on: { goes: "b" } }, b: { tags: "rest" } } });
const events = defineEvents({ goes: { initiator: "one" } });
${more}
export const system = defineSystem({ name: "s", machines: { one }, events, ${body} });\n`;

  test.each([
    ["is not there", "gone.mjs", null, /^error: system file ".*gone.mjs" does not exist; give/],
    [
      "exports something else",
      "a.mjs",
      "export const sistem = 1;",
      /exports "sistem"; write: export/,
    ],
    ["exports nothing", "b.mjs", "", /exports nothing; write: export const system/],
    ["exports no system", "c.mjs", "export const system = {};", /exports a "system" that is none/],
    [
      "pretends to be a system",
      "d.mjs",
      'export const system = { quiesce: "system", name: "x", machines: { m: 1 } };',
      /gives 1 as machine "m"; legal: an XState machine/,
    ],
    [
      "has a syntax error",
      "e.mjs",
      "export const =;",
      /e\.mjs" cannot be loaded: Unexpected token '='/,
    ],
    [
      "has a syntax error in TypeScript",
      "f.ts",
      "export const = 1;",
      /f\.ts:1:13: ERROR: Expected/,
    ],
    ["throws", "g.mjs", "throw new Error('not now')", /cannot be loaded: not now/],
    [
      "imports what is not there",
      "h.mjs",
      "import 'no-such-thing'",
      /Cannot find package 'no-such-/,
    ],
    [
      "counts without end",
      "i.ts",
      system(
        "",
        "const more = createMachine({ context: { n: 0 }, on: { goes: { actions: assign({ n: ({ context }) => context.n + 1 }) } } });",
      ).replace("machines: { one }", "machines: { one: more }"),
      /Machine "one" has more than 10000 local states: context variable "n"/,
    ],
    [
      "asks for a state that there is not",
      "j.ts",
      system('properties: { p: never(at("one", "c")) }'),
      /Property "p" reads state "c" of machine "one"; legal: "a", "b"/,
    ],
    [
      "asks about a machine that there is not",
      "k.ts",
      system('properties: { p: never(at("two", "a")) }'),
      /Property "p" reads machine "two"; legal: "one"/,
    ],
    [
      "has a test that throws",
      "l.ts",
      system('properties: { p: never(at("one", (s) => s.context.list.length > 0)) }'),
      /a function of property "p" fails with "Cannot read properties of undefined/,
    ],
    [
      "has an assignment that throws",
      "m.ts",
      system(
        "",
        'const bad = createMachine({ context: {}, on: { goes: { actions: assign(() => { throw new Error("no value"); }) } } });',
      ).replace("machines: { one }", "machines: { one: bad }"),
      /a function of a machine fails with "no value"/,
    ],
    [
      "asks for a rule that there is not",
      "n.ts",
      system('rules: { firstRule: "x" }').replace(
        "machines: { one }",
        'machines: { one: (rules) => (rules.inForce("firstrule"), one) }',
      ),
      /asks for rule "firstrule"; legal: "firstRule".*Did you mean "firstRule"\?$/m,
    ],
    [
      "has an event that a rule makes fair which there is not",
      "r.ts",
      system('rules: { goesOn: "x" }').replace(
        'initiator: "one"',
        'initiator: "one", fair: { rule: "goeson" }',
      ),
      /Event "goes": rule "goeson" says that it is fair; legal: "goesOn".*Did you mean "goesOn"\?$/m,
    ],
    [
      "has a participant that there is not",
      "s.ts",
      system("").replace('initiator: "one"', 'initiator: "one", participants: ["tow"]'),
      /Event "goes": "tow" names no machine; legal: "one"\. Correct it, or add the machine/,
    ],
    [
      "has a machine that takes an undeclared event",
      "t.ts",
      system("").replace("defineEvents({ goes:", "defineEvents({ going:"),
      /Machine "one" handles event "goes", which is not declared; legal: "going"\./,
    ],
    [
      "has a machine that takes an event of others",
      "u.ts",
      system("").replace("machines: { one }", "machines: { one, two: one }"),
      /Machine "two" handles event "goes" but is not declared to take part; legal: "one"/,
    ],
    [
      "asks for a rule too late",
      "o.ts",
      system(
        'rules: { r: "x" }',
        'const late = (rules) => createMachine({ initial: "a", states: { a: { on: { goes: { target: "a", guard: () => rules.inForce("r") } } } } });',
      ).replace("machines: { one }", "machines: { one: late }"),
      /asks for rule "r" in a guard or an assignment; legal: in/,
    ],
    [
      "builds no machine",
      "p.ts",
      system("").replace("machines: { one }", "machines: { one: () => 3 }"),
      /its function returns no XState machine; legal: createMachine/,
    ],
    [
      "uses a delay",
      "q.ts",
      system(
        "",
        'const slow = createMachine({ initial: "a", states: { a: { after: { 10: "a" }, on: { goes: "a" } } } });',
      ).replace("machines: { one }", "machines: { one: slow }"),
      /"after" is not allowed; legal: states, inline guards and assign/,
    ],
  ])("one that %s", (_, name, text, says) => {
    if (text !== null) writeFileSync(join(folder, name), text);
    const { code, out, err } = cli(folder, "check", `./${name}`);
    expect([code, out]).toEqual([64, ""]);
    expect(err).toMatch(says);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });

  test.each([
    [["./lock.ts", "h4"], /"\.\/lock\.ts" is a file and stands beside other names/],
    [["./lock.ts", "--scope", "queues=2"], /--scope "queues=2" is for scenarios/],
    [["./lock.ts", "--reading=-leave"], /unknown clause "leave"\. Did you mean "leaves"\?/],
    [["./lock.ts", "--max-states", "0"], /--max-states is "0"; legal: a whole number above 0/],
  ])("%j", (argv, says) => {
    const { code, err } = cli(folder, "check", ...argv);
    expect([code, err]).toEqual([64, expect.stringMatching(says)]);
  });
});

test("a limit makes a verdict unknown, with exit code 2", () => {
  const { code, out } = cli(folder, "check", "./lock.ts", "--max-states", "3");
  expect([code, out]).toEqual([2, expect.stringMatching(/^ {2}unknown {2}oneIsInside/m)]);
});
