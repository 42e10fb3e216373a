/**
 * D3 on MMIO, where a reset clears QueueReady and InterruptStatus (B20). A guest that
 * resets its device while it is migrated leaves nothing of either behind; without B20
 * a bit that was set asserts the line of a device that has been reset, and a queue that
 * reads as ready is not set up again (B74b).
 */
import type { Cures, Scenario } from "../../../checker/types/index.ts";
import {
  everyLineFalls,
  noQueueIsInUseAfterReset,
  resetDeviceAssertsNoLine,
} from "../../properties/interrupts.ts";
import { cut } from "../../properties/monitors.ts";
import { allMemoryIsCopied, savedStateIsOneCut, theStopLasts } from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const everythingHolds = {
  ...sound,
  theStopLasts: holds,
  savedStateIsOneCut: holds,
  allMemoryIsCopied: holds,
  resetDeviceAssertsNoLine: holds,
  noQueueIsInUseAfterReset: holds,
  everyLineFalls: holds,
};
const driver = ["none: the driver has reset its device, and expects nothing of it"];
const pausesFirst: Cures = {
  text: ["none: no text held gives the hypervisor a stop of its own here"],
  device: ["none: the device cannot tell who wrote"],
  driver: ["none: the driver does not know of the migration"],
  vmm: ["migration-order=guest-first"],
};
const clears = (clause: string): Cures => ({
  text: [`+${clause}`],
  device: [`+${clause}`],
  driver,
  vmm: ["none: the reset is not the VMM's to complete"],
});

export const d3Mmio: Scenario<Scope> = {
  name: "disputes/d3-mmio-reset-clears-registers",
  question: "On MMIO, what does a reset by the guest leave of the device that is migrated?",
  story:
    "The hypervisor suspends a running device and saves status, queues and memory. Before it, " +
    "or meanwhile, the guest resets the device, which may have an interrupt asserted, and " +
    "starts it again.",
  leavesOut: ["kicks", "configuration", "pre-copy rounds", "registers that are trapped"],
  scope: {
    ...smallScope,
    transport: "mmio",
    interrupts: "levels",
    buffers: 1,
    resets: 1,
    migrations: 1,
  },
  baseline: { migrations: 0 },
  system: (scope) =>
    compose("d3 mmio", scope, [
      "control",
      "dataPath",
      "interrupts",
      "queueReady",
      "cpus",
      "migration",
      "dirtyLog",
    ]),
  properties: (scope) => [
    theStopLasts,
    savedStateIsOneCut(scope, cut(scope)),
    allMemoryIsCopied,
    resetDeviceAssertsNoLine,
    noQueueIsInUseAfterReset(scope),
    everyLineFalls,
  ],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "MMIO, CPUs paused",
      states: 19675,
      depth: 58,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,migration-order=guest-runs",
      says: "MMIO, CPUs run",
      states: 260406,
      depth: 56,
      pins: {
        ...everythingHolds,
        theStopLasts: violated(17, "disputes/d3-mmio-guest-resets", pausesFirst),
        savedStateIsOneCut: violated(8, "disputes/d3-mmio-guest-resets-cut", pausesFirst),
        allMemoryIsCopied: violated(11, "disputes/d3-mmio-guest-writes-memory", pausesFirst),
      },
    },
    {
      reading: "v1.4-as-written,-B20a",
      says: "MMIO without B20a: a bit of InterruptStatus may outlast the reset",
      states: 33293,
      depth: 65,
      pins: {
        ...everythingHolds,
        noSilence: violated(1, "disputes/d3-mmio-bit-is-open", clears("B20a")),
        resetDeviceAssertsNoLine: violated(7, "disputes/d3-mmio-stale-bit", clears("B20a")),
        everyLineFalls: violated(8, "disputes/d3-mmio-stale-line", clears("B20a")),
      },
    },
    {
      reading: "v1.4-as-written,-B20b",
      says: "MMIO without B20b: a virtqueue may read as ready after the reset",
      states: 22595,
      depth: 58,
      pins: {
        ...everythingHolds,
        noSilence: violated(1, "disputes/d3-mmio-queue-is-open", clears("B20b")),
        noQueueIsInUseAfterReset: violated(7, "disputes/d3-mmio-stale-queue", clears("B20b")),
      },
    },
  ],
};
