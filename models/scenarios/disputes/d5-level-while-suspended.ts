/**
 * D5 where the interrupt is a level: on MMIO, and on PCI with MSI-X off. S-11a and S-12
 * forbid a suspended device to send a notification. A level is sent once and lasts: B39
 * keeps an InterruptStatus bit from an event until the driver acknowledges it, and the
 * line is asserted as long.
 *
 * Four things are in no sentence. B39 names the two events "Used Buffer Notification"
 * and "Configuration Change Notification" and describes them as a use and a change: if
 * the change is meant, B39 and S-12 meet in a suspended device. Whether a bit that was
 * set before counts as a notification sent while suspended. Whether InterruptACK, or the
 * ISR status that a read clears, is Configuration Space, which the driver must not change
 * (S-7) and the device should not let be written (S-10) or must not modify (S-11c). And
 * what it is to have handled an interrupt, after which the driver acknowledges (B72c).
 */
import type { Cures, Scenario } from "../../../checker/types/index.ts";
import {
  everyLineFalls,
  suspendedDeviceRaisesNoLine,
  unnoticed,
  usedIsNoticed,
} from "../../properties/interrupts.ts";
import { configChangeIsSeen, suspendWaitEnds } from "../../properties/liveness.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const noVmm = ["none: no VMM takes part"];
const everythingHolds = {
  ...sound,
  configChangeIsSeen: holds,
  usedIsNoticed: holds,
  everyLineFalls: holds,
  suspendedDeviceRaisesNoLine: holds,
  suspendWaitEnds: holds,
};
const waits: Cures = {
  text: ["level-event=notification"],
  device: ["level-event=notification"],
  driver: ["none: the driver has no part in it"],
  vmm: noVmm,
};
const lateNotice: Cures = {
  text: ["+S-13", "level-event=what-it-tells-of"],
  device: ["+S-13", "level-event=what-it-tells-of"],
  driver: ["none: nothing tells the driver to look"],
  vmm: noVmm,
};
const keepsBits: Cures = {
  text: ["+B39"],
  device: ["+B39"],
  driver: ["none: nothing tells the driver to look"],
  vmm: noVmm,
};
/** The line is high, and whoever could end it does not. */
const leavesIt: Cures = {
  text: ["acknowledge-while-suspended=taken", "held-level-while-suspended=held-back"],
  device: ["held-level-while-suspended=held-back"],
  driver: ["acknowledge-while-suspended=taken"],
  vmm: noVmm,
};
const ignoresIt: Cures = {
  ...leavesIt,
  device: ["acknowledge-while-suspended=taken", "held-level-while-suspended=held-back"],
  driver: ["none: it has acknowledged"],
};
const doesNotWait: Cures = {
  text: ["acknowledge-while-suspended=taken", "held-level-while-suspended=stays"],
  device: ["held-level-while-suspended=stays"],
  driver: ["acknowledge-while-suspended=taken"],
  vmm: noVmm,
};
const notesFirst: Cures = {
  text: ["interrupt-is-handled=noted"],
  device: ["none: the device cannot tell what was seen"],
  driver: ["interrupt-is-handled=noted"],
  vmm: noVmm,
};

const pci: Partial<Scope> = { transport: "pci" };

