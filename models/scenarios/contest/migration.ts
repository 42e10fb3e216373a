/**
 * Every contender stops the same device for a migration, while the guest's CPUs
 * still run, and pauses these next. Meanwhile the guest may suspend and resume the
 * device where it has a means to, and may reset it.
 *
 * vDPA and vhost-user hold the status register themselves: the guest's accesses
 * are trapped there, and put off while the device is stopped. The others reach the
 * device directly. What a trapped register does for a status bit stands in D2.
 */
import type { Scenario } from "../../../checker/types.ts";
import {
  migrationEnds,
  nobodyLeavesItStopped,
  noJointWait,
  stoppedDeviceIsSilent,
} from "../../properties/migration.ts";
import { cut } from "../../properties/monitors.ts";
import { allMemoryIsCopied, savedStateIsOneCut, theStopLasts } from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { asksOneQueue, holds, sound, violated } from "../pins.ts";

const allHold = {
  stoppedDeviceIsSilent: holds,
  theStopLasts: holds,
  savedStateIsOneCut: holds,
  allMemoryIsCopied: holds,
  migrationEnds: holds,
  nobodyLeavesItStopped: holds,
  noJointWait: holds,
};

const device = ["none: the device cannot tell who asks"];
const driver = ["none: the driver does not know of the migration"];
const paused = "migration-order=guest-first";
const afterReset = "get-while-resetting=after-it";

/** One register serves guest and hypervisor: only with the guest paused, and a value
 *  that tells what is under way, does each find its own request there. */
const oneRegister = (more: string) => ({
  text: [`${paused},transitional-value=as-written,${afterReset}${more}`],
  device,
  driver,
  vmm: ["none: what it reads does not say what is under way"],
});
const staysStopped = {
  text: ["mode-after-reset=survives"],
  device: ["mode-after-reset=survives"],
  driver,
  vmm: [paused],
};
const ownCut = (text: string, vmm: string) => ({
  text: [text],
  device: [text],
  driver,
  vmm: [vmm],
});
const frozenCut = ownCut(`mode-after-reset=survives,${afterReset}`, `${paused},${afterReset}`);
const partsCut = ownCut(
  `mode-after-reset=survives,${afterReset},suspend-while-stopped=waits`,
  `${paused},transitional-value=as-written,vmm-waits-for-guest=before-it-stops`,
);
const powerCut = ownCut(`${paused},${afterReset}`, `${paused},${afterReset}`);
/** What the guest writes meanwhile is lost, and it does not write it again. */
const unheard = {
  text: ["none: to answer nothing is what the state is for"],
  device,
  driver: ["none: the driver has seen no sign that its write was lost"],
  vmm: [paused],
};
const onePowerState = {
  text: ["none: one power state serves guest and hypervisor"],
  device,
  driver,
  vmm: [paused],
};

/** S-11b keeps a suspended device off its virtqueues; P-7a has it write back there. */
const twoMusts = {
  text: ["+S-16b", "-P-7a"],
  device: ["+S-16b"],
  driver,
  vmm: ["none: the device may answer neither guest nor owner"],
};

const direct: Partial<Scope> = { suspends: 1 };
const trapped: Partial<Scope> = { common: "trapped" };

