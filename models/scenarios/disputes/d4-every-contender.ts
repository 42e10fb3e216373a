/**
 * D4 for every way to stop a device. The order of stopping guest and device is the
 * VMM's: each contender leaves both open, so it is asked of all of them, each
 * stopped by its own means. The one side holds that a device that is stopped first
 * may show I/O errors, the reply that no text says which comes first
 * (<cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com>).
 *
 * Two questions: what the guest sees of either order, and what guest first is worth
 * for what is saved. With the device first, the latter is `contest/migration`.
 */
import type { Case, Cures, Pin, Scenario } from "../../../checker/types/index.ts";
import { noGuestWaitsForAStoppedDevice } from "../../properties/migration.ts";
import { pausedGuestIsLeftAlone } from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";
import { savedAsOne, stopAndSave } from "../stop-and-save.ts";

type Pins = Readonly<Record<string, Pin>>;

/** Where the VMM holds the registers, the guest's accesses are trapped. */
const trapped: Partial<Scope> = { common: "trapped" };

/** A contender, whether nobody follows advice, and the order that it is driven in. */
const driven = (name: string, twin: boolean, order: string) => ({
  reading: `contender-${name}${twin ? "-musts-only" : ""},migration-order=${order}`,
  says: `${name}, ${order.replace("-", " ")}${twin ? ", no advice followed" : ""}`,
});
const head = (name: string, twin: boolean): string =>
  `${{ suspend: "s14", "vhost-user": "vhost" }[name] ?? name}${twin ? "-musts" : ""}`;

const text = ["none: no text held says whom to stop first"];
const device = ["none: the device does not know of the guest's CPUs"];
const swapped = (driver: string, order: string): Cures => ({
  text,
  device,
  driver: [`none: ${driver}`],
  vmm: [`migration-order=${order}`],
});

/** States, depth and steps of both orders. */
type Numbers = readonly [number, number, number];

const bothOrders = (
  name: string,
  twin: boolean,
  deviceFirst: Numbers,
  guestFirst: Numbers,
  scope?: Partial<Scope>,
): readonly Case<Scope>[] => {
  const one = (order: string, [states, depth]: Numbers, pins: Pins): Case<Scope> => ({
    ...driven(name, twin, order),
    ...(scope === undefined ? {} : { scope }),
    states,
    depth,
    pins: {
      ...sound,
      noGuestWaitsForAStoppedDevice: holds,
      pausedGuestIsLeftAlone: holds,
      ...pins,
    },
  });
  return [
    one("device-first", deviceFirst, {
      noGuestWaitsForAStoppedDevice: violated(
        deviceFirst[2],
        `disputes/d4-device-first-${head(name, twin)}`,
        swapped("the driver does not know that its device is stopped", "guest-first"),
      ),
    }),
    one("guest-first", guestFirst, {
      pausedGuestIsLeftAlone: violated(
        guestFirst[2],
        `disputes/d4-guest-first-${head(name, twin)}`,
        swapped("the driver does not run", "device-first"),
      ),
    }),
  ];
};

export const d4Every: Scenario<Scope> = {
  name: "disputes/d4-every-contender",
  question: "What does the guest see of each order, whichever way its device is stopped?",
  story:
    "The hypervisor stops guest and device, in either order and by each contender's own means, " +
    "while a request is under way, and lets both go on.",
  leavesOut: ["kicks", "used notifications", "how long a time-out is", "a guest that resets"],
  scope: { ...smallScope, buffers: 1, migrations: 1 },
  baseline: { migrations: 0 },
  system: (scope) =>
    compose("d4 every contender", scope, [
      "control",
      "dataPath",
      "cpus",
      "migration",
      "ownerStops",
      "power",
    ]),
  properties: (scope) => [noGuestWaitsForAStoppedDevice(scope), pausedGuestIsLeftAlone],
  cases: [
    ...bothOrders("v2", false, [560, 43, 7], [568, 43, 6]),
    ...bothOrders("v2", true, [640, 41, 6], [640, 41, 6]),
    ...bothOrders("admin", false, [560, 44, 5], [568, 44, 6]),
    ...bothOrders("admin", true, [560, 44, 5], [568, 44, 6]),
    ...bothOrders("pm", false, [320, 26, 3], [320, 26, 6]),
    ...bothOrders("pm", true, [320, 26, 3], [320, 26, 6]),
    ...bothOrders("suspend", false, [448, 32, 7], [456, 32, 6]),
    ...bothOrders("suspend", true, [512, 31, 6], [512, 31, 6]),
    ...bothOrders("parts", false, [384, 30, 5], [392, 30, 6]),
    ...bothOrders("parts", true, [384, 30, 5], [392, 30, 6]),
    ...bothOrders("vdpa", false, [512, 42, 5], [528, 42, 6], trapped),
    ...bothOrders("vdpa", true, [512, 42, 5], [528, 42, 6], trapped),
    ...bothOrders("vhost-user", false, [432, 36, 3], [432, 36, 6], trapped),
    ...bothOrders("vhost-user", true, [432, 36, 3], [432, 36, 6], trapped),
    ...bothOrders("vfio", false, [384, 30, 5], [392, 30, 6]),
    ...bothOrders("vfio", true, [384, 30, 5], [392, 30, 6]),
  ],
};

/** The guest may suspend and resume its device too, where it has a means to. */
const direct: Partial<Scope> = { suspends: 1 };
const functionReset: Partial<Scope> = { suspends: 1, resets: 0, functionResets: 1 };

