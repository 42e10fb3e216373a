/** Arguments of the command line, and what each command is given. */
import { resolve } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { UsageError } from "../asking/usage.ts";
import { isUserFile } from "../asking/user-file.ts";
import { ModelError } from "../compile/errors.ts";
import type { Model } from "../types/index.ts";
import { CHOICES } from "../verdict/engines.ts";
import type { CheckOptions } from "./check.ts";
import type { ClausesOptions } from "./clauses.ts";
import type { CompareOptions } from "./compare.ts";
import type { CostOptions } from "./cost.ts";
import type { DiffOptions } from "./diff.ts";
import { documentCommands } from "./document-commands.ts";
import type { ExplainOptions } from "./explain.ts";
import type { ExportOptions } from "./export.ts";
import type { FindingsOptions } from "./findings.ts";
import { EXPORT_FORMATS } from "./formats.ts";
import { EXIT, type Io, toolName } from "./io.ts";
import type { ListOptions } from "./list.ts";
import type { LostOptions } from "./lost.ts";
import type { PositionsOptions } from "./positions.ts";
import type { ReplayOptions } from "./replay.ts";
import type { SentencesOptions } from "./sentences.ts";
import type { ShardsOptions } from "./shards.ts";
import type { ShowOptions } from "./show.ts";
import type { StepOptions } from "./step.ts";

interface Out {
  readonly out?: string;
}

