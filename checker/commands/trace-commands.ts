/** Commands about a behaviour: kept ones, one out of a mail, or one walked by hand. */

import type { ExploreOptions } from "./explore.ts";
import type { Out, Registering } from "./registering.ts";
import type { ReplayOptions } from "./replay.ts";
import type { ShowOptions } from "./show.ts";
import type { StepOptions } from "./step.ts";

export function traceCommands<S extends object>(to: Registering<S>): void {
  replayCommand(to);
  showCommand(to);
  stepCommand(to);
  exploreCommand(to);
}

function replayCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends, options: shared } = to;
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
    .option(...shared.scope)
    .option(...shared.outTo)
    .action(async (paths: string[], options: ReplayOptions & Out) => {
      const { replay } = await import("./replay.ts");
      const { onSystem } = await import("./system.ts");
      const { scenario: named, out, ...rest } = options;
      const to = io(out);
      const code = await onSystem(model, named, (of, scenario) =>
        replay(of, paths, scenario === undefined ? rest : { ...rest, scenario }, to),
      );
      ends(code);
    });
}

function showCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends, options: shared } = to;
  command("show [names...]", "the chart of a kept counterexample, of a trace file, or of --line")
    .option("--line <trace>", "a one-line trace out of a mail; needs --scenario and --reading")
    .option("--scenario <name>", "what the one-line trace is about")
    .option(...shared.reading)
    .option(...shared.scope)
    .action(async (names: string[], options: ShowOptions) => {
      const { show } = await import("./show.ts");
      const { onSystem } = await import("./system.ts");
      const { scenario: named, ...rest } = options;
      const code = await onSystem(model, named, (of, scenario) =>
        show(of, names, scenario === undefined ? rest : { ...rest, scenario }, io()),
      );
      ends(code);
    });
}

function stepCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends, options: shared } = to;
  command("step <name>", "walk a case, as h4 or h4/2: what can happen, what keeps back the rest")
    .option("--from <trace>", "a one-line trace: where the walk begins")
    .option(...shared.reading)
    .option(...shared.scope)
    .action(async (name: string, options: StepOptions) => {
      const { step } = await import("./step.ts");
      const { onSystem } = await import("./system.ts");
      ends(await onSystem(model, name, (of, scenario = name) => step(of, scenario, options, io())));
    });
}

function exploreCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends, options: shared } = to;
  command("explore [what]", "a page to walk in: a scenario, a trace, or ./my-system.ts")
    .option(...shared.reading)
    .option(...shared.scope)
    .option("--no-open", "write the page, and open no browser")
    .option(...shared.outTo)
    .action(async (what: string | undefined, { out, ...options }: ExploreOptions & Out) => {
      const { explore } = await import("./explore.ts");
      ends(await explore(model, what, options, io(out)));
    });
}
