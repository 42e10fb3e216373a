/** What a driver waits for: content.tex, Device Initialization and Device Suspend, driver. */
import type { Figure, LocalState, ModelEvent } from "../../checker/types/index.ts";
import type { Scope } from "../scope.ts";
import { BOTH, DRIVER_FOUND, FEATURES_ACCEPTED, hex, RUNNING } from "../status-values.ts";
import { compose } from "../system.ts";
import { oneLife, writeInWords } from "./status.ts";

/** The byte that the driver last saw or made, as far as a write is told by it. */
const before: Readonly<Record<string, number>> = {
  acknowledged: 0x01,
  driverFound: DRIVER_FOUND,
  setUp: FEATURES_ACCEPTED,
  running: RUNNING,
  suspended: BOTH & ~0x04,
};

function words(event: ModelEvent, from: LocalState): string {
  const value = Number(event.value);
  switch (event.type) {
    case "driver.writesStatus":
      return writeInWords("driver", value, before[from.value] ?? 0);
    case "driver.readsStatus":
      return event.driver === "gives up"
        ? `driver reads ${hex(value)}h and gives up`
        : `driver reads ${hex(value)}h`;
    case "driver.readsStatusFirst":
      return `driver reads ${hex(value)}h first`;
    case "driver.enablesQueue":
      return "driver enables its virtqueues";
    default:
      return event.type.replace(".", " ");
  }
}

export const driverFigure: Figure<Scope> = {
  name: "driver",
  title: "What a driver has asked for, and waits for",
  machine: "driver",
  scope: { ...oneLife, failures: 1 },
  system: (scope) => compose("figure-driver", scope, ["control", "dataPath"]),
  nodes: {
    off: { says: "off", at: [0, 0], phase: "initialization" },
    acknowledged: { says: "has noticed the device", at: [1, 0], phase: "initialization" },
    driverFound: { says: "can drive it", at: [2, 0], phase: "initialization" },
    featuresWritten: { says: "waits for FEATURES_OK", at: [2, 1], phase: "initialization" },
    settingUp: { says: "sets up virtqueues", at: [1, 1], phase: "initialization" },
    running: { says: "drives the device", at: [1, 2], phase: "live" },
    suspendRequested: { says: "waits for suspended", at: [2, 3], phase: "live" },
    suspended: { says: "has it suspended", at: [1, 4], phase: "live" },
    resumeRequested: { says: "waits for running", at: [0, 3], phase: "live" },
    broken: { says: "has given up", at: [1, 3], phase: "live" },
    resetRequested: { says: "waits for 0", at: [0, 1], phase: "being reset" },
  },
  nodeOf: ({ value }) => ({ setUp: "settingUp", readBeforeSuspend: "running" })[value] ?? value,
  words,
  any: [0, 2],
  notes: ["The driver of this model resets no device that it still initializes; the text lets it."],
};