const guestFirst = (
  name: string,
  twin: boolean,
  states: number,
  depth: number,
  scope: Partial<Scope>,
  pins: Pins = {},
): Case<Scope> => ({
  ...driven(name, twin, "guest-first"),
  scope,
  states,
  depth,
  pins: {
    ...sound,
    stoppedDeviceIsSilent: holds,
    theStopLasts: holds,
    savedStateIsOneCut: holds,
    allMemoryIsCopied: holds,
    migrationEnds: holds,
    nobodyLeavesItStopped: holds,
    ...pins,
  },
});

const cannotTell = ["none: the device cannot tell who asks"];
const knowsNothing = ["none: the driver does not know of the migration"];
const afterReset = "get-while-resetting=after-it";

/** What the guest has asked for is under way when it is paused, and one register tells
 *  neither the VMM nor the device whose request it is. */
const underWay = (more: string): Cures => ({
  text: [`transitional-value=as-written,${afterReset}${more}`],
  device: cannotTell,
  driver: knowsNothing,
  vmm: ["none: what it reads does not say what is under way"],
});
const oneRegister = (
  name: string,
  [stop, cutAt, memory, end]: readonly [number, number, number, number],
  more = "",
  toEnd = more,
): Pins => ({
  theStopLasts: violated(stop, `disputes/d4-paused-stop-${name}`, underWay(more)),
  savedStateIsOneCut: violated(cutAt, `disputes/d4-paused-cut-${name}`, underWay(more)),
  allMemoryIsCopied: violated(memory, `disputes/d4-paused-memory-${name}`, underWay(more)),
  migrationEnds: violated(end, `disputes/d4-paused-end-${name}`, underWay(toEnd)),
});

const changesLate = (name: string, steps: number, change: string, vmm: string): Pins => ({
  savedStateIsOneCut: violated(steps, `disputes/d4-paused-cut-${name}`, {
    text: [change],
    device: [change],
    driver: knowsNothing,
    vmm: [vmm],
  }),
});
const resetLate = (name: string, steps: number): Pins =>
  changesLate(name, steps, afterReset, afterReset);
/** The guest's own suspend ends after its status was saved. */
const suspendsLate = (name: string, steps: number): Pins =>
  changesLate(
    name,
    steps,
    `${afterReset},suspend-while-stopped=waits`,
    "transitional-value=as-written,vmm-waits-for-guest=before-it-stops",
  );

/** S-11b keeps a suspended device off its virtqueues; P-7a has it write back there. */
const twoMusts = (name: string, steps: number): Pins => {
  const cures: Cures = {
    text: ["+S-16b", "-P-7a"],
    device: ["+S-16b"],
    driver: knowsNothing,
    vmm: ["none: the device may answer neither guest nor owner"],
  };
  return {
    noDeadlock: violated(steps, `disputes/d4-paused-deadlock-${name}`, cures),
    migrationEnds: violated(steps, `disputes/d4-paused-end-${name}`, cures),
  };
};

export const d4GuestFirst: Scenario<Scope> = {
  name: "disputes/d4-guest-first-every-contender",
  question: "Does it make a stop last and a saved state one cut to pause the guest first?",
  story:
    "The hypervisor pauses the guest's CPUs, stops the device by each contender's own means and " +
    "saves it. What the guest has asked for before, a suspend or a reset, may be under way.",
  leavesOut: ["kicks", "used notifications", "pre-copy rounds", "restore at a destination"],
  scope: { ...smallScope, buffers: 1, resets: 1, migrations: 1 },
  baseline: { migrations: 0 },
  system: (scope) => stopAndSave("d4 guest first", scope),
  properties: savedAsOne,
  cases: [
    guestFirst("v2", false, 21707, 56, direct, oneRegister("v2", [11, 9, 17, 8], ",+S-1b")),
    guestFirst(
      "v2",
      true,
      24051,
      55,
      direct,
      oneRegister("v2-musts", [10, 8, 14, 7], ",+S-1b,+S-16b", ",+S-1b,+V2-7"),
    ),
    guestFirst("admin", false, 5600, 52, {}, resetLate("admin", 11)),
    guestFirst("admin", true, 5600, 52, {}, resetLate("admin-musts", 11)),
    guestFirst("pm", false, 7260, 37, direct, resetLate("pm", 6)),
    guestFirst("pm", true, 7260, 37, direct, resetLate("pm-musts", 6)),
    guestFirst("suspend", false, 14757, 47, direct, oneRegister("s14", [11, 9, 17, 8])),
    guestFirst(
      "suspend",
      true,
      16133,
      45,
      direct,
      oneRegister("s14-musts", [10, 8, 14, 7], ",+S-16b", ""),
    ),
    guestFirst("parts", false, 14311, 46, direct, suspendsLate("parts", 9)),
    guestFirst("parts", true, 14815, 45, direct, {
      ...suspendsLate("parts-musts", 8),
      ...twoMusts("parts-musts", 9),
    }),
    guestFirst("vdpa", false, 6269, 56, trapped),
    guestFirst("vdpa", true, 6269, 56, trapped),
    guestFirst("vhost-user", false, 5996, 53, trapped),
    guestFirst("vhost-user", true, 5996, 53, trapped),
    guestFirst("vfio", false, 18294, 46, functionReset, suspendsLate("vfio", 9)),
    guestFirst("vfio", true, 18934, 45, functionReset, {
      ...suspendsLate("vfio-musts", 8),
      ...twoMusts("vfio-musts", 9),
    }),
  ],
};
