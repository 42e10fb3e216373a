/** The driver's accesses to the status, by whichever path they go, as rules name them. */
import type { EventSet } from "../checker/types/index.ts";
import { those } from "./rules.ts";

/** Reads of the status after which a driver that waits goes on, waits, or gives up. */
export const statusReads = (driver: "goes on" | "waits" | "gives up"): readonly EventSet[] =>
  ["driver.readsStatus", "hypervisor.answersStatus", "power.answersAllOnes"].map((type) =>
    those(type, { driver }),
  );

/** Writes of the status with this value, also those that reach nobody. */
export const statusWrites = (value: number): readonly EventSet[] =>
  ["driver.writesStatus", "power.losesWrite", "mode.losesWrite"].map((type) =>
    those(type, { value }),
  );

/** Available buffer notifications; one of a function in D3hot is lost. */
export const kicks = ["driver.kicks", "power.losesKick"];

/** The driver has reset its device, and has not set up all of it. */
export const notSetUp = ["acknowledged", "driverFound", "featuresWritten", "settingUp"];
/** The driver has reset its device, and has not yet set DRIVER_OK. */
export const initializing = [...notSetUp, "setUp"];

/** The driver has asked its device to suspend, and waits to see what has come of it. */
export const hasAsked = ["suspendRequested", "suspendRequestedInD3hot"];

/** The driver has set SUSPEND, and its device does not run yet. */
export const hasSetSuspend = ["suspendRequested", "suspended", "resumeRequested"];

/** The function is put into D0, and the driver trusts its device to be as it left it, or
 *  doubts that. */
export const wakesIt = (driver: "trusts" | "doubts"): EventSet =>
  those("driver.setsPower", { state: "D0", driver });
