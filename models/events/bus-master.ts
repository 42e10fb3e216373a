/**
 * Events of Bus Master Enable, a bit of a PCI function's Command register, and what
 * it does to every other event.
 *
 * While it is clear the function sends neither DMA nor MSI, and still answers what
 * reaches it (PM-11). Who writes it: the guest's PCI code, or a hypervisor with an
 * access of its own to configuration space.
 */
import type { EventDeclarations } from "../../checker/types/index.ts";
import type { Scope } from "../scope.ts";
import { guestRestores, hypervisorGoesOn } from "./fairness.ts";
import { functionResets, mastered } from "./power.ts";

/** What the function sends as a memory request: a line that is asserted is none. */
export const requests = ({ interrupts }: Scope): readonly string[] =>
  interrupts === "levels" ? mastered.filter((type) => !notifications.includes(type)) : mastered;

const notifications = ["device.interrupts", "device.notifiesConfig", "device.notifiesConfigLate"];

/** Writes by which the guest reaches the Command register. */
export const guestWrites = ["driver.setsBusMaster", "driver.restoresBusMaster"];

/** Writes that may clear the bit. */
export const clearing = ["driver.setsBusMaster", "hypervisor.clearsBusMaster"];

/** The writes. `driverOk` is what becomes of that bit of the device status. */
export function busMastering(): EventDeclarations {
  const master = ["on", "off"];
  const driverOk = ["kept", "cleared"];
  const configuration = ["busMaster", "vmmPci"];
  return {
    "driver.setsBusMaster": {
      initiator: "guestPci",
      participants: ["driver", "vcpu", "power", "status", ...configuration],
      mayBlock: ["vcpu", "power"],
      decider: "busMaster",
      parameters: { master, driverOk },
      answers: ["driverOk"],
      sentence: "The guest switches bus mastering {master}; DRIVER_OK is {driverOk}.",
      phrase: "bus master {master}, {driverOk}",
    },
    "driver.restoresBusMaster": {
      initiator: "guestPci",
      participants: ["vcpu", "power", ...configuration],
      mayBlock: ["vcpu", "power"],
      fair: guestRestores,
      sentence: "The guest switches bus mastering on again, which a reset has switched off.",
      phrase: "restore bus master",
    },
    "hypervisor.clearsBusMaster": {
      initiator: "vmmPci",
      participants: ["busMaster", "status"],
      mayBlock: [],
      decider: "busMaster",
      parameters: { driverOk },
      answers: ["driverOk"],
      sentence: "The hypervisor itself switches bus mastering off; DRIVER_OK is {driverOk}.",
      phrase: "VMM master off, {driverOk}",
    },
    "hypervisor.restoresBusMaster": {
      initiator: "vmmPci",
      participants: ["busMaster"],
      mayBlock: [],
      parameters: { master },
      fair: hypervisorGoesOn,
      sentence: "The hypervisor sets bus mastering to what the guest has written: {master}.",
      phrase: "VMM bus master back {master}",
    },
  };
}

/** The same events, where bus mastering is a physical precondition of some, is lost
 *  with others, and where the guest's PCI code goes by what its driver does. */
export function withBusMaster(scope: Scope, declarations: EventDeclarations): EventDeclarations {
  const sent = new Set(requests(scope));
  const lost = new Set([...functionResets(scope), "device.losesState"]);
  const guest = new Set(["driver.resetsFunction", "driver.setsPower", "driver.writesStatus"]);
  return Object.fromEntries(
    Object.entries(declarations).map(([type, event]) => {
      const participants = [
        ...event.participants,
        ...(sent.has(type) || lost.has(type) ? ["busMaster"] : []),
        ...(guest.has(type) ? ["guestPci"] : []),
        ...(type === "hypervisor.switches" ? ["vmmPci"] : []),
      ];
      const mayBlock = [...event.mayBlock, ...(sent.has(type) ? ["busMaster"] : [])];
      return [type, { ...event, participants, mayBlock }];
    }),
  );
}
