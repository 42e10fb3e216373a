/**
 * D3 with a stop of the owner's own, and H8. One side holds that a guest which
 * resets its device takes the migration from under the hypervisor, so that the
 * channel must not be the guest's; the other, that a reset is the guest's to make
 * and clears what it clears (<cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com>).
 *
 * The mode command of 1.4 is such a channel. Whether a device that is stopped stays
 * so across a reset is in no clause: P-13 orders answers, P-14 is about parts.
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { holds, sound, violated } from "../pins.ts";
import { savedAsOne, stopAndSave } from "../stop-and-save.ts";

const stays = {
  text: ["mode-after-reset=survives"],
  device: ["mode-after-reset=survives"],
  driver: ["none: the driver does not know of the migration"],
  vmm: ["migration-order=guest-first"],
};
const answersLater = {
  text: ["get-while-resetting=after-it"],
  device: ["get-while-resetting=after-it"],
  driver: ["none: the driver does not know of the migration"],
  vmm: ["none: the status reads as before while the reset is under way"],
};
const record = {
  text: ["mode-after-reset=cleared"],
  device: ["mode-after-reset=cleared"],
  driver: ["none: the driver cannot start a device that its owner has stopped"],
  vmm: ["vmm-after-function-reset=keeps-its-record"],
};
const consistent = { theStopLasts: holds, savedStateIsOneCut: holds, allMemoryIsCopied: holds };
const ends = {
  stoppedDeviceIsSilent: holds,
  migrationEnds: holds,
  nobodyLeavesItStopped: holds,
};
const forbids = {
  text: ["+P-2", "+P-5a", "+P-6a"],
  device: ["+P-2", "+P-5a", "+P-6a"],
  driver: ["none: the driver does not know of the migration"],
  vmm: ["none: the device answers that it is stopped"],
};

export const d3Owner: Scenario<Scope> = {
  name: "disputes/d3-owner-stops-while-guest-resets",
  question: "Does a stop by the device's owner last when the guest resets the device?",
  story:
    "The owner stops the device by a mode command and saves it. The guest's CPUs run until the " +
    "device is seen stopped; it resets the device, by status or by function, and starts it again.",
  leavesOut: ["kicks", "used notifications", "pre-copy rounds", "restore at a destination"],
  scope: { ...smallScope, buffers: 1, migrations: 1, aborts: 1 },
  baseline: { migrations: 0 },
  system: (scope) => stopAndSave("d3 owner", scope),
  properties: savedAsOne,
  cases: [
    {
      reading: "contender-parts",
      scope: { resets: 1 },
      says: "a reset by status clears the mode",
      states: 15434,
      depth: 39,
      pins: {
        ...sound,
        ...ends,
        theStopLasts: violated(15, "disputes/d3-owner-mode-cleared", stays),
        savedStateIsOneCut: violated(8, "disputes/d3-owner-get-while-resetting", {
          ...answersLater,
          text: ["get-while-resetting=after-it,mode-after-reset=survives"],
          device: ["get-while-resetting=after-it,mode-after-reset=survives"],
        }),
        allMemoryIsCopied: violated(22, "disputes/d3-owner-mode-cleared-memory", stays),
      },
    },
    {
      reading: "contender-parts,mode-after-reset=survives",
      scope: { resets: 1 },
      says: "a reset by status leaves the mode",
      states: 11777,
      depth: 39,
      pins: {
        ...sound,
        ...ends,
        theStopLasts: holds,
        savedStateIsOneCut: violated(8, "disputes/d3-owner-get-while-resetting-too", answersLater),
        allMemoryIsCopied: holds,
      },
    },
    {
      reading: "contender-parts",
      scope: { functionResets: 1, pciConfig: "direct" },
      says: "a function level reset clears the mode",
      states: 14126,
      depth: 38,
      pins: {
        ...sound,
        ...ends,
        theStopLasts: violated(14, "disputes/d3-owner-flr", stays),
        savedStateIsOneCut: violated(18, "disputes/d3-owner-flr-cut", stays),
        allMemoryIsCopied: violated(21, "disputes/d3-owner-flr-memory", stays),
      },
    },
    {
      reading: "contender-vfio",
      scope: { functionResets: 1 },
      says: "Linux: records that the device runs, and a reset clears the mode",
      states: 12300,
      depth: 39,
      pins: {
        ...sound,
        ...ends,
        ...consistent,
      },
    },
    {
      reading: "contender-vfio,mode-after-reset=survives",
      scope: { functionResets: 1 },
      says: "Linux: records that the device runs, and a reset leaves the mode",
      states: 13363,
      depth: 39,
      pins: {
        ...sound,
        ...ends,
        noDeadlock: violated(15, "disputes/d3-owner-stopped-for-ever", record),
        ...consistent,
        nobodyLeavesItStopped: violated(7, "disputes/d3-owner-left-stopped", record),
      },
    },
    {
      reading: "contender-parts,migration-order=guest-first",
      scope: { resets: 2 },
      says: "CPUs paused first, mode cleared: the stop is answered after the reset",
      states: 20596,
      depth: 48,
      pins: { ...sound, ...ends, ...consistent },
    },
    {
      reading: "contender-parts,migration-order=guest-first",
      scope: { queues: 2, resets: 1, aborts: 0 },
      says: "the same with two queues",
      states: 96760,
      depth: 58,
      pins: {
        ...sound,
        ...consistent,
        "stoppedDeviceIsSilent.q0": holds,
        "stoppedDeviceIsSilent.q1": holds,
        migrationEnds: holds,
        nobodyLeavesItStopped: holds,
      },
    },
    {
      reading: "contender-parts,-P-2,-P-5a,-P-6a",
      scope: { aborts: 0 },
      says: "three clauses less: a stopped device may access its virtqueues",
      states: 520,
      depth: 31,
      pins: {
        ...sound,
        ...ends,
        stoppedDeviceIsSilent: violated(6, "disputes/d3-owner-stopped-is-not-silent", forbids),
        theStopLasts: violated(6, "disputes/d3-owner-stop-does-not-bind", forbids),
        savedStateIsOneCut: violated(10, "disputes/d3-owner-stop-does-not-bind-cut", forbids),
        allMemoryIsCopied: violated(13, "disputes/d3-owner-stop-does-not-bind-memory", forbids),
      },
    },
  ],
};
