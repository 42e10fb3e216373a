/**
 * Bus Master Enable of a PCI function, which its guest or its hypervisor writes.
 *
 * Models what PCI says of that bit of the Command register, as far as it is known
 * here (clauses PM-11*, recalled): the text of virtio has no sentence about it. A
 * device may do more than hold what it would send: QEMU also clears DRIVER_OK in the
 * status, and does not set it again when the bit comes back (hw/virtio/virtio-pci.c,
 * virtio_write_config). That is an interpretation.
 *
 *   on -- switch off, FLR, D3hot to D0 without No_Soft_Reset --> off
 *   off -- switch on, restore --> on
 *
 * A function level reset, which ends most stops, begins this one.
 *
 * Not modelled: a hypervisor that holds a guest's write of the Command register back,
 * Memory Space Enable, a device that is initialized while the bit is clear (QEMU sets
 * the bit itself for such guests, virtio_ioport_write and virtio_pci_vmstate_change),
 * a SUSPEND under way whose DRIVER_OK is cleared.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration, ReadingView } from "../../checker/types.ts";
import { requests } from "../events/bus-master.ts";
import type { Happening } from "../events/happening.ts";
import { functionResets } from "../events/power.ts";
import type { Scope } from "../scope.ts";
import { blocked, by, onEach, type Seen } from "../words.ts";

export const busMaster = (scope: Scope): MachineDeclaration => ({
  name: "busMaster",
  kind: "busMaster",
  actor: "device",
  key: `${scope.pciConfig} ${scope.interrupts}`,
  build: (reading) => build(scope, reading),
});

function build(scope: Scope, reading: ReadingView) {
  const effect = reading.choice("bus-master-off") === "clears-driver-ok" ? "cleared" : "kept";
  const sets = (master: string, driverOk: string, says: string) => ({
    guard: ({ event }: Seen<unknown>) => event.master === master && event.driverOk === driverOk,
    target: master,
    ...by(master === "off" ? "PM-11a" : "", says),
  });
  const restored = (master: string) => ({
    guard: ({ event }: Seen<unknown>) => event.master === master,
    target: master,
    ...by("", master === "on" ? "may send again" : "still sends nothing"),
  });
  const writes = {
    "driver.setsBusMaster": [
      sets("off", effect, "sends nothing more"),
      sets("on", "kept", "may send again"),
    ],
    "driver.restoresBusMaster": { target: "on", ...by("", "may send again") },
    "hypervisor.clearsBusMaster": {
      guard: ({ event }: Seen<unknown>) => event.driverOk === effect,
      target: "off",
      ...by("PM-11a", "sends nothing more"),
    },
    "hypervisor.restoresBusMaster": [restored("on"), restored("off")],
    ...onEach(functionResets(scope), { target: "off", ...by("PM-11c", "loses bus mastering") }),
    "hypervisor.switches": { target: "off", ...by("", "starts with it off") },
    "device.losesState": { target: "off", ...by("PM-11d", "loses bus mastering") },
  };
  return createMachine({
    types: {} as { events: Happening },
    id: "busMaster",
    initial: "on",
    states: {
      on: { tags: ["rest"], on: { ...writes, ...onEach(requests(scope), { target: "on" }) } },
      off: {
        tags: ["rest"],
        on: {
          ...writes,
          ...onEach(
            requests(scope),
            reading.inForce("PM-11a") ? blocked("PM-11a") : { target: "off", ...by("") },
          ),
        },
      },
    },
  });
}
