/** What `explain` and `list` say, of the virtio model, by whatever name somebody types. */
import { expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { meant } from "../asking/names.ts";
import { loadReading } from "../asking/reading.ts";
import { lockModel } from "../testing/lock-model.ts";
import { projectRoot } from "./io.ts";
import { runIn } from "./running.testing.ts";

const run = (...argv: string[]) => runIn(projectRoot(), model, argv);
const saying = async (...argv: string[]): Promise<string> => {
  const { code, out, err } = await run(...argv);
  expect([code, err]).toEqual([0, ""]);
  return out;
};

test.each([
  ["explain S-11", "clause   S-11 is split: S-11a, S-11b, S-11c\n"],
  ["explain s15", "clause   S-15, device MUST, verbatim\n"],
  ["explain S15", "clause   S-15, device MUST, verbatim\n"],
  ["explain D1", "dispute  D1: May a driver reset a virtqueue while the device is"],
  ["explain d1", "mail     npx quiesce ask d1\n"],
  ["explain d6", "command  npx quiesce cost\n"],
  ["explain H4", "scenario holes/h4-kick-held-at-suspend\n"],
  ["explain h4", "claims   availableIsUsed.q0b0, availableIsUsed.q0b1\n"],
  ["explain Status", "machine  status, of the device\n"],
  ["explain status", " scenarios; see quiesce list scenarios status\n"],
  ["explain queue0", "machine  queue, of the device\n"],
  ["explain suspending.stopped", "state    suspending.stopped of status\n"],
  ["explain status.suspended", "state    suspended of status, a state of rest\n"],
  ["explain HELD-KICK", "held-kick=dropped: "],
  ["explain AVAILABLEISUSED.Q0B0", "property availableIsUsed.q0b0 (LIVE-4)\n"],
  ["explain V1.4-As-Written", "reading  v1.4-as-written\n"],
  ["explain Packets", "bound    packets\nlegal    0, 1, 2, 3\n"],
  ["explain packets", "change   --scope packets=3\n"],
  ["list states status", "status.suspending.stopped\n"],
  ["list scenarios kick", "holes/h4-kick-held-at-suspend"],
  ["list properties H4", "while the device runs\n"],
  ["list machines h4", "kick "],
  ["list disputes", "D15  Is the gate for SUSPEND FEATURES_OK or DRIVER_OK?\n"],
  ["list traces h4", "holes/h4-kick-dropped"],
])("%s", async (line, expected) => {
  expect(await saying(...line.split(" "))).toContain(expected);
});

test("a state tells what it takes from what it takes with some values alone, and blocks", async () => {
  const said = JSON.parse(await saying("explain", "suspending.stopped", "--json"));
  expect(said.takes).toContain("kick.arrives");
  expect(said["may take"]).toContain("driver.writesStatus");
  expect(said["may take"]).toContain("device.presentsSuspended");
  expect(said.blocks).toContain("device.fetches");
  expect(said.takes).not.toContain("driver.writesStatus");
  expect(await saying("explain", "vcpu.running")).not.toContain("\nwhere");
});

test("what belongs to one thing is all that is listed", async () => {
  const machines = (await saying("list", "machines", "h4")).split("\n");
  expect(machines.some((line) => line.startsWith("migration"))).toBe(false);
  expect(await saying("list", "states", "kick")).not.toContain("status.");
  expect(await saying("list", "scenarios", "kick")).not.toContain("disputes/d13");
});

test("--json is one object, with names as lists", async () => {
  const status = JSON.parse(await saying("explain", "status", "--json"));
  expect(status.states).toContain("suspending.stopped");
  expect(status.clauses).toContain("S-11b");
  const lines = (await saying("list", "properties", "h4", "--json")).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line).name)).toEqual([
    "availableIsUsed.q0b0",
    "availableIsUsed.q0b1",
  ]);
});

test.each([
  ["explain statu", 'unknown name "statu". Did you mean "status"?'],
  ["explain d1-queue", '"d1-queue" may be "disputes/d1-queue-reset-while-suspended"'],
  ["list states statas", 'unknown machine "statas". Did you mean "status"?'],
])("%s ends with one line and 64", async (line, message) => {
  const { code, err } = await run(...line.split(" "));
  expect(code).toBe(64);
  expect(err).toContain(message);
});

test("a name is meant in any case of letters, where no other is like it", async () => {
  expect(meant("s15", ["S-15", "S-1"])).toBe("S-15");
  expect(meant("ab", ["a-b", "AB", "c"])).toBeUndefined();
  expect(meant("a-b", ["a-b", "AB", "c"])).toBe("a-b");
  const reading = await loadReading(lockModel, "As-Written,-l2,Broken-Lock=HOLDER");
  expect(reading.name).toBe("as-written,-L2,broken-lock=holder");
});
