/** Commands that write or join files, and those that measure. */
import { Option } from "commander";
import type { CostOptions } from "./cost.ts";
import type { ExportOptions } from "./export.ts";
import { EXPORT_FORMATS } from "./formats.ts";
import type { PositionsOptions } from "./positions.ts";
import type { Out, Registering } from "./registering.ts";
import type { ShardsOptions } from "./shards.ts";

/** The first is about a whole case, the others about what is kept of a scenario. */
type Exporting = ExportOptions | { readonly to: "test" } | { readonly to: "itf" };

export function fileCommands<S extends object>(to: Registering<S>): void {
  mergeCommand(to);
  shardsCommand(to);
  exportCommand(to);
  costCommand(to);
  positionsCommand(to);
}

function mergeCommand<S extends object>(to: Registering<S>): void {
  const { io, command, ends } = to;
  command("merge <files...>", "all shards of a run as the run itself").action(
    async (paths: string[]) => {
      const { merge } = await import("./merge.ts");
      ends(merge(paths, io()));
    },
  );
}

function shardsCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends, options: shared } = to;
  command("shards [names...]", "a workflow of GitHub Actions that checks in parts and merges them")
    .requiredOption("--count <n>", "how many parts")
    .option("--engine <name>", "as for check")
    .option(...shared.reading)
    .option(...shared.scope)
    .action(async (names: string[], options: ShardsOptions) => {
      const { shards } = await import("./shards.ts");
      ends(await shards(model, names, options, io()));
    });
}

function exportCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends, options: shared } = to;
  command("export <name>", "a case, as h4 or h4/2, or ./my-system.ts, for other tools")
    .addOption(
      new Option(
        "--to <format>",
        "for SPIN or TLC; or of kept counterexamples: tests for a guest, ITF traces",
      )
        .choices([...EXPORT_FORMATS])
        .makeOptionMandatory(),
    )
    .option("--out <folder>", "where to; out/export unless told")
    .option(...shared.reading)
    .option(...shared.scope)
    .action(async (name: string, options: Exporting & Out) => {
      if (options.to === "test") {
        const { exportTests } = await import("./export-test.ts");
        ends(exportTests(model, name, io(options.out)));
        return;
      }
      if (options.to === "itf") {
        const { exportItf } = await import("./export-itf.ts");
        ends(exportItf(model, name, io(options.out)));
        return;
      }
      const { exportSystem } = await import("./export.ts");
      const { onSystem } = await import("./system.ts");
      ends(
        await onSystem(model, name, (of, scenario = name) =>
          exportSystem(of, scenario, options, io(options.out)),
        ),
      );
    });
}

function costCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends, options: shared } = to;
  command("cost", "what stands between stop and running, against the number of virtqueues")
    .option("--transport <name>", "pci, mmio or ccw; pci unless told")
    .option("--latency <times>", "what operations take: register=2us,command=0.1ms")
    .option("--queues <numbers>", "the columns of the table: 1,8,64")
    .option("--svg", "also draw it, to out/cost.svg")
    .option("--json", "one object a line for each contender")
    .option(...shared.outTo)
    .action(async (options: CostOptions & Out) => {
      const { cost } = await import("./cost.ts");
      ends(await cost(model, options, io(options.out)));
    });
}

function positionsCommand<S extends object>(to: Registering<S>): void {
  const { io, command, ends } = to;
  command("positions", "whether a packed ring's memory says where its device stands")
    .option("--size <n>", "slots of the queue, 2 to 4; all of them unless told")
    .option("--lists <n>", "the longest list, 1 or 2; both unless told")
    .option("--json", "one object a line for each search")
    .action(async (options: PositionsOptions) => {
      const { positions } = await import("./positions.ts");
      ends(positions(options, io()));
    });
}
