/** Events and conditions that rules about the device status share. */
import type { EventSet } from "../checker/types/index.ts";
import { during, those, whenIts } from "./rules.ts";
import {
  ACKNOWLEDGE,
  BOTH,
  DRIVER_FOUND,
  DRIVER_OK,
  FAILED,
  FEATURES_ACCEPTED,
  has,
  RESET,
  RUNNING,
  SUSPEND,
  SUSPENDED,
} from "./status-values.ts";

const statusWrites = [
  "driver.writesStatus",
  "hypervisor.performsWrite",
  "hypervisor.writesStatus",
  "otherCpu.writesStatus",
];

/** Writes of the status, whoever makes them, with what the device makes of them. */
export const writes = (
  effect: string | readonly string[],
  value?: number | readonly number[],
): readonly EventSet[] =>
  statusWrites.map((type) => those(type, value === undefined ? { effect } : { effect, value }));

/** Phases in which DRIVER_OK is yet to be set. */
export const beforeDriverOk = [
  "reset",
  "resetLate",
  "acknowledged",
  "driverFound",
  "featuresAccepted",
  "suspending.notLive",
];

/** Before DRIVER_OK, and in each phase before that. */
export const notInitialized = during("status", ...beforeDriverOk);
export const whileSuspending = during("status", "suspending");
/** It fails to do what it was asked to, and says so, or shows nothing of it. */
export const breaks = (to: string, shows: string) => those("device.fails", { to, shows });
export const whileSuspended = during("status", "suspended");
/** Suspended, or asked to resume and not yet running. */
export const whileNotRunning = during("status", "suspended", "resuming");
/** From the request to suspend until the device runs again. */
export const sinceAsked = during("status", "suspending", "suspended", "resuming");

/** Phases of a reset that is under way. */
const resetUnderWay = ["resetting", "resettingLate"];
export const whileResetting = during("status", ...resetUnderWay);

/** The value that is next to be set in each phase of the initialisation. */
const next: Readonly<Record<string, readonly number[]>> = {
  reset: [ACKNOWLEDGE],
  resetLate: [ACKNOWLEDGE],
  acknowledged: [DRIVER_FOUND],
  driverFound: [FEATURES_ACCEPTED],
  featuresAccepted: [RUNNING, BOTH, SUSPENDED],
};

/** What a device may make of a request to suspend, or to resume, that it acts on. */
export const acting = ["acts", "shown", "stops", "halts"];

const asksToSuspend = (phase: string, value: number): boolean =>
  phase === "running" && has(value, SUSPEND | DRIVER_OK);
const asksToResume = (phase: string, value: number): boolean =>
  phase === "suspended" && has(value, DRIVER_OK);

export const askedToSuspend = whenIts(
  "status",
  "while a device that runs is asked to suspend",
  ({ value }, event) => asksToSuspend(value, event.value),
);

export const askedToResume = whenIts(
  "status",
  "while a suspended device is asked to run",
  ({ value }, event) => asksToResume(value, event.value),
);

/** Any write that a device acts on by beginning to suspend or to resume. */
export const askedForEither = whenIts(
  "status",
  "while a device is asked to suspend or to run",
  ({ value }, event) =>
    event.value !== RESET && (asksToSuspend(value, event.value) || value === "suspended"),
);

/** Any write of a value that a device in this phase has something to do about. */
export const askedForSomething = whenIts(
  "status",
  "while the value written asks something of the device",
  ({ value }, event) =>
    event.value === RESET ||
    next[value]?.includes(event.value) === true ||
    asksToSuspend(value, event.value) ||
    asksToResume(value, event.value),
);

/** A write that asks for more while a reset is under way. */
export const askedInReset = whenIts(
  "status",
  "while a reset is under way and another value is written",
  ({ value }, event) => resetUnderWay.includes(value) && event.value !== RESET,
);

export const failedIsWritten = whenIts("status", "while the value written has FAILED", (_, event) =>
  has(event.value, FAILED),
);

/** The command that is out on a CCW channel is one of those that do not last. */
export const writesBoth = whenIts(
  "channel",
  "while the command writes 1F",
  ({ context }) => context.value === BOTH,
);
export const writesOther = whenIts(
  "channel",
  "while the command writes another value",
  ({ context }) => context.value !== BOTH,
);

/** A device that has cleared DRIVER_OK says so by 1B, and 1F is a request under way. */
export const leavesDriverOk = [
  those("device.presentsSuspended", { value: BOTH }),
  those("hypervisor.restoresStatus", { value: BOTH, effect: "taken" }),
];
export const clearsDriverOk = [
  those("device.presentsSuspended", { value: SUSPENDED }),
  those("hypervisor.restoresStatus", { value: SUSPENDED }),
  those("hypervisor.restoresStatus", { value: BOTH, effect: ["suspends", "resumes"] }),
];
