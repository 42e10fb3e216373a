/** A virtqueue as its device has it: content.tex, Virtqueue Reset, and transport-pci.tex. */
import type { Figure, ModelEvent } from "../../checker/types/index.ts";
import type { Scope } from "../scope.ts";
import { compose } from "../system.ts";
import { oneLife } from "./status.ts";

function words({ type, effect }: ModelEvent): string {
  switch (type) {
    case "driver.enablesQueue":
      return "driver writes 1 to queue_enable";
    case "driver.writesQueueReset":
      return effect === "deferred"
        ? "driver writes 1 to queue_reset, device puts it off"
        : "driver writes 1 to queue_reset";
    case "device.completesQueueReset":
      return "device presents 0 in queue_reset and queue_enable";
    case "device.completesReset":
      return "device completes a device reset";
    default:
      return type.replace(".", " ");
  }
}

export const queueFigure: Figure<Scope> = {
  name: "queue",
  title: "A virtqueue of a device that can be reset and suspended",
  machine: "queue0",
  scope: { ...oneLife, queueResets: 1 },
  system: (scope) => compose("figure-queue", scope, ["control", "dataPath", "queueRegisters"]),
  nodes: {
    disabled: { says: "disabled", at: [0, 0], phase: "not in use" },
    live: { says: "enabled", at: [2, 0], phase: "in use" },
    deferred: { says: "reset put off", at: [1, 1], phase: "being reset" },
    resetting: { says: "resetting", at: [2, 1], phase: "being reset" },
    reset: { says: "reset", at: [0, 1], phase: "not in use" },
    unplaced: { says: "enabled, no position", at: [0, 2], phase: "in use" },
    usedAfterReset: { says: "used after its reset", at: [1, 2], phase: "in use" },
  },
  nodeOf: ({ value }) => value,
  words,
  any: [2, 2],
  notes: ["Registers have the names of PCI; MMIO has QueueReady and QueueReset."],
};
