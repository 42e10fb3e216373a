/**
 * D7: who loses bus mastering without having written it. A function level reset and
 * the way from D3hot without No_Soft_Reset leave it off, where they end most stops; so
 * does a migration, whose destination is another function. Linux's PCI code writes the
 * whole of configuration space back after its own resets; a driver that has reset its
 * function by other means has to do so (linux 509a447ae80c, found as a virtual function
 * that did not recover from its reset). Device parts do not have the register:
 * configuration space is the hypervisor's to save (P-26).
 */
import type { Cures, Scenario } from "../../../checker/types/index.ts";
import { availableIsUsedWhileInUse, deviceInUseRuns } from "../../properties/bus-master.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const goesOn = { ...sound, availableIsUsed: holds, deviceInUseRuns: holds };

const stands = (noDeadlock: number, waits: number, runs: number, name: string, cures: Cures) => ({
  noDeadlock: violated(noDeadlock, `disputes/d7-bus-mastering-lost-${name}-ends`, cures),
  noSilence: holds,
  availableIsUsed: violated(waits, `disputes/d7-bus-mastering-lost-${name}-waits`, cures),
  deviceInUseRuns: violated(runs, `disputes/d7-bus-mastering-lost-${name}`, cures),
});

const driver = ["bus-master-after-reset=restored"];
const vmm = ["none: no VMM takes part"];
const afterFlr: Cures = {
  text: ["none: it would be a sentence of PCI's, whose text is not held"],
  device: ["none: after an FLR bus mastering is off"],
  driver,
  vmm,
};
const afterD3: Cures = { text: ["no-soft-reset=yes"], device: ["no-soft-reset=yes"], driver, vmm };
const afterSwitch: Cures = {
  text: ["none: the register is PCI's, and no part of the device"],
  device: ["none: the destination does not know what the source had"],
  driver: ["none: the driver does not know of the migration"],
  vmm: ["vmm-restores-bus-master=yes"],
};

const initializes = "contender-pm,no-soft-reset=no,driver-after-power-up=initializes";
const forgets = "bus-master-after-reset=forgotten";
// A kick that is lost with the source is another question.
const migrates = "contender-parts,+PM-11a,vmm-kicks-after-restore=yes";

const sleeps = { functionResets: 0, suspends: 1, resets: 1 };
const moves = { functionResets: 0, migrations: 1, restores: 1 } as const;

export const d7MasterLost: Scenario<Scope> = {
  name: "disputes/d7-bus-mastering-lost",
  question: "What becomes of a device whose Command register nobody restores?",
  story:
    "A function reset by the guest, the way from D3hot without No_Soft_Reset, or a migration " +
    "leaves bus mastering off. Everything is restored, with the Command register or without.",
  leavesOut: ["used notifications", "EVENT_IDX", "PME", "delays after D3hot", "abort"],
  scope: { ...smallScope, buffers: 1, functionResets: 1, pciConfig: "direct" },
  baseline: { functionResets: 0, suspends: 0, migrations: 0 },
  system: (scope) =>
    compose("d7-lost", scope, [
      ...(["control", "dataPath", "kicks", "power", "busMastering"] as const),
      ...(scope.migrations > 0 ? (["cpus", "migration", "ownerStops"] as const) : []),
    ]),
  properties: (scope) => [...availableIsUsedWhileInUse(scope), deviceInUseRuns],
  cases: [
    {
      reading: "contender-pm",
      says: "FLR by the guest, and the Command register is restored",
      states: 529,
      depth: 32,
      pins: goesOn,
    },
    {
      reading: `contender-pm,${forgets}`,
      says: "FLR by the guest, and it is not",
      states: 268,
      depth: 23,
      pins: stands(11, 11, 8, "after-flr", afterFlr),
    },
    {
      reading: initializes,
      scope: sleeps,
      says: "D3hot without No_Soft_Reset, and it is restored",
      states: 2994,
      depth: 44,
      pins: goesOn,
    },
    {
      reading: `${initializes},${forgets}`,
      scope: sleeps,
      says: "D3hot without No_Soft_Reset, and it is not",
      states: 1948,
      depth: 35,
      pins: stands(23, 14, 11, "after-d3hot", afterD3),
    },
    {
      reading: `contender-pm,${forgets}`,
      scope: sleeps,
      says: "D3hot with No_Soft_Reset: nothing is lost",
      states: 1266,
      depth: 34,
      pins: goesOn,
    },
    {
      reading: migrates,
      scope: moves,
      says: "a migration, and the hypervisor restores it",
      states: 1776,
      depth: 39,
      pins: goesOn,
    },
    {
      reading: `${migrates},vmm-restores-bus-master=no`,
      scope: moves,
      says: "a migration, and device parts are all that is restored",
      states: 1316,
      depth: 37,
      pins: stands(22, 22, 20, "after-migration", afterSwitch),
    },
  ],
};
