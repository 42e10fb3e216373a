/** Commands that ask the model, and answer with verdicts and findings. */
import { isUserFile } from "../asking/user-file.ts";
import type { CheckOptions } from "./check.ts";
import type { ClausesOptions } from "./clauses.ts";
import type { CompareOptions } from "./compare.ts";
import type { DiffOptions } from "./diff.ts";
import type { FindingsOptions } from "./findings.ts";
import type { LostOptions } from "./lost.ts";
import { engineOption, type Out, type Registering } from "./registering.ts";
import type { SentencesOptions } from "./sentences.ts";

export function verdictCommands<S extends object>(to: Registering<S>): void {
  checkCommand(to);
  diffCommand(to);
  compareCommand(to);
  lostCommand(to);
  askCommand(to);
  clausesCommand(to);
  findingsCommand(to);
  sentencesCommand(to);
}

function checkCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends, options: shared } = to;
  command("check [names...]", "answer scenarios, all and as pinned unless told; or ./my-system.ts")
    .option(...shared.reading)
    .option(...shared.scope)
    .option("--json", "one object a line for each property")
    .option("--shard <i/n>", "the i-th of n parts, for quiesce merge; needs --json")
    .addOption(engineOption())
    .option("--max-states <n>", "states of one run above which a verdict is unknown")
    .option("--timeout <seconds>", "time of one run after which a verdict is unknown")
    .option("--memory <size>", "bytes of one explicit run: 4GiB; then a verdict is unknown")
    .option("--capacity", "4 bytes a state in the explicit engine's table at once")
    .option("--property <names>", "only these, separated by commas")
    .option("--no-cache", "compile every system anew")
    .option(...shared.outTo)
    .action(async (names: string[], options: CheckOptions & Out) => {
      if (!names.some(isUserFile)) {
        const { check } = await import("./check.ts");
        const { out, ...rest } = options;
        ends(await check(model, names, rest, io(out)));
        return;
      }
      const { checkFile, systemFileIn } = await import("./system.ts");
      ends(await checkFile(systemFileIn(names), options, io()));
    });
}

function diffCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends, options: shared } = to;
  command("diff <readingA> <readingB>", "behaviours and verdicts that differ, with a witness each")
    .option("--scenario <name>", "in this scenario only")
    .option(...shared.scope)
    .option("--all", "every difference; without, at most 40 lines, which count the others")
    .option("--json", "one object a line for each scenario and scope, with what is the same")
    .action(async (from: string, to: string, options: DiffOptions) => {
      const { diff } = await import("./diff.ts");
      const { onSystem } = await import("./system.ts");
      const { scenario: named, ...rest } = options;
      const code = await onSystem(model, named, (of, scenario) =>
        diff(of, from, to, scenario === undefined ? rest : { ...rest, scenario }, io()),
      );
      ends(code);
    });
}

function compareCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends } = to;
  command("compare", "every contender and every claim on one page, as pinned")
    .option("--json", "one object a line for each cell")
    .option("--sentences [row]", "what would make the violated claims hold, all or of a row")
    .action(async (options: CompareOptions) => {
      const { compare } = await import("./compare.ts");
      ends(await compare(model, options, io()));
    });
}

function lostCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends } = to;
  command("lost <reading>", "guarantees that a reading, as ./my-device.ts, no longer gives")
    .option("--against <reading>", "the reading that gives them; v1.4-as-written unless told")
    .option("--scenario <names>", "in these scenarios only: the beginning of their names")
    .option("--json", "what is compared, then one object a line for each loss")
    .option("--expect <file>", "exit with 1 where it is not what this file says; --json writes it")
    .addOption(engineOption())
    .option("--max-states <n>", "states of one run above which a verdict is unknown")
    .option("--timeout <seconds>", "time of one run after which a verdict is unknown")
    .action(async (reading: string, options: LostOptions) => {
      const { lost } = await import("./lost.ts");
      ends(await lost(model, reading, options, io()));
    });
}

function askCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends } = to;
  command(
    "ask [name]",
    "a dispute (d1), a hole or a scenario as a mail; all disputes in short",
  ).action(async (name: string | undefined) => {
    if (name === undefined) {
      const { overview } = await import("./overview.ts");
      ends(await overview(model, io()));
      return;
    }
    const { ask } = await import("./ask.ts");
    ends(await ask(model, name, io()));
  });
}

function clausesCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends } = to;
  command("clauses [ids...]", "rules of clauses, where they bite, what shadows them")
    .option("--json", "one object a line for each clause")
    .action(async (ids: string[], options: ClausesOptions) => {
      const { clauses } = await import("./clauses.ts");
      ends(await clauses(model, ids, options, io()));
    });
}

function findingsCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends, options: shared } = to;
  command("findings [name]", "contradictions, unwritten orders, and what the text leaves open")
    .option(...shared.reading)
    .option(...shared.scope)
    .option("--json", "one object a line for each finding")
    .action(async (name: string | undefined, options: FindingsOptions) => {
      const { findings } = await import("./findings.ts");
      ends(await findings(model, name, options, io()));
    });
}

function sentencesCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends, options: shared } = to;
  command("sentences <properties...>", "which clauses and choices are enough for claims")
    .option("--among <ids>", "clauses and interpretations that vary, separated by commas")
    .option("--scenario <name>", "the scenario to ask; unless told, one in which a claim can fail")
    .option(...shared.reading)
    .option(...shared.scope)
    .option("--json", "one object")
    .action(async (names: string[], options: SentencesOptions) => {
      const { sentences } = await import("./sentences.ts");
      const { onSystem } = await import("./system.ts");
      const { scenario: named, ...rest } = options;
      const code = await onSystem(model, named, (of, scenario) =>
        sentences(of, names, scenario === undefined ? rest : { ...rest, scenario }, io()),
      );
      ends(code);
    });
}
