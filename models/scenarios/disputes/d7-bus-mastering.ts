/**
 * D7, beside power states: PCI has one more switch. While Bus Master Enable is clear
 * a function sends nothing, and Linux clears it when it has reset a device to let the
 * machine sleep (virtio_pci_freeze). Is that a suspend? QEMU also clears DRIVER_OK in
 * the status of the device then, and leaves it clear when the bit comes back
 * (qemu hw/virtio/virtio-pci.c, virtio_write_config): nobody tells the driver.
 *
 * Part one stops a device by it alone, part two from outside of the guest. Part three
 * sets SUSPEND too, and the device cannot drain. Who loses the bit, and does not
 * notice, stands in `d7-bus-mastering-lost.ts`.
 */
import type { Cures, Scenario } from "../../../checker/types/index.ts";
import {
  availableIsUsedWhileInUse,
  changeIsSeenWhileInUse,
  deviceInUseRuns,
  stopByBusMasterLasts,
  unmasteredDeviceIsSilent,
} from "../../properties/bus-master.ts";
import { suspendWaitEnds } from "../../properties/liveness.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const goesOn = { availableIsUsed: holds, deviceInUseRuns: holds };
const alone = { ...sound, ...goesOn, unmasteredDeviceIsSilent: holds };

const vmm = ["none: no VMM takes part"];
const keepsStatus: Cures = {
  text: ["bus-master-off=holds-requests"],
  device: ["bus-master-off=holds-requests"],
  driver: ["guest-switches-bus-master=never"],
  vmm,
};

export const d7Master: Scenario<Scope> = {
  name: "disputes/d7-bus-mastering-off",
  question: "Is a device whose bus mastering is off a suspended one?",
  story:
    "The guest switches bus mastering off and on again, and goes on. The device holds what it " +
    "would send, or clears DRIVER_OK as well; kicks and configuration changes reach it.",
  leavesOut: ["SUSPEND", "power states", "EVENT_IDX", "a trapped Command register", "migration"],
  scope: { ...smallScope, buffers: 1, resets: 1, busMasterOffs: 1 },
  baseline: { busMasterOffs: 0 },
  system: (scope) =>
    compose("d7-master", scope, [
      ...(["control", "dataPath", "kicks", "interrupts"] as const),
      ...(scope.configChanges > 0 ? (["configuration"] as const) : []),
      "busMastering",
    ]),
  // That a driver reads the configuration anew after a reset is not modelled.
  properties: (scope) => [
    unmasteredDeviceIsSilent,
    ...availableIsUsedWhileInUse(scope),
    deviceInUseRuns,
    ...(scope.configChanges > 0 ? [changeIsSeenWhileInUse] : []),
  ],
  cases: [
    {
      reading: "contender-pm",
      says: "the device holds what it would send",
      states: 7107,
      depth: 39,
      pins: alone,
    },
    {
      reading: "contender-pm",
      scope: { resets: 0, configChanges: 1 },
      says: "the same, and the configuration changes",
      states: 17856,
      depth: 37,
      pins: {
        ...alone,
        changeIsSeenWhileInUse: holds,
      },
    },
    {
      reading: "contender-pm,bus-master-off=clears-driver-ok",
      scope: { resets: 0, configChanges: 1 },
      says: "the device clears DRIVER_OK too, as QEMU does",
      states: 17856,
      depth: 37,
      pins: {
        ...alone,
        noDeadlock: violated(5, "disputes/d7-driver-waits-without-driver-ok", keepsStatus),
        availableIsUsed: violated(4, "disputes/d7-buffer-waits-without-driver-ok", keepsStatus),
        changeIsSeenWhileInUse: violated(3, "disputes/d7-change-waits-without-driver-ok", {
          ...keepsStatus,
          driver: ["none: of a driver that never switches it off it cannot be asked"],
        }),
        deviceInUseRuns: violated(2, "disputes/d7-driver-ok-is-not-set-again", keepsStatus),
      },
    },
    {
      reading: "contender-pm,bus-master-off=clears-driver-ok,guest-switches-bus-master=in-reset",
      says: "the same, and the guest resets the device first, as Linux does",
      states: 3258,
      depth: 39,
      pins: alone,
    },
    {
      reading: "contender-pm,-PM-11a",
      says: "one sentence less: DMA while bus mastering is off",
      states: 7107,
      depth: 39,
      pins: {
        ...alone,
        unmasteredDeviceIsSilent: violated(3, "disputes/d7-dma-without-bus-mastering", {
          text: ["+PM-11a"],
          device: ["+PM-11a"],
          driver: ["guest-switches-bus-master=in-reset"],
          vmm,
        }),
      },
    },
  ],
};

