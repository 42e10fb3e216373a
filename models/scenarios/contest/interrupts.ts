/**
 * Every contender stops the same device for a migration, while it owes or has sent
 * used notifications.
 *
 * H28: P-7a has a device return what it has observed before a stop is done, P-5b
 * forbids it to notify afterwards, and no clause owes that at the destination. H13:
 * a notification that is a level is held by the ISR status, which is in no part.
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { noInterruptIsLost, noInterruptIsOwedWhenStopped } from "../../properties/rings.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { asksOneQueue, holds, sound, violated } from "../pins.ts";

const driver = ["none: the driver waits to be told"];
const sentBefore = (clause: string) => ({
  text: [clause],
  device: [clause],
  driver,
  vmm: ["none: the VMM cannot see what the device owes"],
});
const neverSent = {
  text: ["none: no sentence held has a device notify before this stop is done (H28)"],
  device: ["none: nothing in this stop waits for what it owes"],
  driver,
  vmm: ["none: the VMM cannot see what the device owes"],
};
const forgotten = {
  text: ["owed-interrupt=device-part"],
  device: ["none: the destination never heard of it"],
  driver,
  vmm: ["owed-interrupt=vmm-interrupts"],
};
const forgottenOr = (clause: string) => ({
  ...forgotten,
  text: [clause, ...forgotten.text],
  device: [clause],
});
const noPosition = {
  text: ["saved-position=registers"],
  device: ["none: the destination never heard of the source"],
  driver: ["none: the driver does not know of the migration"],
  vmm: ["saved-position=from-memory"],
};
/** What was in flight when the power went is not in memory. */
const nothingSaved = {
  ...noPosition,
  text: ["saved-position=registers,in-flight-list=yes"],
  vmm: ["none: memory does not tell what was fetched"],
};
const level = {
  text: ["none: P-26 leaves the ISR status to nobody"],
  device: ["none: the destination never heard of it"],
  driver,
  vmm: ["arrived-interrupt=kept", "owed-interrupt=vmm-interrupts"],
};
const allHold = { ...sound, noInterruptIsOwedWhenStopped: holds, noInterruptIsLost: holds };

/** vDPA and vhost-user hold the status register themselves. */
const trapped: Partial<Scope> = { common: "trapped" };

