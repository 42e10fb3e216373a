/** Arguments of the command line, and what each command is given. */
import { resolve } from "node:path";
import { Command, CommanderError } from "commander";
import { UsageError, unknownName } from "../asking/usage.ts";
import { errorLine, ModelError } from "../compile/errors.ts";
import type { Model } from "../types/index.ts";
import { documentCommands } from "./document-commands.ts";
import { fileCommands } from "./file-commands.ts";
import { checkFolder, EXIT, type Io, toolName } from "./io.ts";
import { nameCommands } from "./name-commands.ts";
import { options, type Registering } from "./registering.ts";
import { traceCommands } from "./trace-commands.ts";
import { verdictCommands } from "./verdict-commands.ts";

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
    checkHelp(program, argv);
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

/** Of a command that there is not, commander prints the help of all. @throws UsageError */
function checkHelp({ commands }: Command, [help, name]: readonly string[]): void {
  if (help !== "help" || name === undefined) return;
  const names = commands.map((one) => one.name());
  if (!names.includes(name)) throw unknownName("command", name, names);
}

/** The same, with what is written going to a folder that `--out` names. */
function writingTo(io: Io, out: string | undefined): Io {
  if (out === undefined) return io;
  if (out === "") throw new UsageError("--out is empty; give a folder, as in --out found");
  const outFolder = resolve(io.home, out);
  // Before an answer that may take minutes.
  checkFolder(outFolder);
  return Object.create(io, { outFolder: { value: outFolder } });
}

/** Commands whose answers a misspelt name in the model would make wrong; `check` looks itself. */
const RELY_ON_NAMES = new Set([
  "ask",
  "clauses",
  "diff",
  "findings",
  "lost",
  "sentences",
  "spec",
  "step",
]);

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
      writeErr: io.err,
      outputError: (text, write) => write(`${oneLine(text)}${cure(program, text)}\n`),
    });
  const command = (usage: string, description: string): Command => {
    const made = program.command(usage).description(description);
    return made.configureOutput({
      outputError: (text, write) => write(`${oneLine(text)}${cure(made, text)}\n`),
    });
  };
  program.hook("preAction", async (_, action) => {
    if (RELY_ON_NAMES.has(action.name())) await io.checkNames?.();
  });
  const to: Registering<S> = {
    model,
    io: (out) => writingTo(io, out),
    command,
    ends,
    options,
  };
  verdictCommands(to);
  traceCommands(to);
  nameCommands(to);
  documentCommands(to);
  fileCommands(to);
  return program;
}

/** What commander says, whose hint stands on a line of its own, as does part of a broken value. */
const oneLine = (text: string): string =>
  errorLine(text.trimEnd().replace(/\n\((Did you mean [^)]*)\)$/, " $1"));

/** What is missing or too much, as the command line wants it; nothing for other errors. */
function cure(command: Command, message: string): string {
  const flags = /required option '(.+)'/.exec(message)?.[1];
  const option = command.options.find((one) => one.flags === flags);
  if (option !== undefined) {
    const legal = option.argChoices === undefined ? "" : `; legal: ${option.argChoices.join(", ")}`;
    return `: ${option.description}${legal}`;
  }
  if (/unknown (option|command)/.test(message) && !message.includes("Did you mean")) {
    return `; legal: what quiesce ${command.parent === null ? "" : `${command.name()} `}--help lists`;
  }
  if (!/missing required argument|too many arguments/.test(message)) return "";
  return `${message.trimEnd().endsWith(".") ? "" : "."} Usage: quiesce ${command.name()} ${command.usage()}`;
}
