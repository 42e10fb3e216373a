/**
 * D7. PCI power states or a status bit? One side holds that the move to D3hot
 * already is the suspend that is asked for; the other that virtio stands on its
 * own, and that MMIO and CCW have no power states
 * (<cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com>). Linux trusts a device that has
 * No_Soft_Reset and initializes any other (linux dff4fa0e5785, 04c2322bee84).
 *
 * Part one stops a device by D3hot. Part two uses both: SUSPEND, then D3hot. What
 * the same question is on CCW stands in `d7-ccw.ts`.
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { resetWaitEnds, resumeTakesEffect, suspendWaitEnds } from "../../properties/liveness.ts";
import {
  availableIsUsedInD0,
  onlyABrokenDeviceIsGivenUp,
  sleepingDeviceIsSilent,
} from "../../properties/power.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const alone = {
  ...sound,
  sleepingDeviceIsSilent: holds,
  resumeTakesEffect: holds,
  resetWaitEnds: holds,
  availableIsUsed: holds,
};

const stateIsLost = {
  text: ["no-soft-reset=yes"],
  device: ["no-soft-reset=yes"],
  driver: ["driver-after-power-up=initializes"],
  vmm: ["none: no VMM takes part"],
};

export const d7: Scenario<Scope> = {
  name: "disputes/d7-power-state-as-suspend",
  question: "Is the move to D3hot and back to D0 a suspend and a resume?",
  story:
    "The driver puts its device into D3hot and back, and goes on. The device has No_Soft_Reset, " +
    "or has not; the driver trusts it, or initializes it again.",
  leavesOut: ["used notifications", "EVENT_IDX", "PME", "delays after D3hot", "migration"],
  scope: {
    ...smallScope,
    buffers: 1,
    suspends: 1,
    resets: 1,
    functionResets: 1,
    pciConfig: "direct",
  },
  baseline: { suspends: 0 },
  system: (scope) => compose("d7", scope, ["control", "dataPath", "kicks", "power"]),
  properties: (scope) => [
    sleepingDeviceIsSilent,
    resumeTakesEffect,
    resetWaitEnds,
    ...availableIsUsedInD0(scope),
  ],
  cases: [
    {
      reading: "contender-pm",
      says: "with No_Soft_Reset",
      states: 2806,
      depth: 41,
      pins: alone,
    },
    {
      reading: "contender-pm",
      scope: { queues: 2, functionResets: 0 },
      says: "with No_Soft_Reset, two queues",
      states: 129330,
      depth: 58,
      pins: {
        ...sound,
        sleepingDeviceIsSilent: holds,
        resumeTakesEffect: holds,
        resetWaitEnds: holds,
        "availableIsUsed.q0b0": holds,
        "availableIsUsed.q1b0": holds,
      },
    },
    {
      reading: "contender-pm,no-soft-reset=no",
      scope: { functionResets: 0 },
      says: "without, and the driver trusts the device",
      states: 1706,
      depth: 34,
      pins: {
        ...alone,
        noDeadlock: violated(13, "disputes/d7-state-is-lost-and-a-buffer-with-it", stateIsLost),
        resumeTakesEffect: violated(3, "disputes/d7-state-is-lost", stateIsLost),
      },
    },
    {
      reading: "contender-pm,no-soft-reset=no,driver-after-power-up=initializes",
      says: "without, and the driver initializes it again",
      states: 4735,
      depth: 43,
      pins: alone,
    },
    {
      reading: "contender-pm,-PM-9d",
      says: "one sentence less: DMA in D3hot",
      states: 2806,
      depth: 41,
      pins: {
        ...alone,
        sleepingDeviceIsSilent: violated(3, "disputes/d7-dma-in-d3hot", {
          text: ["+PM-9d"],
          device: ["+PM-9d"],
          driver: ["none: the driver has no other means to stop the device"],
          vmm: ["none: no VMM takes part"],
        }),
      },
    },
  ],
};

/** Virtio 1.4 on a function that has power states. */
const layered = "v1.4-as-written,+PM-9a,+PM-9b,+PM-9c,+PM-9d";

const bothHold = {
  ...sound,
  suspendWaitEnds: holds,
  resetWaitEnds: holds,
  onlyABrokenDeviceIsGivenUp: holds,
};

const atOnce = {
  text: ["driver-suspends-by=both"],
  device: ["none: a function in D3hot does not answer"],
  driver: ["driver-suspends-by=both", "driver-suspends-by=status-bit"],
  vmm: ["none: no VMM takes part"],
};

/** In D3hot a device touches no memory, and S-16b has it finish first. */
const cannotDrain = { ...atOnce, text: [...atOnce.text, "-S-16b"] };

export const d7Both: Scenario<Scope> = {
  name: "disputes/d7-status-bit-then-power-state",
  question: "Can a driver see that its device is suspended once it is in D3hot?",
  story:
    "The driver sets SUSPEND and puts the function into D3hot, when it has seen it suspended or " +
    "at once. In D3hot the status reads FF, with every bit set, DEVICE_NEEDS_RESET too.",
  leavesOut: ["kicks", "used notifications", "EVENT_IDX", "surprise removal", "migration"],
  scope: { ...smallScope, suspends: 1, resets: 1 },
  baseline: { suspends: 0 },
  system: (scope) => compose("d7-both", scope, ["control", "dataPath", "power"]),
  properties: () => [suspendWaitEnds, resetWaitEnds, onlyABrokenDeviceIsGivenUp],
  cases: [
    {
      reading: `${layered},driver-suspends-by=both`,
      says: "D3hot when it has seen 1B",
      states: 26018,
      depth: 41,
      pins: bothHold,
    },
    {
      reading: `${layered},driver-suspends-by=both-at-once`,
      says: "D3hot at once; FF is taken for a broken device",
      states: 39882,
      depth: 41,
      pins: {
        ...bothHold,
        noContradiction: violated(7, "disputes/d7-cannot-drain-in-d3hot", cannotDrain),
        resetWaitEnds: violated(5, "disputes/d7-reset-waits-in-d3hot", atOnce),
        onlyABrokenDeviceIsGivenUp: violated(3, "disputes/d7-all-ones-taken-for-broken", {
          ...atOnce,
          driver: [...atOnce.driver, "driver-sees-needs-reset=waits"],
        }),
      },
    },
    {
      reading: `${layered},driver-suspends-by=both-at-once,driver-sees-needs-reset=waits`,
      says: "D3hot at once; the driver waits for 1B",
      states: 31660,
      depth: 41,
      pins: {
        ...bothHold,
        noContradiction: violated(6, "disputes/d7-cannot-drain-in-d3hot-too", cannotDrain),
        suspendWaitEnds: violated(4, "disputes/d7-suspend-waits-in-d3hot", atOnce),
        resetWaitEnds: violated(5, "disputes/d7-reset-waits-in-d3hot-too", atOnce),
      },
    },
  ],
};
