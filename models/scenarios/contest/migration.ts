/**
 * Every contender stops the same device for a migration, while the guest's CPUs
 * still run, and pauses these next. Meanwhile the guest may suspend and resume the
 * device where it has a means to, and may reset it.
 *
 * vDPA and vhost-user hold the status register themselves: the guest's accesses
 * are trapped there, and put off while the device is stopped. The others reach the
 * device directly. What a trapped register does for a status bit stands in D2.
 */
import type { Case, Cures, Pin, Scenario } from "../../../checker/types/index.ts";
import { noJointWait } from "../../properties/migration.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { asksOneQueue, holds, sound, violated } from "../pins.ts";
import { savedAsOne, stopAndSave } from "../stop-and-save.ts";

const allHold: Readonly<Record<string, Pin>> = {
  ...sound,
  stoppedDeviceIsSilent: holds,
  theStopLasts: holds,
  savedStateIsOneCut: holds,
  allMemoryIsCopied: holds,
  migrationEnds: holds,
  nobodyLeavesItStopped: holds,
  noJointWait: holds,
};

/** What the file of a claim's counterexample begins with. */
const files = {
  noDeadlock: "deadlock",
  theStopLasts: "safe-15",
  savedStateIsOneCut: "safe-10",
  allMemoryIsCopied: "safe-11",
  migrationEnds: "live-7",
  noJointWait: "live-8",
};
type Claim = keyof typeof files;

/** All claims hold but these: for each the steps of its counterexample, which is
 *  `contest/<file>-<of>`, and its cures. */
const allBut = (
  of: string,
  these: { readonly [claim in Claim]?: readonly [steps: number, cures: Cures] },
): Readonly<Record<string, Pin>> => ({
  ...allHold,
  ...Object.fromEntries(
    Object.entries(these).map(([claim, [steps, cures]]) => [
      claim,
      violated(steps, `contest/${files[claim as Claim]}-${of}`, cures),
    ]),
  ),
});

/** A contender for whom it makes no difference whether anybody follows advice. */
const alike = (
  one: Omit<Case<Scope>, "pins">,
  of = "",
  these: Parameters<typeof allBut>[1] = {},
): readonly Case<Scope>[] => [
  { ...one, pins: allBut(of, these) },
  {
    ...one,
    reading: `${one.reading}-musts-only`,
    says: `${one.says}, without advice`,
    pins: allBut(`${of}-musts`, these),
  },
];

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
  system: (scope) => stopAndSave("contest migration", scope),
  properties: (scope) => [...savedAsOne(scope), noJointWait],
  cases: [
    {
      reading: "contender-v2",
      scope: direct,
      says: "V2: one bit, shown beside DRIVER_OK",
      states: 101876,
      depth: 57,
      pins: allBut("v2", {
        theStopLasts: [10, oneRegister(",+S-1b")],
        savedStateIsOneCut: [9, oneRegister(",+S-1b")],
        allMemoryIsCopied: [17, oneRegister(",+S-1b")],
        migrationEnds: [7, oneRegister(",+S-1b")],
        noJointWait: [7, oneRegister(",+S-1b")],
      }),
    },
    {
      reading: "contender-v2-musts-only",
      scope: direct,
      says: "V2: one bit, shown beside DRIVER_OK, without advice",
      states: 112380,
      depth: 56,
      pins: allBut("v2-musts", {
        theStopLasts: [9, oneRegister(",+S-1b,+S-16b")],
        savedStateIsOneCut: [8, oneRegister(",+S-1b,+S-16b")],
        allMemoryIsCopied: [14, oneRegister(",+S-1b,+S-16b")],
        migrationEnds: [6, oneRegister(",+S-1b,+V2-7")],
        noJointWait: [6, oneRegister(",+S-1b,+V2-7")],
      }),
    },
    ...alike(
      {
        reading: "contender-admin",
        says: "modes of 2023: stop, then freeze",
        states: 24182,
        depth: 52,
      },
      "admin",
      {
        noDeadlock: [23, unheard],
        theStopLasts: [15, staysStopped],
        savedStateIsOneCut: [11, frozenCut],
        allMemoryIsCopied: [25, staysStopped],
      },
    ),
    ...alike(
      {
        reading: "contender-pm",
        scope: direct,
        says: "D3hot, which the guest can set and leave too",
        states: 26693,
        depth: 37,
      },
      "pm",
      {
        noDeadlock: [18, unheard],
        theStopLasts: [6, onePowerState],
        savedStateIsOneCut: [6, powerCut],
        allMemoryIsCopied: [13, onePowerState],
      },
    ),
    {
      reading: "contender-suspend",
      scope: direct,
      says: "1.4 SUSPEND: one bit, shown without DRIVER_OK",
      states: 71804,
      depth: 48,
      pins: allBut("s14", {
        theStopLasts: [10, oneRegister("")],
        savedStateIsOneCut: [9, oneRegister("")],
        allMemoryIsCopied: [17, oneRegister("")],
        migrationEnds: [7, oneRegister("")],
        noJointWait: [7, oneRegister("")],
      }),
    },
    {
      reading: "contender-suspend-musts-only",
      scope: direct,
      says: "1.4 SUSPEND: one bit, shown without DRIVER_OK, without advice",
      states: 78304,
      depth: 46,
      pins: allBut("s14-musts", {
        theStopLasts: [9, oneRegister(",+S-16b")],
        savedStateIsOneCut: [8, oneRegister(",+S-16b")],
        allMemoryIsCopied: [14, oneRegister(",+S-16b")],
        migrationEnds: [6, oneRegister("")],
        noJointWait: [6, oneRegister("")],
      }),
    },
    {
      reading: "contender-parts",
      scope: direct,
      says: "1.4 stop mode, beside a SUSPEND of the guest's own",
      states: 57307,
      depth: 46,
      pins: allBut("parts", {
        theStopLasts: [15, staysStopped],
        savedStateIsOneCut: [8, partsCut],
        allMemoryIsCopied: [22, staysStopped],
      }),
    },
    {
      reading: "contender-parts-musts-only",
      scope: direct,
      says: "1.4 stop mode, beside a SUSPEND of the guest's own, without advice",
      states: 59443,
      depth: 45,
      pins: allBut("parts-musts", {
        theStopLasts: [15, staysStopped],
        savedStateIsOneCut: [8, partsCut],
        allMemoryIsCopied: [22, staysStopped],
        migrationEnds: [9, twoMusts],
      }),
    },
    ...alike({
      reading: "contender-vdpa",
      scope: trapped,
      says: "vDPA: suspended by ioctl, status trapped and put off",
      states: 18622,
      depth: 56,
    }),
    ...alike({
      reading: "contender-vhost-user",
      scope: trapped,
      says: "vhost-user: every ring stopped, status trapped and put off",
      states: 15590,
      depth: 53,
    }),
    {
      reading: "contender-vfio",
      scope: { ...direct, resets: 0, functionResets: 1 },
      says: "1.4 stop mode as VFIO drives it; the guest resets the function",
      states: 51100,
      depth: 46,
      pins: allBut("vfio", {
        savedStateIsOneCut: [9, partsCut],
      }),
    },
    {
      reading: "contender-vfio-musts-only",
      scope: { ...direct, resets: 0, functionResets: 1 },
      says: "1.4 stop mode as VFIO drives it; the guest resets the function, without advice",
      states: 52540,
      depth: 45,
      pins: allBut("vfio-musts", {
        noDeadlock: [11, twoMusts],
        savedStateIsOneCut: [8, partsCut],
        migrationEnds: [9, twoMusts],
        noJointWait: [9, twoMusts],
      }),
    },
  ],
};
