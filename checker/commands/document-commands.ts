/** The commands whose answers go into documents, patches and tests of other people. */
import { Option } from "commander";
import type { AuditOptions } from "./audit.ts";
import type { DiagramOptions } from "./diagram.ts";
import type { FigureOptions } from "./figure.ts";
import { FIGURE_FORMATS } from "./formats.ts";
import type { Out, Registering } from "./registering.ts";
import type { SpecOptions } from "./spec.ts";

export function documentCommands<S extends object>(to: Registering<S>): void {
  diagramCommand(to);
  auditCommand(to);
  reviewCommand(to);
  specCommand(to);
}

function specCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends } = to;
  command("spec <name>", "a dispute, hole or scenario for virtio-spec: figure, table, chart, patch")
    .requiredOption("--out <folder>", "where its files go")
    .option(
      "--figure <machine>",
      "status, queue, driver or hypervisor; unless told, what is at issue",
    )
    .option(
      "--reading <reading>",
      "the reading that the figure is drawn in; 1.4 as written unless told",
    )
    .action(async (name: string, { out, ...options }: SpecOptions & Out) => {
      const { specFiles } = await import("./spec.ts");
      ends(await specFiles(model, name, options, io(out)));
    });
}

function reviewCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends, options: shared } = to;
  command("review <patch>", "a patch of the standard: clauses that it touches, what it says anew")
    .option(...shared.outTo)
    .action(async (patch: string, { out }: Out) => {
      const { reviewPatch } = await import("./review.ts");
      ends(await reviewPatch(model, patch, io(out)));
    });
}

function auditCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends, options: shared } = to;
  command("audit <file>", "tests of a device: would every conforming one pass, and who fails")
    .option(...shared.reading)
    .option("--json", "one object a line for each test")
    .action(async (file: string, options: AuditOptions) => {
      const { auditFile } = await import("./audit.ts");
      ends(await auditFile(model, file, options, io()));
    });
}

function diagramCommand<S extends object>(to: Registering<S>): void {
  const { model, io, command, ends, options: shared } = to;
  command("diagram [names...]", "one machine in one reading: status, queue, driver, hypervisor")
    .option(...shared.reading)
    .option("--against <reading>", "a second reading; what differs is marked")
    .addOption(new Option("--to <format>", "a table unless told").choices([...FIGURE_FORMATS]))
    .option("--with <parties>", "also their steps: hypervisor,environment")
    .option("--render", "SVG and PDF of Mermaid sources, which scenarios have, or all")
    .option(...shared.outTo)
    .action(async (names: string[], options: DiagramOptions & FigureOptions & Out) => {
      const { asksForFigure, figure } = await import("./figure.ts");
      if (asksForFigure(model, names, options)) {
        ends(await figure(model, names, options, io(options.out)));
        return;
      }
      const { diagram } = await import("./diagram.ts");
      ends(await diagram(model, names, options, io(options.out)));
    });
}
