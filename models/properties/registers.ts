/** Claims about the status register, as its readers and writers see it. */
import type { Property } from "../../checker/types.ts";
import type { Scope } from "../scope.ts";
import { BOTH, FAILED, NEEDS_RESET, RESET } from "../status-values.ts";
import { waitEnds } from "./liveness.ts";
import { deviceRuns, event, has, is } from "./predicates.ts";

const noMemory = { cannotShow: "the status is a register, not memory" };

const resets = (type: string): boolean =>
  [
    "device.completesReset",
    "device.losesState",
    "driver.resetsFunction",
    "hypervisor.performsFunctionReset",
    "hypervisor.switches",
  ].includes(type);

/** SAFE-9, for the value that says "reset". */
export const zeroMeansReset: Property = {
  name: "zeroMeansReset",
  id: "SAFE-9",
  claim: "status 0 is presented only by a device that has been reset",
  restsOn: ["B7", "B18b"],
  kind: "step",
  never: {
    before: has("status", "shows", (value) => value !== RESET),
    event: (e) => !resets(e.type),
    after: has("status", "shows", (value) => value === RESET),
  },
  witness: { event: event(["device.completesReset"]) },
  memory: noMemory,
};

/** SAFE-9, for what comes after that value. */
export const aResetIsFinal: Property = {
  name: "aResetIsFinal",
  id: "SAFE-9",
  claim: "a device that has presented status 0 presents nothing else before it is initialized",
  restsOn: ["B16a", "B18b"],
  kind: "step",
  never: {
    before: has("status", "shows", (value) => value === RESET),
    event: event(["device.presentsSuspended", "device.presentsResumed"]),
  },
  witness: { event: event(["device.completesReset"]) },
  memory: noMemory,
};

/** SAFE-13, for the feature. Asked within a scope in which it was not negotiated. */
export const onlyANegotiatedBitSuspends: Property = {
  name: "onlyANegotiatedBitSuspends",
  id: "SAFE-13",
  claim: "without its feature negotiated, SUSPEND has no effect",
  restsOn: [],
  kind: "step",
  never: { event: event(["device.presentsSuspended"]) },
  witness: { before: deviceRuns, event: event(["driver.readsStatus", "driver.writesStatus"]) },
  memory: noMemory,
};

/** SAFE-13, for a device that is marked as failed or broken. */
export const aFailedDeviceStays: Property = {
  name: "aFailedDeviceStays",
  id: "SAFE-13",
  claim: "a device whose status has FAILED or DEVICE_NEEDS_RESET neither suspends nor resumes",
  restsOn: [],
  kind: "step",
  never: {
    before: has("status", "shows", (value) => (Number(value) & (FAILED | NEEDS_RESET)) !== 0),
    event: event(["device.presentsSuspended", "device.presentsResumed"]),
  },
  witness: { before: has("status", "shows", (value) => (Number(value) & FAILED) !== 0) },
  memory: noMemory,
};

/** SAFE-17. */
export const aRepeatDoesNotResume: Property = {
  name: "aRepeatDoesNotResume",
  id: "SAFE-17",
  claim: "to ask a device once more to stop does not make it go on",
  restsOn: [],
  kind: "step",
  never: {
    before: is("driver", "suspendRequested"),
    event: event(["driver.writesStatus"], { value: BOTH }),
    after: is("status", "resuming"),
  },
  witness: { before: is("driver", "suspendRequested", "poweredDown") },
  memory: noMemory,
};

/** LIVE-5. */
export const everyWaitEnds = (scope: Scope): Property => {
  const waits = [
    ...(scope.resets > 0 || scope.starts !== "running" ? ["featuresWritten"] : []),
    "suspendRequested",
    "resumeRequested",
    "resetRequested",
  ];
  return waitEnds(
    "everyWaitEnds",
    "LIVE-5",
    "a driver that waits for a value of the status does not wait for ever",
    [],
    waits,
  );
};
