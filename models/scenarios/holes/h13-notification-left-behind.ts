/**
 * H13. S-16c has a device send the used notifications that it owes before it is
 * suspended, and that is advice. What it owes afterwards is in no part of the saved
 * state; and a notification that is a level (INTx) is a bit of the ISR status, which
 * is in no part either (P-26). Here such a level is one for each virtqueue, and taken
 * without a look at the register; `d5-level-migrated` has the register too, and there an
 * interrupt of the VMM's alone is not enough.
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { noInterruptIsLost, noInterruptIsOwedWhenStopped } from "../../properties/rings.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const driver = ["none: the driver waits to be told"];
const sentBefore = {
  text: ["+S-16c"],
  device: ["+S-16c"],
  driver,
  vmm: ["none: the VMM cannot see what the device owes"],
};
const forgotten = {
  text: ["+S-16c", "owed-interrupt=device-part"],
  device: ["+S-16c"],
  driver,
  vmm: ["owed-interrupt=vmm-interrupts"],
};
const level = {
  text: ["none: P-26 leaves the ISR status to nobody"],
  device: ["none: the destination never heard of it"],
  driver,
  vmm: ["arrived-interrupt=kept", "owed-interrupt=vmm-interrupts"],
};

export const h13: Scenario<Scope> = {
  name: "holes/h13-notification-left-behind",
  question: "Is the driver notified of every buffer that was used when its device migrated?",
  story:
    "The hypervisor suspends a device that has used a buffer, and a destination goes on with " +
    "what was saved. The notification is owed, on its way, or has arrived.",
  leavesOut: ["kicks", "reset", "suppression of notifications", "one vector for several queues"],
  scope: { ...smallScope, buffers: 1, migrations: 1, restores: 1 },
  baseline: { migrations: 0 },
  system: (scope) =>
    compose("h13", scope, ["control", "dataPath", "interrupts", "cpus", "migration"]),
  properties: (scope) => [noInterruptIsOwedWhenStopped(scope), ...noInterruptIsLost(scope)],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "it notifies first (S-16c), and what has arrived moves with the CPUs",
      states: 2568,
      depth: 57,
      pins: { ...sound, noInterruptIsOwedWhenStopped: holds, noInterruptIsLost: holds },
    },
    {
      reading: "v1.4-as-written,-S-16c",
      says: "it need not notify: one sentence less",
      states: 2928,
      depth: 55,
      pins: {
        ...sound,
        noInterruptIsOwedWhenStopped: violated(12, "holes/h13-owed-when-stopped", sentBefore),
        noInterruptIsLost: violated(15, "holes/h13-owed-and-lost", forgotten),
      },
    },
    {
      reading: "v1.4-as-written,-S-16c,owed-interrupt=vmm-interrupts",
      says: "it need not notify, the VMM interrupts once after the restore",
      states: 2784,
      depth: 56,
      pins: {
        ...sound,
        noInterruptIsOwedWhenStopped: violated(12, "holes/h13-owed-vmm-interrupts", sentBefore),
        noInterruptIsLost: holds,
      },
    },
    {
      reading: "v1.4-as-written,arrived-interrupt=lost",
      says: "it notifies first, by a level of its own",
      states: 2440,
      depth: 57,
      pins: {
        ...sound,
        noInterruptIsOwedWhenStopped: holds,
        noInterruptIsLost: violated(16, "holes/h13-level-stays-behind", level),
      },
    },
  ],
};