export const d5Level: Scenario<Scope> = {
  name: "disputes/d5-level-while-suspended",
  question: "What of an interrupt line that is asserted when its device is suspended?",
  story:
    "The driver suspends and resumes its device. A buffer is used, or the configuration changes, " +
    "before, during or after it, and the device tells of both by a bit that it holds.",
  leavesOut: ["kicks", "migration", "other devices on the line", "a line that the guest masks"],
  scope: {
    ...smallScope,
    transport: "mmio",
    interrupts: "levels",
    buffers: 1,
    suspends: 1,
    configChanges: 1,
  },
  baseline: { suspends: 0 },
  system: (scope) =>
    compose("d5 level", scope, ["control", "dataPath", "interrupts", "configuration"]),
  properties: () => [
    configChangeIsSeen,
    usedIsNoticed(unnoticed()),
    everyLineFalls,
    suspendedDeviceRaisesNoLine,
    suspendWaitEnds,
  ],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "MMIO: a bit is set by a notification, and held across the suspend",
      states: 19904,
      depth: 46,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,level-event=what-it-tells-of",
      says: "MMIO: a bit is set by the change itself, as B39 may be read",
      states: 40616,
      depth: 46,
      pins: {
        ...everythingHolds,
        suspendedDeviceRaisesNoLine: violated(4, "disputes/d5-level-set-at-once", waits),
      },
    },
    {
      reading: "v1.4-as-written,-S-13",
      says: "MMIO without S-13: one sentence less",
      states: 19904,
      depth: 46,
      pins: {
        ...everythingHolds,
        configChangeIsSeen: violated(8, "disputes/d5-level-without-s-13", lateNotice),
      },
    },
    {
      reading: "v1.4-as-written,-S-13,level-event=what-it-tells-of",
      says: "MMIO without S-13, set by the change itself",
      states: 40616,
      depth: 46,
      pins: {
        ...everythingHolds,
        suspendedDeviceRaisesNoLine: violated(4, "disputes/d5-level-set-without-s-13", waits),
      },
    },
    {
      reading: "v1.4-as-written,-B39",
      says: "MMIO without B39: a bit may be cleared unacknowledged",
      states: 29672,
      depth: 46,
      pins: {
        ...everythingHolds,
        configChangeIsSeen: violated(3, "disputes/d5-level-config-bit-cleared", keepsBits),
        usedIsNoticed: violated(4, "disputes/d5-level-used-bit-cleared", keepsBits),
      },
    },
    {
      reading: "v1.4-as-written,held-level-while-suspended=held-back",
      says: "MMIO: the line is low while suspended",
      states: 19904,
      depth: 46,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,held-level-while-suspended=waited-for",
      says: "MMIO: not suspended before the driver has acknowledged all",
      states: 16160,
      depth: 46,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,acknowledge-while-suspended=left",
      says: "MMIO: InterruptACK is Configuration Space, for the driver",
      states: 47584,
      depth: 55,
      pins: {
        ...everythingHolds,
        everyLineFalls: violated(9, "disputes/d5-level-not-acknowledged", leavesIt),
      },
    },
    {
      reading: "v1.4-as-written,acknowledge-while-suspended=ignored",
      says: "MMIO: InterruptACK is Configuration Space, for the device",
      states: 38216,
      depth: 55,
      pins: {
        ...everythingHolds,
        everyLineFalls: violated(9, "disputes/d5-level-acknowledged-in-vain", ignoresIt),
      },
    },
    {
      reading:
        "v1.4-as-written,acknowledge-while-suspended=left,held-level-while-suspended=held-back",
      says: "MMIO: the driver does not acknowledge, and the line is low meanwhile",
      states: 47584,
      depth: 55,
      pins: everythingHolds,
    },
    {
      reading:
        "v1.4-as-written,acknowledge-while-suspended=left,held-level-while-suspended=waited-for",
      says: "MMIO: the driver does not acknowledge, and the device waits for it",
      states: 38536,
      depth: 55,
      pins: {
        ...everythingHolds,
        everyLineFalls: violated(7, "disputes/d5-level-both-wait-line", leavesIt),
        noContradiction: violated(7, "disputes/d5-level-both-wait-for-ever", doesNotWait),
        suspendWaitEnds: violated(7, "disputes/d5-level-both-wait", doesNotWait),
      },
    },
    {
      reading: "v1.4-as-written,interrupt-is-handled=looked-at",
      scope: { configChanges: 2 },
      says: "MMIO: acknowledged when all is looked at",
      states: 84352,
      depth: 49,
      pins: {
        ...everythingHolds,
        configChangeIsSeen: violated(11, "disputes/d5-level-config-acknowledged-late", notesFirst),
        usedIsNoticed: violated(14, "disputes/d5-level-used-acknowledged-late", notesFirst),
      },
    },
    {
      reading: "v1.4-as-written",
      scope: pci,
      says: "PCI with MSI-X off: a read clears the ISR status",
      states: 15960,
      depth: 45,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,acknowledge-while-suspended=left",
      scope: pci,
      says: "PCI with MSI-X off: the driver does not read what a read would clear",
      states: 15960,
      depth: 45,
      pins: {
        ...everythingHolds,
        everyLineFalls: violated(6, "disputes/d5-level-isr-not-read", leavesIt),
      },
    },
    {
      reading: "v1.4-as-written,acknowledge-while-suspended=ignored",
      scope: pci,
      says: "PCI with MSI-X off: the ISR status is a field that S-11c keeps",
      states: 30896,
      depth: 52,
      pins: {
        ...everythingHolds,
        everyLineFalls: violated(9, "disputes/d5-level-isr-not-cleared", ignoresIt),
      },
    },
  ],
};
