/** Arguments of the command line, and what each command is given. */
import { Command, CommanderError, Option } from "commander";
import { ModelError } from "../compile/errors.ts";
import { ENGINES } from "../engines.ts";
import type { Model } from "../types.ts";
import { UsageError } from "../usage.ts";
import { type CheckOptions, check } from "./check.ts";
import { type CompareOptions, compare } from "./compare.ts";
import { type DiagramOptions, diagram } from "./diagram.ts";
import { type DiffOptions, diff } from "./diff.ts";
import { type ExplainOptions, explain } from "./explain.ts";
import { EXIT, type Io, toolName } from "./io.ts";
import { list } from "./list.ts";
import { type ReplayOptions, replay } from "./replay.ts";
import { type SentencesOptions, sentences } from "./sentences.ts";

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
  const command = (usage: string, description: string): Command =>
    program.command(usage).description(description);
  const reading = [
    "--reading <reading>",
    "base[,+CLAUSE][,-CLAUSE][,interpretation=choice]",
  ] as const;
  const scope = ["--scope <bounds>", "bounds that differ: queues=2,common=trapped"] as const;

  command("check [names...]", "answer scenarios; all, as pinned, unless told otherwise")
    .option(...reading)
    .option(...scope)
    .option("--json", "one object a line for each property")
    .addOption(new Option("--engine <name>", "who answers").choices([...ENGINES]).default("plain"))
    .option("--max-states <n>", "states of one run above which a verdict is unknown")
    .option("--timeout <seconds>", "time of one run after which a verdict is unknown")
    .action(async (names: string[], options: CheckOptions) => {
      ends(await check(model, names, options, io));
    });
  command("replay [paths...]", "re-check trace files, or folders of them")
    .option("--reading <file>", "the reading that brought sentences of its own")
    .option("--line <trace>", "a one-line trace out of a mail; needs --scenario and --reading")
    .option("--scenario <name>", "what the one-line trace is about")
    .option("--amplify", "replay each trace in many concrete shapes of its rings as well")
    .option("--seed <n>", "the shapes of an earlier amplification")
    .option("--runs <n>", "how many shapes are drawn for a trace; each has some ten starts")
    .option(...scope)
    .action(async (paths: string[], options: ReplayOptions) => {
      ends(await replay(model, paths, options, io));
    });
  command("diff <readingA> <readingB>", "behaviours and verdicts that differ, with a witness each")
    .option("--scenario <name>", "in this scenario only")
    .option(...scope)
    .action(async (from: string, to: string, options: DiffOptions) => {
      ends(await diff(model, from, to, options, io));
    });
  command("compare", "every contender and every claim on one page, as pinned")
    .option("--json", "one object a line for each cell")
    .action((options: CompareOptions) => ends(compare(model, options, io)));
  command("diagram [names...]", "Mermaid sources of every machine and counterexample")
    .option("--render", "also render them, as SVG and PDF")
    .action(async (names: string[], options: DiagramOptions) => {
      ends(await diagram(model, names, options, io));
    });
  command("list [what]", "scenarios, readings, clauses, interpretations, events, ...").action(
    (what: string | undefined) => ends(list(model, what, io)),
  );
  command("explain <names...>", "a clause, event, property, reading; or: blocked <scenario>")
    .option(...reading)
    .option(...scope)
    .action(async (names: string[], options: ExplainOptions) => {
      ends(await explain(model, names, options, io));
    });
  command("sentences <property>", "which clauses and choices are enough for a property")
    .option("--among <ids>", "clauses and interpretations that vary, separated by commas")
    .option("--scenario <name>", "the scenario to ask; the first that asks it unless told")
    .option(...reading)
    .option(...scope)
    .action(async (name: string, options: SentencesOptions) => {
      ends(await sentences(model, name, options, io));
    });
  return program;
}
