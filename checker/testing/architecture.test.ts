/** Dependencies point one way, and the tool that says so has seen the modules. */
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { projectRoot } from "../commands/io.ts";

interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly to: string }[];
    readonly totalCruised: number;
  };
}

test("dependencies point one way, in every folder", () => {
  const json = execFileSync(
    process.execPath,
    [
      "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
      "--output-type",
      "json",
      "models",
      "checker",
    ],
    { cwd: projectRoot(), encoding: "utf8", maxBuffer: 64e6 },
  );
  const { modules, summary } = JSON.parse(json) as Cruise;
  expect(summary.violations).toEqual([]);
  const sources = modules
    .map(({ source }) => source)
    .filter((path) => !path.includes("node_modules"));
  const folders = [
    "models/clauses/",
    "models/machines/",
    "models/readings/",
    "models/properties/",
    "models/scenarios/",
    "checker/asking/",
    "checker/compile/",
    "checker/explore/",
    "checker/trace/",
    "checker/verdict/",
    "checker/contest/",
    "checker/virtio/ring/",
    "checker/virtio/replay/",
    "checker/explorer/",
    "checker/report/",
    "checker/commands/",
  ];
  const empty = folders.filter((folder) => !sources.some((source) => source.startsWith(folder)));
  expect(empty).toEqual([]);
  expect(sources.length).toBeGreaterThan(100);
});