export const contestMigration: Scenario<Scope> = {
  name: "contest/migration",
  question: "What does each way to stop a device promise, while the guest's CPUs still run?",
  story:
    "The hypervisor stops the device, pauses the guest's CPUs, saves status, queues and memory, " +
    "and lets both go on, or gives up. The guest suspends, resumes and resets its device meanwhile.",
  asksInOwnBoundsOnly: asksOneQueue,
  leavesOut: ["kicks", "used notifications", "pre-copy rounds", "restore at a destination"],
  scope: { ...smallScope, buffers: 1, resets: 1, migrations: 1, aborts: 1 },
  baseline: { migrations: 0 },
  system: (scope) =>
    compose("contest migration", scope, [
      "control",
      "dataPath",
      "cpus",
      "migration",
      "ownerStops",
      "power",
      "dirtyLog",
    ]),
  properties: (scope) => [
    ...stoppedDeviceIsSilent(scope),
    theStopLasts,
    savedStateIsOneCut(scope, cut(scope)),
    allMemoryIsCopied,
    migrationEnds,
    nobodyLeavesItStopped,
    noJointWait,
  ],
  cases: [
    {
      reading: "contender-v2",
      scope: direct,
      says: "V2: one bit, shown beside DRIVER_OK",
      states: 101876,
      depth: 57,
      pins: {
        ...sound,
        ...allHold,
        theStopLasts: violated(10, "contest/safe-15-v2", oneRegister(",+S-1b")),
        savedStateIsOneCut: violated(9, "contest/safe-10-v2", oneRegister(",+S-1b")),
        allMemoryIsCopied: violated(17, "contest/safe-11-v2", oneRegister(",+S-1b")),
        migrationEnds: violated(7, "contest/live-7-v2", oneRegister(",+S-1b")),
        noJointWait: violated(7, "contest/live-8-v2", oneRegister(",+S-1b")),
      },
    },
    {
      reading: "contender-v2-musts-only",
      scope: direct,
      says: "V2: one bit, shown beside DRIVER_OK, without advice",
      states: 112380,
      depth: 56,
      pins: {
        ...sound,
        ...allHold,
        theStopLasts: violated(9, "contest/safe-15-v2-musts", oneRegister(",+S-1b,+S-16b")),
        savedStateIsOneCut: violated(8, "contest/safe-10-v2-musts", oneRegister(",+S-1b,+S-16b")),
        allMemoryIsCopied: violated(14, "contest/safe-11-v2-musts", oneRegister(",+S-1b,+S-16b")),
        migrationEnds: violated(6, "contest/live-7-v2-musts", oneRegister(",+S-1b,+V2-7")),
        noJointWait: violated(6, "contest/live-8-v2-musts", oneRegister(",+S-1b,+V2-7")),
      },
    },
    {
      reading: "contender-admin",
      says: "modes of 2023: stop, then freeze",
      states: 24182,
      depth: 52,
      pins: {
        ...sound,
        ...allHold,
        noDeadlock: violated(23, "contest/deadlock-admin", unheard),
        theStopLasts: violated(15, "contest/safe-15-admin", staysStopped),
        savedStateIsOneCut: violated(11, "contest/safe-10-admin", frozenCut),
        allMemoryIsCopied: violated(25, "contest/safe-11-admin", staysStopped),
      },
    },
    {
      reading: "contender-admin-musts-only",
      says: "modes of 2023: stop, then freeze, without advice",
      states: 24182,
      depth: 52,
      pins: {
        ...sound,
        ...allHold,
        noDeadlock: violated(23, "contest/deadlock-admin-musts", unheard),
        theStopLasts: violated(15, "contest/safe-15-admin-musts", staysStopped),
        savedStateIsOneCut: violated(11, "contest/safe-10-admin-musts", frozenCut),
        allMemoryIsCopied: violated(25, "contest/safe-11-admin-musts", staysStopped),
      },
    },
    {
      reading: "contender-pm",
      scope: direct,
      says: "D3hot, which the guest can set and leave too",
      states: 26693,
      depth: 37,
      pins: {
        ...sound,
        ...allHold,
        noDeadlock: violated(18, "contest/deadlock-pm", unheard),
        theStopLasts: violated(6, "contest/safe-15-pm", onePowerState),
        savedStateIsOneCut: violated(6, "contest/safe-10-pm", powerCut),
        allMemoryIsCopied: violated(13, "contest/safe-11-pm", onePowerState),
      },
    },
    {
      reading: "contender-pm-musts-only",
      scope: direct,
      says: "D3hot, which the guest can set and leave too, without advice",
      states: 26693,
      depth: 37,
      pins: {
        ...sound,
        ...allHold,
        noDeadlock: violated(18, "contest/deadlock-pm-musts", unheard),
        theStopLasts: violated(6, "contest/safe-15-pm-musts", onePowerState),
        savedStateIsOneCut: violated(6, "contest/safe-10-pm-musts", powerCut),
        allMemoryIsCopied: violated(13, "contest/safe-11-pm-musts", onePowerState),
      },
    },
    {
      reading: "contender-suspend",
      scope: direct,
      says: "1.4 SUSPEND: one bit, shown without DRIVER_OK",
      states: 71804,
      depth: 48,
      pins: {
        ...sound,
        ...allHold,
        theStopLasts: violated(10, "contest/safe-15-s14", oneRegister("")),
        savedStateIsOneCut: violated(9, "contest/safe-10-s14", oneRegister("")),
        allMemoryIsCopied: violated(17, "contest/safe-11-s14", oneRegister("")),
        migrationEnds: violated(7, "contest/live-7-s14", oneRegister("")),
        noJointWait: violated(7, "contest/live-8-s14", oneRegister("")),
      },
    },
    {
      reading: "contender-suspend-musts-only",
      scope: direct,
      says: "1.4 SUSPEND: one bit, shown without DRIVER_OK, without advice",
      states: 78304,
      depth: 46,
      pins: {
        ...sound,
        ...allHold,
        theStopLasts: violated(9, "contest/safe-15-s14-musts", oneRegister(",+S-16b")),
        savedStateIsOneCut: violated(8, "contest/safe-10-s14-musts", oneRegister(",+S-16b")),
        allMemoryIsCopied: violated(14, "contest/safe-11-s14-musts", oneRegister(",+S-16b")),
        migrationEnds: violated(6, "contest/live-7-s14-musts", oneRegister("")),
        noJointWait: violated(6, "contest/live-8-s14-musts", oneRegister("")),
      },
    },
    {
      reading: "contender-parts",
      scope: direct,
      says: "1.4 stop mode, beside a SUSPEND of the guest's own",
      states: 57307,
      depth: 46,
      pins: {
        ...sound,
        ...allHold,
        theStopLasts: violated(15, "contest/safe-15-parts", staysStopped),
        savedStateIsOneCut: violated(8, "contest/safe-10-parts", partsCut),
        allMemoryIsCopied: violated(22, "contest/safe-11-parts", staysStopped),
      },
    },
    {
      reading: "contender-parts-musts-only",
      scope: direct,
      says: "1.4 stop mode, beside a SUSPEND of the guest's own, without advice",
      states: 59443,
      depth: 45,
      pins: {
        ...sound,
        ...allHold,
        theStopLasts: violated(15, "contest/safe-15-parts-musts", staysStopped),
        savedStateIsOneCut: violated(8, "contest/safe-10-parts-musts", partsCut),
        allMemoryIsCopied: violated(22, "contest/safe-11-parts-musts", staysStopped),
        migrationEnds: violated(9, "contest/live-7-parts-musts", twoMusts),
      },
    },
    {
      reading: "contender-vdpa",
      scope: trapped,
      says: "vDPA: suspended by ioctl, status trapped and put off",
      states: 18622,
      depth: 56,
      pins: {
        ...sound,
        ...allHold,
      },
    },
    {
      reading: "contender-vdpa-musts-only",
      scope: trapped,
      says: "vDPA: suspended by ioctl, status trapped and put off, without advice",
      states: 18622,
      depth: 56,
      pins: {
        ...sound,
        ...allHold,
      },
    },
    {
      reading: "contender-vhost-user",
      scope: trapped,
      says: "vhost-user: every ring stopped, status trapped and put off",
      states: 15590,
      depth: 53,
      pins: {
        ...sound,
        ...allHold,
      },
    },
    {
      reading: "contender-vhost-user-musts-only",
      scope: trapped,
      says: "vhost-user: every ring stopped, status trapped and put off, without advice",
      states: 15590,
      depth: 53,
      pins: {
        ...sound,
        ...allHold,
      },
    },
    {
      reading: "contender-vfio",
      scope: { ...direct, resets: 0, functionResets: 1 },
      says: "1.4 stop mode as VFIO drives it; the guest resets the function",
      states: 51100,
      depth: 46,
      pins: {
        ...sound,
        ...allHold,
        savedStateIsOneCut: violated(9, "contest/safe-10-vfio", partsCut),
      },
    },
    {
      reading: "contender-vfio-musts-only",
      scope: { ...direct, resets: 0, functionResets: 1 },
      says: "1.4 stop mode as VFIO drives it; the guest resets the function, without advice",
      states: 52540,
      depth: 45,
      pins: {
        ...sound,
        ...allHold,
        noDeadlock: violated(11, "contest/deadlock-vfio-musts", twoMusts),
        savedStateIsOneCut: violated(8, "contest/safe-10-vfio-musts", partsCut),
        migrationEnds: violated(9, "contest/live-7-vfio-musts", twoMusts),
        noJointWait: violated(9, "contest/live-8-vfio-musts", twoMusts),
      },
    },
  ],
};
