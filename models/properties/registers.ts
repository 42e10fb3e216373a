/** Claims about the status register, as its readers and writers see it. */
import type { Property } from "../../checker/types/index.ts";
import type { Scope } from "../scope.ts";
import { BOTH, FAILED, NEEDS_RESET, RESET } from "../status-values.ts";
import { waitEnds } from "./liveness.ts";
import { both, deviceAccesses, deviceRuns, either, event, has, is, not } from "./predicates.ts";

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
  witness: { before: is("driver", "suspendRequested") },
  memory: noMemory,
};

const inD3hot = is("power", "D3hot");
const poweredDown = is("driver", "poweredDown");

/** SAFE-17, for a status bit and a power state alike. */
export const aRepeatedStopDoesNotResume: Property = {
  ...aRepeatDoesNotResume,
  name: "aRepeatedStopDoesNotResume",
  never: {
    before: either(is("driver", "suspendRequested"), both(poweredDown, inD3hot)),
    event: (e) => e.value === BOTH || e.state === "D3hot",
    after: either(is("status", "resuming"), both(poweredDown, not(inD3hot))),
  },
  witness: { before: is("driver", "suspendRequested", "poweredDown") },
};

const waitsToStop = either(is("driver", "suspendRequested"), both(poweredDown, not(inD3hot)));

/** LIVE-1, for a status bit and a power state alike. */
export const stopWaitEnds: Property = {
  name: "stopWaitEnds",
  id: "LIVE-1",
  claim: "a driver that has asked its device to stop does not wait for ever for it to do so",
  restsOn: ["S-4", "S-14", "V2-4", "PM-1"],
  kind: "leadsTo",
  from: waitsToStop,
  to: not(waitsToStop),
  witness: { before: is("driver", "suspendRequested", "poweredDown") },
  memory: noMemory,
};

const waitsToRun = either(
  is("driver", "resumeRequested"),
  both(is("driver", "running"), not(deviceRuns)),
);

/** LIVE-2, for a driver that waits, and for one that takes its device for running. */
export const resumedDeviceRuns: Property = {
  name: "resumedDeviceRuns",
  id: "LIVE-2",
  claim: "a driver that has asked its device to go on has one that runs, or stops using it",
  restsOn: ["S-8", "S-15", "V2-7", "PM-5"],
  kind: "leadsTo",
  from: waitsToRun,
  to: not(waitsToRun),
  witness: {
    before: both(
      is("driver", "running"),
      has("driver", "suspends", (n) => n !== 0),
    ),
  },
  memory: noMemory,
};

const owesNotification = both(is("config", "owed", "owedLate"), deviceRuns, is("power", "D0"));

/** LIVE-3: the device's part. What the driver makes of it is its own. */
export const configChangeIsNotified: Property = {
  name: "configChangeIsNotified",
  id: "LIVE-3",
  claim: "a device that runs in D0 sends the notification it owes for a configuration change",
  restsOn: ["B36", "S-13"],
  kind: "leadsTo",
  from: owesNotification,
  to: not(owesNotification),
  witness: { event: event(["device.notifiesConfig", "device.notifiesConfigLate"]) },
  memory: { cannotShow: "configuration space is not in guest memory" },
};

/** SAFE-1 at a destination, whose guest holds its device for suspended. */
export const restoredDeviceIsSilent: Property = {
  name: "restoredDeviceIsSilent",
  id: "SAFE-1",
  claim: "a device that is restored for a guest that holds it suspended touches no virtqueue",
  restsOn: [],
  kind: "step",
  never: { before: is("driver", "suspended"), event: event(deviceAccesses) },
  witness: { before: both(is("driver", "suspended"), is("status", "suspended")) },
  memory: { invariant: "suspendedDeviceIsSilent" },
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