/** Runs a command line and gives the exit code; nothing it is given makes it throw. */
export async function runCli<S extends object>(
  model: Model<S>,
  argv: readonly string[],
  io: Io,
): Promise<number> {
  let code: number = EXIT.fine;
  const program = commands(model, io, (result) => {
    code = result;
  });
  try {
    checkOnce(argv);
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (cause) {
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? EXIT.fine : EXIT.usage;
    if (cause instanceof UsageError || cause instanceof ModelError) {
      io.err(`error: ${cause.message}\n`);
      return EXIT.usage;
    }
    throw cause;
  }
}

/**
 * Of an option that is given twice one would be passed over, and bounds that are empty would
 * be those of the cases.
 * @throws UsageError
 */
function checkOnce(argv: readonly string[]): void {
  const seen = new Set<string>();
  for (const [at, word] of argv.entries()) {
    if (word === "--scope=" || (word === "--scope" && argv[at + 1] === "")) {
      throw new UsageError("--scope is empty; write bound=value, as in queues=2, or leave it out");
    }
    const [option = ""] = /^--[a-z-]+/.exec(word) ?? [];
    if (option === "") continue;
    if (seen.has(option)) throw new UsageError(`${option} is given twice; keep one`);
    seen.add(option);
  }
}

/** The same, with what is written going to a folder that `--out` names. */
function writingTo(io: Io, out: string | undefined): Io {
  if (out === undefined) return io;
  if (out === "") throw new UsageError("--out is empty; give a folder, as in --out found");
  return Object.create(io, { outFolder: { value: resolve(io.home, out) } });
}

/** Commands whose answers a misspelt name in the model would make wrong; `check` looks itself. */
const RELY_ON_NAMES = new Set(["ask", "clauses", "diff", "findings", "lost", "sentences", "step"]);

/** Each command is loaded when it is asked for: who checks a scenario waits for no diagrams. */
function commands<S extends object>(
  model: Model<S>,
  io: Io,
  ends: (code: number) => void,
): Command {
  const program = new Command("quiesce")
    .description("What each reading of the virtio text permits when a device is suspended.")
    .version(toolName(io.root))
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: io.out,
      writeErr: (text) => io.err(text.replace(/\n\((Did you mean [^)]*)\)/, " $1")),
    });
  const command = (usage: string, description: string): Command => {
    const made = program.command(usage).description(description);
    return made.configureOutput({
      outputError: (text, write) => write(`${text.trimEnd()}${cure(made, text)}\n`),
    });
  };
  program.hook("preAction", async (_, action) => {
    if (RELY_ON_NAMES.has(action.name())) await io.checkNames?.();
  });
  const reading = [
    "--reading <reading>",
    "base[,+CLAUSE][,-CLAUSE][,interpretation=choice]",
  ] as const;
  const engine = (): Option =>
    new Option("--engine <name>", "who answers").choices([...CHOICES]).default("auto");
  const scope = ["--scope <bounds>", "bounds that differ: queues=2,common=trapped"] as const;
  const outTo = ["--out <folder>", "where files go; out below this folder unless told"] as const;

  command("check [names...]", "answer scenarios, all and as pinned unless told; or ./my-system.ts")
    .option(...reading)
    .option(...scope)
    .option("--json", "one object a line for each property")
    .option("--shard <i/n>", "the i-th of n parts, for quiesce merge; needs --json")
    .addOption(engine())
    .option("--max-states <n>", "states of one run above which a verdict is unknown")
    .option("--timeout <seconds>", "time of one run after which a verdict is unknown")
    .option("--memory <size>", "bytes of one explicit run: 4GiB; then a verdict is unknown")
    .option("--capacity", "4 bytes a state in the explicit engine's table at once")
    .option("--symmetry", "store one state for all that differ by the order of queues; safety")
    .option("--property <names>", "only these, separated by commas")
    .option("--no-cache", "compile every system anew")
    .option(...outTo)
    .action(async (names: string[], options: CheckOptions & Out) => {
      if (!names.some(isUserFile)) {
        const { check } = await import("./check.ts");
        const { out, ...rest } = options;
        ends(await check(model, names, rest, writingTo(io, out)));
        return;
      }
      const { checkFile, systemFileIn } = await import("./system.ts");
      ends(await checkFile(systemFileIn(names), options, io));
    });
  command("replay [paths...]", "re-check trace files, or folders of them")
    .option("--reading <file>", "the reading that brought sentences of its own")
    .option("--line <trace>", "a one-line trace out of a mail; needs --scenario and --reading")
    .option("--scenario <name>", "what the one-line trace is about")
    .option("--amplify", "replay each trace in many concrete shapes of its rings as well")
    .option("--seed <n>", "the shapes of an earlier amplification")
    .option("--runs <n>", "how many shapes are drawn for a trace; each has some ten starts")
    .option("--shortest", "also search for a shorter behaviour of each; may take minutes")
    .option("--junit <file>", "also write what was found as JUnit XML, for CI")
    .option("--sarif <file>", "also as SARIF 2.1.0, which points at lines of clauses")
    .option(...scope)
    .option(...outTo)
    .action(async (paths: string[], options: ReplayOptions & Out) => {
      const { replay } = await import("./replay.ts");
      const { onSystem } = await import("./system.ts");
      const { scenario: named, out, ...rest } = options;
      const to = writingTo(io, out);
      const code = await onSystem(model, named, (of, scenario) =>
        replay(of, paths, scenario === undefined ? rest : { ...rest, scenario }, to),
      );
      ends(code);
    });
  command("show [names...]", "the chart of a kept counterexample, of a trace file, or of --line")
    .option("--line <trace>", "a one-line trace out of a mail; needs --scenario and --reading")
    .option("--scenario <name>", "what the one-line trace is about")
    .option(...reading)
    .option(...scope)
    .action(async (names: string[], options: ShowOptions) => {
      const { show } = await import("./show.ts");
      const { onSystem } = await import("./system.ts");
      const { scenario: named, ...rest } = options;
      const code = await onSystem(model, named, (of, scenario) =>
        show(of, names, scenario === undefined ? rest : { ...rest, scenario }, io),
      );
      ends(code);
    });
  command("step <name>", "walk a case, as h4 or h4/2: what can happen, what keeps back the rest")
    .option("--from <trace>", "a one-line trace: where the walk begins")
    .option(...reading)
    .option(...scope)
    .action(async (name: string, options: StepOptions) => {
      const { step } = await import("./step.ts");
      const { onSystem } = await import("./system.ts");
      ends(await onSystem(model, name, (of, scenario = name) => step(of, scenario, options, io)));
    });
  command("diff <readingA> <readingB>", "behaviours and verdicts that differ, with a witness each")
    .option("--scenario <name>", "in this scenario only")
    .option(...scope)
    .option("--all", "every difference; without, at most 40 lines, which count the others")
    .option("--json", "one object a line for each scenario and scope, with what is the same")
    .action(async (from: string, to: string, options: DiffOptions) => {
      const { diff } = await import("./diff.ts");
      const { onSystem } = await import("./system.ts");
      const { scenario: named, ...rest } = options;
      const code = await onSystem(model, named, (of, scenario) =>
        diff(of, from, to, scenario === undefined ? rest : { ...rest, scenario }, io),
      );
      ends(code);
    });
  command("compare", "every contender and every claim on one page, as pinned")
    .option("--json", "one object a line for each cell")
    .option("--sentences [row]", "what would make the violated claims hold, all or of a row")
    .action(async (options: CompareOptions) => {
      const { compare } = await import("./compare.ts");
      ends(compare(model, options, io));
    });
  command("lost <reading>", "guarantees that a reading, as ./my-device.ts, no longer gives")
    .option("--against <reading>", "the reading that gives them; v1.4-as-written unless told")
    .option("--scenario <names>", "in these scenarios only: the beginning of their names")
    .option("--json", "what is compared, then one object a line for each loss")
    .option("--expect <file>", "exit with 1 where it is not what this file says; --json writes it")
    .addOption(engine())
    .option("--max-states <n>", "states of one run above which a verdict is unknown")
    .option("--timeout <seconds>", "time of one run after which a verdict is unknown")
    .action(async (reading: string, options: LostOptions) => {
      const { lost } = await import("./lost.ts");
      ends(await lost(model, reading, options, io));
    });
  command("merge <files...>", "all shards of a run as the run itself").action(
    async (paths: string[]) => {
      const { merge } = await import("./merge.ts");
      ends(merge(paths, io));
    },
  );
  command("shards [names...]", "a workflow of GitHub Actions that checks in parts and merges them")
    .requiredOption("--count <n>", "how many parts")
    .option("--engine <name>", "as for check")
    .option(...reading)
    .option(...scope)
    .action(async (names: string[], options: ShardsOptions) => {
      const { shards } = await import("./shards.ts");
      ends(await shards(model, names, options, io));
    });
  command("export <name>", "a case, as h4 or h4/2, or ./my-system.ts, for SPIN or TLC")
    .addOption(
      new Option("--to <format>", "Promela or TLA+")
        .choices([...EXPORT_FORMATS])
        .makeOptionMandatory(),
    )
    .option("--out <folder>", "where to; out/export unless told")
    .option(...reading)
    .option(...scope)
    .action(async (name: string, options: ExportOptions & Out) => {
      const { exportSystem } = await import("./export.ts");
      const { onSystem } = await import("./system.ts");
      ends(
        await onSystem(model, name, (of, scenario = name) =>
          exportSystem(of, scenario, options, writingTo(io, options.out)),
        ),
      );
    });
  command("cost", "what stands between stop and running, against the number of virtqueues")
    .option("--transport <name>", "pci, mmio or ccw; pci unless told")
    .option("--latency <times>", "what operations take: register=2us,command=0.1ms")
    .option("--queues <numbers>", "the columns of the table: 1,8,64")
    .option("--svg", "also draw it, to out/cost.svg")
    .option("--json", "one object a line for each contender")
    .option(...outTo)
    .action(async (options: CostOptions & Out) => {
      const { cost } = await import("./cost.ts");
      ends(await cost(model, options, writingTo(io, options.out)));
    });
  command("positions", "whether a packed ring's memory says where its device stands")
    .option("--size <n>", "slots of the queue, 2 to 4; all of them unless told")
    .option("--lists <n>", "the longest list, 1 or 2; both unless told")
    .option("--json", "one object a line for each search")
    .action(async (options: PositionsOptions) => {
      const { positions } = await import("./positions.ts");
      ends(positions(options, io));
    });
  documentCommands({
    model,
    io: (out) => writingTo(io, out),
    command,
    ends,
    options: { reading, scope, outTo },
  });
  command(
    "ask [name]",
    "a dispute (d1), a hole or a scenario as a mail; all disputes in short",
  ).action(async (name: string | undefined) => {
    if (name === undefined) {
      const { overview } = await import("./overview.ts");
      ends(await overview(model, io));
      return;
    }
    const { ask } = await import("./ask.ts");
    ends(await ask(model, name, io));
  });
  command("clauses [ids...]", "rules of clauses, where they bite, what shadows them")
    .option("--json", "one object a line for each clause")
    .action(async (ids: string[], options: ClausesOptions) => {
      const { clauses } = await import("./clauses.ts");
      ends(await clauses(model, ids, options, io));
    });
  command("findings [name]", "contradictions, unwritten orders, and what the text leaves open")
    .option(...reading)
    .option(...scope)
    .option("--json", "one object a line for each finding")
    .action(async (name: string | undefined, options: FindingsOptions) => {
      const { findings } = await import("./findings.ts");
      ends(await findings(model, name, options, io));
    });
  command(
    "list [what] [of]",
    "scenarios, readings, clauses, machines, ...; of a scenario or machine",
  )
    .option("--json", "one object a line")
    .action(async (what: string | undefined, of: string | undefined, options: ListOptions) => {
      const { list } = await import("./list.ts");
      ends(list(model, what, of, options, io));
    });
  command("explain <names...>", "whatever has a name: d1, S-15, status; or: blocked <scenario>")
    .option(...reading)
    .option(...scope)
    .option("--json", "one object")
    .action(async (names: string[], options: ExplainOptions) => {
      const { explain } = await import("./explain.ts");
      const { onSystem } = await import("./system.ts");
      const [what = "", named, more] = names;
      const second = what === "blocked" || (named !== undefined && isUserFile(named));
      const unasked = second ? more : named;
      if (unasked !== undefined) {
        throw new UsageError(
          `explain takes one name, and "${unasked}" stands beside it; only "blocked" goes with a scenario`,
        );
      }
      const code = await onSystem(model, named, (of, scenario) =>
        explain(of, scenario === undefined ? [what] : [what, scenario], options, io),
      );
      ends(code);
    });
  command("sentences <properties...>", "which clauses and choices are enough for claims")
    .option("--among <ids>", "clauses and interpretations that vary, separated by commas")
    .option("--scenario <name>", "the scenario to ask; unless told, one in which a claim can fail")
    .option(...reading)
    .option(...scope)
    .option("--json", "one object")
    .action(async (names: string[], options: SentencesOptions) => {
      const { sentences } = await import("./sentences.ts");
      const { onSystem } = await import("./system.ts");
      const { scenario: named, ...rest } = options;
      const code = await onSystem(model, named, (of, scenario) =>
        sentences(of, names, scenario === undefined ? rest : { ...rest, scenario }, io),
      );
      ends(code);
    });
  return program;
}

/** What is missing or too much, as the command line wants it; nothing for other errors. */
function cure(command: Command, message: string): string {
  const flags = /required option '(.+)'/.exec(message)?.[1];
  const option = command.options.find((one) => one.flags === flags);
  if (option !== undefined) {
    const legal = option.argChoices === undefined ? "" : `; legal: ${option.argChoices.join(", ")}`;
    return `: ${option.description}${legal}`;
  }
  if (!/missing required argument|too many arguments/.test(message)) return "";
  return `${message.trimEnd().endsWith(".") ? "" : "."} Usage: quiesce ${command.name()} ${command.usage()}`;
}