export const contestInterrupts: Scenario<Scope> = {
  name: "contest/interrupts",
  question: "Is the driver notified of every buffer that was used when its device was stopped?",
  story:
    "The hypervisor stops the device, in its own way, while it has used a buffer, and a " +
    "destination goes on with what was saved.",
  asksInOwnBoundsOnly: asksOneQueue,
  leavesOut: ["kicks", "reset", "pre-copy rounds", "suppression of notifications"],
  scope: { ...smallScope, buffers: 1, migrations: 1, restores: 1 },
  baseline: { migrations: 0 },
  system: (scope) =>
    compose("contest interrupts", scope, [
      "control",
      "dataPath",
      "interrupts",
      "cpus",
      "migration",
      "ownerStops",
      "power",
    ]),
  properties: (scope) => [noInterruptIsOwedWhenStopped(scope), ...noInterruptIsLost(scope)],
  cases: [
    {
      reading: "contender-v2",
      says: "V2: it notifies before it is suspended (V2-8c)",
      states: 2448,
      depth: 57,
      pins: {
        ...allHold,
      },
    },
    {
      reading: "contender-v2-musts-only",
      says: "V2: it need not notify, without advice",
      states: 3248,
      depth: 54,
      pins: {
        ...allHold,
        noInterruptIsOwedWhenStopped: violated(11, "contest/safe-3-v2-musts", sentBefore("+V2-8c")),
        noInterruptIsLost: violated(14, "contest/safe-3-v2-musts-lost", forgottenOr("+V2-8c")),
      },
    },
    {
      reading: "contender-admin",
      says: "modes of 2023: a stopped device is silent",
      states: 2976,
      depth: 59,
      pins: {
        ...allHold,
        noInterruptIsOwedWhenStopped: violated(13, "contest/safe-3-admin", neverSent),
        noInterruptIsLost: violated(16, "contest/safe-3-admin-lost", forgotten),
      },
    },
    {
      reading: "contender-admin-musts-only",
      says: "modes of 2023: a stopped device is silent, without advice",
      states: 2976,
      depth: 59,
      pins: {
        ...allHold,
        noInterruptIsOwedWhenStopped: violated(13, "contest/safe-3-admin-musts", neverSent),
        noInterruptIsLost: violated(16, "contest/safe-3-admin-musts-lost", forgotten),
      },
    },
    {
      reading: "contender-pm",
      says: "D3hot: no MSI from now on",
      states: 1472,
      depth: 32,
      pins: {
        ...allHold,
        noDeadlock: violated(11, "contest/interrupts-deadlock-pm", nothingSaved),
        noInterruptIsOwedWhenStopped: violated(8, "contest/safe-3-pm", neverSent),
        noInterruptIsLost: violated(11, "contest/safe-3-pm-lost", forgotten),
      },
    },
    {
      reading: "contender-pm-musts-only",
      says: "D3hot: no MSI from now on, without advice",
      states: 1472,
      depth: 32,
      pins: {
        ...allHold,
        noDeadlock: violated(11, "contest/interrupts-deadlock-pm-musts", nothingSaved),
        noInterruptIsOwedWhenStopped: violated(8, "contest/safe-3-pm-musts", neverSent),
        noInterruptIsLost: violated(11, "contest/safe-3-pm-musts-lost", forgotten),
      },
    },
    {
      reading: "contender-suspend",
      says: "1.4 SUSPEND: it notifies before it is suspended (S-16c)",
      states: 1560,
      depth: 36,
      pins: {
        ...allHold,
        noDeadlock: violated(18, "contest/interrupts-deadlock-s14", noPosition),
      },
    },
    {
      reading: "contender-suspend-musts-only",
      says: "1.4 SUSPEND: it need not notify, without advice",
      states: 2336,
      depth: 36,
      pins: {
        ...allHold,
        noDeadlock: violated(17, "contest/interrupts-deadlock-s14-musts", nothingSaved),
        noInterruptIsOwedWhenStopped: violated(
          11,
          "contest/safe-3-s14-musts",
          sentBefore("+S-16c"),
        ),
        noInterruptIsLost: violated(14, "contest/safe-3-s14-musts-lost", forgottenOr("+S-16c")),
      },
    },
    {
      reading: "contender-parts",
      says: "1.4 stop mode: it returns buffers (P-7a) and is silent (P-5b)",
      states: 1720,
      depth: 44,
      pins: {
        ...allHold,
        noInterruptIsOwedWhenStopped: violated(10, "contest/safe-3-parts", neverSent),
        noInterruptIsLost: violated(13, "contest/safe-3-parts-lost", forgotten),
      },
    },
    {
      reading: "contender-parts-musts-only",
      says: "1.4 stop mode: it returns buffers (P-7a) and is silent (P-5b), without advice",
      states: 1720,
      depth: 44,
      pins: {
        ...allHold,
        noInterruptIsOwedWhenStopped: violated(10, "contest/safe-3-parts-musts", neverSent),
        noInterruptIsLost: violated(13, "contest/safe-3-parts-musts-lost", forgotten),
      },
    },
    {
      reading: "contender-vdpa",
      scope: trapped,
      says: "vDPA: workers are flushed, then silent",
      states: 2688,
      depth: 57,
      pins: {
        ...allHold,
        noInterruptIsOwedWhenStopped: violated(11, "contest/safe-3-vdpa", neverSent),
        noInterruptIsLost: violated(14, "contest/safe-3-vdpa-lost", forgotten),
      },
    },
    {
      reading: "contender-vdpa-musts-only",
      scope: trapped,
      says: "vDPA: workers are flushed, then silent, without advice",
      states: 2688,
      depth: 57,
      pins: {
        ...allHold,
        noInterruptIsOwedWhenStopped: violated(11, "contest/safe-3-vdpa-musts", neverSent),
        noInterruptIsLost: violated(14, "contest/safe-3-vdpa-musts-lost", forgotten),
      },
    },
    {
      reading: "contender-vhost-user",
      scope: trapped,
      says: "vhost-user: a stopped ring is silent",
      states: 2336,
      depth: 49,
      pins: {
        ...allHold,
        noInterruptIsOwedWhenStopped: violated(9, "contest/safe-3-vhost", neverSent),
        noInterruptIsLost: violated(11, "contest/safe-3-vhost-lost", forgotten),
      },
    },
    {
      reading: "contender-vhost-user-musts-only",
      scope: trapped,
      says: "vhost-user: a stopped ring is silent, without advice",
      states: 2336,
      depth: 49,
      pins: {
        ...allHold,
        noInterruptIsOwedWhenStopped: violated(9, "contest/safe-3-vhost-musts", neverSent),
        noInterruptIsLost: violated(11, "contest/safe-3-vhost-musts-lost", forgotten),
      },
    },
    {
      reading: "contender-vfio",
      says: "1.4 stop mode as VFIO drives it",
      states: 1720,
      depth: 44,
      pins: {
        ...allHold,
        noInterruptIsOwedWhenStopped: violated(10, "contest/safe-3-vfio", neverSent),
        noInterruptIsLost: violated(13, "contest/safe-3-vfio-lost", forgotten),
      },
    },
    {
      reading: "contender-vfio-musts-only",
      says: "1.4 stop mode as VFIO drives it, without advice",
      states: 1720,
      depth: 44,
      pins: {
        ...allHold,
        noInterruptIsOwedWhenStopped: violated(10, "contest/safe-3-vfio-musts", neverSent),
        noInterruptIsLost: violated(13, "contest/safe-3-vfio-musts-lost", forgotten),
      },
    },
    {
      reading: "contender-parts,owed-interrupt=vmm-interrupts",
      says: "1.4 stop mode, and the VMM interrupts once after the restore",
      states: 1576,
      depth: 44,
      pins: {
        ...allHold,
        noInterruptIsOwedWhenStopped: violated(10, "holes/h28-used-and-not-signalled", neverSent),
      },
    },
    {
      reading: "contender-v2,arrived-interrupt=lost",
      says: "V2 with INTx: what has arrived is a level of the source (H13)",
      states: 2320,
      depth: 57,
      pins: {
        ...allHold,
        noInterruptIsLost: violated(16, "holes/h13-level-stays-behind-v2", level),
      },
    },
  ],
};
