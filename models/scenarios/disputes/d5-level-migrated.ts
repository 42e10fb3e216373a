/**
 * D5 and H13 where the interrupt is a level. The interrupt status is in no device part
 * (P-26), MMIO has no parts, and no access of a hypervisor sets a bit of it: it is read
 * only on MMIO, and cleared by the read that would save it on PCI.
 *
 * A VMM that interrupts once after the restore helps where the interrupt is a message.
 * Here the driver reads the status, finds 0, and takes the interrupt for another's.
 */
import type { Cures, Scenario } from "../../../checker/types/index.ts";
import { everyLineFalls, unnoticed, usedIsNoticed } from "../../properties/interrupts.ts";
import { configChangeIsSeen } from "../../properties/liveness.ts";
import { migrationEnds } from "../../properties/migration.ts";
import { noInterruptIsOwedWhenStopped } from "../../properties/rings.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const driver = ["none: the driver waits to be told"];
const everythingHolds = {
  ...sound,
  configChangeIsSeen: holds,
  usedIsNoticed: holds,
  everyLineFalls: holds,
  migrationEnds: holds,
  noInterruptIsOwedWhenStopped: holds,
};
const restored = "interrupt-status-after-restore=restored";
const usedLost: Cures = {
  text: [restored],
  device: ["none: the destination never heard of it"],
  driver,
  vmm: [restored],
};
const configLost: Cures = {
  ...usedLost,
  text: [`${restored},pending-config-notification=device-part`],
  vmm: [`${restored},pending-config-notification=vmm-notifies`],
};
/** With the bits there, only what is owed is left behind. */
const owedLost: Cures = {
  text: ["pending-config-notification=device-part"],
  device: ["none: the destination never heard of the change"],
  driver,
  vmm: ["pending-config-notification=vmm-notifies"],
};
const sentBefore: Cures = {
  text: ["+S-16c"],
  device: ["+S-16c"],
  driver,
  vmm: ["none: the VMM cannot see what the device owes"],
};
const usedForgotten: Cures = {
  ...sentBefore,
  text: ["+S-16c", "owed-interrupt=device-part"],
  vmm: ["owed-interrupt=vmm-interrupts"],
};
/** A change of before is told of while the device is suspended, by a bit that is lost. */
const toldInVain: Cures = {
  text: [restored, "change-before-suspend=held-back", "change-before-suspend=told-first"],
  device: ["change-before-suspend=held-back", "change-before-suspend=told-first"],
  driver,
  vmm: [restored],
};
const neverStops: Cures = {
  text: ["held-level-while-suspended=stays"],
  device: ["held-level-while-suspended=stays", "held-level-while-suspended=held-back"],
  driver: ["none: its CPUs are paused"],
  vmm: ["migration-order=device-first"],
};

export const d5LevelMigrated: Scenario<Scope> = {
  name: "disputes/d5-level-migrated",
  question: "What is left of an asserted interrupt line when its device migrates?",
  story:
    "The hypervisor pauses the guest's CPUs, suspends a device that has used a buffer or whose " +
    "configuration changes, and goes on with what was saved at a destination.",
  leavesOut: ["kicks", "reset", "other devices on the line", "registers that are trapped"],
  scope: {
    ...smallScope,
    transport: "mmio",
    interrupts: "levels",
    buffers: 1,
    configChanges: 1,
    migrations: 1,
    restores: 1,
  },
  baseline: { migrations: 0 },
  system: (scope) =>
    compose("d5 level migrated", scope, [
      "control",
      "dataPath",
      "interrupts",
      "configuration",
      "cpus",
      "migration",
    ]),
  properties: (scope) => [
    configChangeIsSeen,
    usedIsNoticed(unnoticed()),
    everyLineFalls,
    migrationEnds,
    noInterruptIsOwedWhenStopped(scope),
  ],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "MMIO: no bit is set at the destination",
      states: 50912,
      depth: 67,
      pins: {
        ...everythingHolds,
        configChangeIsSeen: violated(18, "disputes/d5-level-config-bit-lost", configLost),
        usedIsNoticed: violated(22, "disputes/d5-level-used-bit-lost", usedLost),
      },
    },
    {
      reading: "v1.4-as-written,interrupt-status-after-restore=line-alone",
      says: "MMIO: no bit is set, and the VMM interrupts",
      states: 71424,
      depth: 71,
      pins: {
        ...everythingHolds,
        configChangeIsSeen: violated(18, "disputes/d5-level-line-without-config", configLost),
        usedIsNoticed: violated(24, "disputes/d5-level-line-without-used", usedLost),
      },
    },
    {
      reading: "v1.4-as-written,pending-config-notification=vmm-notifies",
      says: "MMIO: no bit is set, and the VMM notifies of the configuration",
      states: 69120,
      depth: 72,
      pins: {
        ...everythingHolds,
        configChangeIsSeen: violated(21, "disputes/d5-level-vmm-notifies-in-vain", {
          ...configLost,
          text: [restored],
          vmm: [restored],
        }),
        usedIsNoticed: violated(25, "disputes/d5-level-vmm-notifies-of-config", usedLost),
      },
    },
    {
      reading: "v1.4-as-written,interrupt-status-after-restore=restored",
      says: "MMIO: the VMM sets the bits that were set",
      states: 50224,
      depth: 62,
      pins: {
        ...everythingHolds,
        configChangeIsSeen: violated(18, "disputes/d5-level-owed-config-lost", owedLost),
      },
    },
    {
      reading: `v1.4-as-written,${restored},pending-config-notification=vmm-notifies`,
      says: "MMIO: the VMM sets the bits, and notifies of the configuration",
      states: 110184,
      depth: 75,
      pins: everythingHolds,
    },
    {
      reading: `v1.4-as-written,-S-16c,${restored},pending-config-notification=device-part`,
      says: "MMIO: all of it is restored, and the device need not notify first",
      states: 54720,
      depth: 62,
      pins: {
        ...everythingHolds,
        usedIsNoticed: violated(21, "disputes/d5-level-owed-used-lost", usedForgotten),
        noInterruptIsOwedWhenStopped: violated(
          12,
          "disputes/d5-level-owed-when-stopped",
          sentBefore,
        ),
      },
    },
    {
      reading:
        "v1.4-as-written,held-level-while-suspended=waited-for," +
        "pending-config-notification=device-part",
      says: "MMIO: not suspended before a driver has acknowledged whose CPUs are paused",
      states: 40064,
      depth: 68,
      pins: {
        ...everythingHolds,
        configChangeIsSeen: violated(19, "disputes/d5-level-told-while-suspended", toldInVain),
        everyLineFalls: violated(7, "disputes/d5-level-waits-for-a-paused-guest", neverStops),
        migrationEnds: violated(7, "disputes/d5-level-migration-waits", neverStops),
        noContradiction: violated(7, "disputes/d5-level-never-to-be-suspended", neverStops),
      },
    },
    {
      reading: "v1.4-as-written",
      scope: { transport: "pci" },
      says: "PCI with MSI-X off: the ISR status reads 0 at the destination",
      states: 38872,
      depth: 65,
      pins: {
        ...everythingHolds,
        configChangeIsSeen: violated(18, "disputes/d5-level-isr-config-lost", configLost),
        usedIsNoticed: violated(22, "disputes/d5-level-isr-used-lost", usedLost),
      },
    },
  ],
};
