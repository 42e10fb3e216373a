/** Bounds that no case has: the machines answer there as well. */
import { expect, test } from "vitest";
import { resolveReading } from "../checker/asking/reading.ts";
import { compileSystem } from "../checker/compile/compile.ts";
import { exploreSync } from "../checker/explore/explore.ts";
import { model } from "./model.ts";
import { type Scope, smallScope } from "./scope.ts";
import { compose, type Part } from "./system.ts";

const tiny = { buffers: 1, ring: 1 } as const;

function explored(reading: string, parts: readonly Part[], scope: Partial<Scope>) {
  const system = compose("bounds", { ...smallScope, ...tiny, ...scope }, parts);
  const { properties, errors, silences } = exploreSync(
    compileSystem(system, resolveReading(model, reading)),
    { properties: [] },
  );
  const unanswered = silences.map(({ machine, type }) => `${machine} ${type}`);
  const deadlock = properties.find(({ name }) => name === "noDeadlock")?.verdict;
  return { errors, unanswered, deadlock };
}
const sound = { errors: [], unanswered: [], deadlock: "holds" };

test("another CPU may read the status of a device that was reset", () => {
  const scope = { otherCpus: 1, resets: 1 };
  expect(explored("v1.4-as-written", ["control", "otherCpu"], scope)).toEqual(sound);
});

test("a device that has failed is restored as one that needs a reset", () => {
  const parts: readonly Part[] = ["control", "cpus", "migration", "ownerStops"];
  const scope = { suspends: 1, failures: 1, migrations: 1, restores: 1 };
  expect(explored("contender-parts", parts, scope)).toEqual(sound);
});

test("a driver that has read the status need not set SUSPEND in it", () => {
  const reading = "v1.4-as-written,driver-writes-from=read";
  expect(explored(reading, ["control"], { suspends: 1 })).toEqual(sound);
});

test.each([
  ["by function level reset", { functionResets: 1, pciConfig: "direct" }],
  ["by a trapped one", { functionResets: 1 }],
  ["by status", { resets: 1 }],
] as const)(
  "a device that its guest resets %s, and sets up, may be restored meanwhile",
  (_, scope) => {
    const parts: readonly Part[] = ["control", "dataPath", "cpus", "migration"];
    const reading = "v1.4-as-written,migration-order=guest-runs";
    const found = explored(reading, parts, { migrations: 1, restores: 1, ...scope });
    // What the guest sets up after the state was saved is lost, and it waits for ever.
    expect(found).toEqual({ ...sound, deadlock: "violated" });
  },
);

test("a device that lost its state in D3hot, and was set up anew, may be restored meanwhile", () => {
  const parts: readonly Part[] = [
    "control",
    "dataPath",
    "cpus",
    "power",
    "migration",
    "ownerStops",
  ];
  const reading =
    "contender-pm,no-soft-reset=no,driver-after-power-up=initializes,migration-order=guest-runs";
  const found = explored(reading, parts, { suspends: 1, migrations: 1, restores: 1 });
  // What the guest sets up after the state was saved is lost, and it waits for ever.
  expect(found).toEqual({ ...sound, deadlock: "violated" });
});

const guest: readonly Part[] = ["control", "dataPath", "cpus"];
test.each([
  ["where none takes part", ["control", "cpus"], {}, "holds"],
  ["by one that replays status writes", [...guest, "replay"], { starts: "destination" }, "holds"],
  ["by one that copies memory", [...guest, "pages", "copier"], { migrations: 1 }, "holds"],
  // It resets a virtqueue that the guest goes on to wait for, trapped or not.
  [
    "by a second driver",
    [...guest, "queueRegisters", "secondDriver"],
    { migrations: 1 },
    "violated",
  ],
] as const)("what a hypervisor traps is performed, %s", (_, parts, scope, deadlock) => {
  const trapped = { ...scope, suspends: 1, common: "trapped", functionResets: 1 } as const;
  expect(explored("v1.4-as-written", parts, trapped)).toEqual({ ...sound, deadlock });
});

test("a CPU whose read of the configuration is trapped waits for it", () => {
  const parts: readonly Part[] = ["control", "configuration"];
  const scope = { suspends: 1, configChanges: 1, deviceConfig: "trapped" } as const;
  expect(explored("v1.4-as-written", parts, scope)).toEqual(sound);
});

test("a device that fails to suspend before DRIVER_OK is set says that it needs a reset", () => {
  const scope = { starts: "destination", failures: 1 } as const;
  const reading = "v1.4-as-written,-S-9,+V2-5a";
  expect(explored(reading, ["control", "dataPath", "cpus", "replay"], scope)).toEqual(sound);
});

test("a status in which another CPU has set FAILED is restored as it is", () => {
  const parts: readonly Part[] = ["control", "cpus", "migration", "otherCpu"];
  const scope = { suspends: 1, migrations: 1, restores: 1, otherCpus: 1 };
  expect(explored("v1.4-as-written", parts, scope)).toEqual(sound);
});