const stops = "contender-pm,vmm-clears-bus-master=to-stop";
const held = { ...sound, ...goesOn, stopByBusMasterLasts: holds };

export const d7MasterVmm: Scenario<Scope> = {
  name: "disputes/d7-hypervisor-switches-bus-mastering",
  question: "Does a stop by bus mastering last that is the hypervisor's?",
  story:
    "The hypervisor switches bus mastering off to stop the device, and later writes back what " +
    "the guest has written. The guest reaches the same register, and does not know.",
  leavesOut: ["SUSPEND", "power states", "used notifications", "a trapped Command register"],
  scope: { ...smallScope, buffers: 1, resets: 1, busMasterOffs: 1 },
  baseline: { busMasterOffs: 0 },
  system: (scope) => compose("d7-vmm", scope, ["control", "dataPath", "kicks", "busMastering"]),
  properties: (scope) => [
    stopByBusMasterLasts,
    ...availableIsUsedWhileInUse(scope),
    deviceInUseRuns,
  ],
  cases: [
    {
      reading: `${stops},guest-switches-bus-master=never`,
      says: "the guest leaves the register alone",
      states: 1527,
      depth: 34,
      pins: held,
    },
    {
      reading: stops,
      says: "the guest writes it too",
      states: 5090,
      depth: 36,
      pins: {
        ...held,
        stopByBusMasterLasts: violated(5, "disputes/d7-guest-ends-stop-by-bus-mastering", {
          text: ["none: the register is the guest's, and PCI has no other"],
          device: ["none: it cannot tell who has written"],
          driver: ["guest-switches-bus-master=never"],
          vmm: ["none: it would have to hold the guest's writes back, which is not modelled"],
        }),
      },
    },
  ],
};

const suspends = { ...sound, unmasteredDeviceIsSilent: holds, suspendWaitEnds: holds };

const cannotDrain: Cures = {
  text: ["-S-16b"],
  device: ["until-suspended=freezes,-S-16b,-S-16c"],
  driver: ["guest-switches-bus-master=in-reset", "guest-switches-bus-master=never"],
  vmm,
};

export const d7MasterSuspend: Scenario<Scope> = {
  name: "disputes/d7-suspend-without-bus-mastering",
  question: "Can a device be suspended whose bus mastering is off?",
  story:
    "The driver sets SUSPEND. The guest has switched bus mastering off, or does so while the " +
    "device drains, and may switch it on again; nothing obliges it to.",
  leavesOut: ["kicks", "used notifications", "power states", "EVENT_IDX", "migration"],
  scope: { ...smallScope, buffers: 1, suspends: 1, resets: 1, busMasterOffs: 1 },
  baseline: { busMasterOffs: 0 },
  system: (scope) => compose("d7-suspend", scope, ["control", "dataPath", "busMastering"]),
  properties: () => [unmasteredDeviceIsSilent, suspendWaitEnds],
  cases: [
    {
      reading: "v1.4-as-written,+PM-11a",
      says: "the device finishes first what it has fetched",
      states: 2478,
      depth: 34,
      pins: {
        ...suspends,
        noContradiction: violated(6, "disputes/d7-cannot-drain", cannotDrain),
        suspendWaitEnds: violated(6, "disputes/d7-drain-without-bus-mastering", cannotDrain),
      },
    },
    {
      reading: "v1.4-as-written,+PM-11a,-S-16b",
      says: "one sentence less: it need not finish",
      states: 2646,
      depth: 34,
      pins: suspends,
    },
    {
      reading: "v1.4-as-written,+PM-11a,guest-switches-bus-master=in-reset",
      says: "the guest switches it only while its device is reset",
      states: 1348,
      depth: 34,
      pins: suspends,
    },
  ],
};
