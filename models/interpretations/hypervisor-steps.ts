/** The steps of a migration, and when they are taken, as rules on a hypervisor name them. */
import type { Condition, EventSet, Rule } from "../../checker/types/index.ts";
import { forbids, ifRead, those, whenIts } from "../rules.ts";
import { has, hex, isNotLive, saysItRuns } from "../status-values.ts";

/** By what a device is stopped, other than by its status. */
export const stopsByOtherMeans = [
  "hypervisor.setsMode",
  "hypervisor.setsPower",
  "hypervisor.stopsRing",
];

/** By what it is let go, and the guest's CPUs after it. */
export const letsGo = [
  "hypervisor.writesStatus",
  "hypervisor.setsMode",
  "hypervisor.startsRing",
  "hypervisor.resumesVcpus",
];

/** Every step between pausing the CPUs and having saved. */
export const stopsAndSaves = [
  ...stopsByOtherMeans,
  "hypervisor.readsStatus",
  "hypervisor.savesStatus",
  "hypervisor.aborts",
];

export const performs = ["hypervisor.performsWrite", "hypervisor.performsFunctionReset"];

/** It reads the status, and does this next. */
export const readsAnd = (...next: readonly string[]): EventSet =>
  those("hypervisor.readsStatus", { next });

/** What the CPUs of the guest are to the hypervisor. */
export const whileCpusAre = (cpus: string, ...states: readonly string[]): Condition =>
  whenIts(
    "orchestrator",
    `while the guest's CPUs are ${cpus}${states.length > 0 ? `, and it is ${states.join(" or ")}` : ""}`,
    ({ value, context }) =>
      context.cpus === cpus && (states.length === 0 || states.includes(value)),
  );

/** It has begun a migration, and is not done. */
export const fromBeginToEnd = whenIts(
  "orchestrator",
  "while it migrates",
  ({ value }) => value !== "idle",
);

/** At work, and with nothing of the guest's left to finish first. */
export const whileItMigrates = whenIts(
  "orchestrator",
  "while it migrates, and does not finish what the paused CPUs had begun",
  ({ value, context }) => value !== "idle" && context.cpus !== "pausing",
);

/** A hypervisor that stops the device by its status looks at it, and sees these bits. */
export const whileItLooks = (bits: number): readonly Condition[] =>
  [
    ["orchestrator", "examining", "examiningPaused", "waiting"],
    ["copier", "waiting"],
  ].map(([machine = "", ...states]) =>
    whenIts(machine, `when it looks and sees ${hex(bits)}`, ({ value }, event) => {
      return states.includes(value) && has(event.value, bits);
    }),
  );

/** At `examining` and `waiting` it has asked nothing of the device yet, or has asked. */
const looks = (value: string): boolean => value === "examining" || value === "waiting";

/** It sees that the device is neither running, nor suspended, nor about to be. */
export const seesItNotLive = whenIts(
  "orchestrator",
  "when it sees a device that is not live",
  ({ value }, event) => looks(value) && isNotLive(event.value),
);

export const seesItNotRunning = whenIts(
  "orchestrator",
  "when it sees a device that does not run",
  ({ value }, event) => value === "examining" && !saysItRuns(event.value),
);

/** It takes a device for running that it has reset for the guest, and drops what it saved. */
export const recordsRunning: readonly Rule[] = [
  forbids(those("hypervisor.performsFunctionReset", { record: "kept" }), whileItMigrates),
  ifRead(
    "vmm-flushes",
    "no",
    forbids(those("hypervisor.performsFunctionReset", { record: "kept" }), whileCpusAre("pausing")),
  ),
];
