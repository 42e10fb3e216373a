/**
 * What clauses keep from happening: where the one named is in force, something that could
 * happen does not, by it alone or by it and the others that are named.
 */
import { describe, expect, test } from "vitest";
import { resolveReading } from "../checker/asking/reading.ts";
import { compileSystem } from "../checker/compile/compile.ts";
import { keptByRules } from "../checker/explore/bites.ts";
import { exploreSync } from "../checker/explore/explore.ts";
import { model } from "./model.ts";
import { type Scope, smallScope } from "./scope.ts";
import { compose, type Part } from "./system.ts";

interface Place {
  readonly parts: readonly Part[];
  readonly scope: Partial<Scope>;
  readonly reading?: string;
}

const tiny = { buffers: 1, ring: 1 } as const;
const queueReset: Place = {
  parts: ["dataPath", "interrupts", "queueRegisters"],
  scope: { queueResets: 1 },
};
const ignored: Place = {
  ...queueReset,
  reading: "v1.4-as-written,-B26a",
  scope: { queueResets: 1, suspends: 1 },
};
const notified: Place = { parts: ["dataPath", "kicks", "interrupts"], scope: {} };
const reset: Place = { parts: ["dataPath", "configuration", "vectors"], scope: { resets: 1 } };
const features: Place = {
  parts: [],
  reading: "v1.4-as-written,-B11,status-writes=open",
  scope: { starts: "reset" },
};
const ccw: Place = { parts: [], scope: { transport: "ccw", suspends: 1 } };
const rejects: Place = { ...ccw, reading: "v1.4-as-written,ccw-status-write=compares-last-value" };
const levels: Place = {
  parts: ["dataPath", "interrupts", "configuration"],
  scope: { interrupts: "levels", configChanges: 1 },
};
const v2: Place = { parts: ["dataPath"], reading: "v2-reconstructed", scope: { suspends: 1 } };
const vdpa: Place = {
  parts: ["dataPath", "cpus", "migration", "ownerStops"],
  reading: "contender-vdpa",
  scope: { migrations: 1 },
};

const bites: readonly (readonly [clause: string, by: string, where: Place])[] = [
  ["B22b", "B22b", queueReset],
  ["B23", "B23", queueReset],
  ["B26b", "B26b", queueReset],
  ["B26c", "B26c", queueReset],
  ["B26f", "B26f", ignored],
  ["B63a", "B63a", notified],
  ["B63b", "B63b", notified],
  ["B73b", "B73b P-14", reset],
  ["P-14", "B73b P-14", reset],
  ["B75a", "B75a", rejects],
  ["B75c", "B75c", ccw],
  ["B76b", "B76b B8", features],
  ["B37a", "B37a B73a", levels],
  ["B37b", "B37b B73a", levels],
  ["V2-9", "V2-9", v2],
  ["VD-1b", "VD-1b", vdpa],
];

describe.each(bites)("%s", (clause, by, { parts, scope, reading = "v1.4-as-written" }) => {
  test(`keeps something from happening with ${by}, and with nobody less`, () => {
    const bounds = { ...smallScope, ...tiny, ...scope };
    const of = compose(clause, bounds, ["control", ...parts]);
    const system = compileSystem(of, resolveReading(model, reading));
    const kept = keptByRules(system, new Set([clause]));
    const { properties } = exploreSync(system, { properties: kept.map((one) => one.property) });
    const verdicts = new Map(properties.map(({ name, verdict }) => [name, verdict]));
    const reached = kept.filter(({ property }) => verdicts.get(property.name) === "violated");
    const owners = reached.map((one) => one.by.join(" "));
    expect(owners).toContain(by);
    const fewer = by.split(" ").filter((one) => one !== clause).length;
    expect(owners.filter((one) => one.split(" ").length <= fewer)).toEqual([]);
  });
});
