/** Commands that say what there is. */
import { UsageError } from "../asking/usage.ts";
import { isUserFile } from "../asking/user-file.ts";
import type { ExplainOptions } from "./explain.ts";
import type { ListOptions } from "./list.ts";
import type { Registering } from "./registering.ts";

export function nameCommands<S extends object>(to: Registering<S>): void {
  listCommand(to);
  explainCommand(to);
}

function listCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends } = to;
  command(
    "list [what] [of]",
    "scenarios, readings, clauses, machines, ...; of a scenario or machine",
  )
    .option("--json", "one object a line")
    .action(async (what: string | undefined, of: string | undefined, options: ListOptions) => {
      const { list } = await import("./list.ts");
      ends(list(model, what, of, options, io()));
    });
}

function explainCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends, options: shared } = to;
  command("explain <names...>", "whatever has a name: d1, S-15, status; or: blocked <scenario>")
    .option(...shared.reading)
    .option(...shared.scope)
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
        explain(of, scenario === undefined ? [what] : [what, scenario], options, io()),
      );
      ends(code);
    });
}
