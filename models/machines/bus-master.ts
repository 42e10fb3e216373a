/**
 * Bus Master Enable of a PCI function, which its guest or its hypervisor writes.
 *
 * Models what PCI says of that bit of the Command register, as far as it is known
 * here (clauses PM-11*, recalled): the text of virtio has no sentence about it. A
 * device may do more than hold what it would send: QEMU also clears DRIVER_OK in the
 * status, and does not set it again when the bit comes back (hw/virtio/virtio-pci.c,
 * virtio_write_config).
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
import type { MachineDeclaration } from "../../checker/types/index.ts";
import { requests } from "../events/bus-master.ts";
import type { Happening } from "../events/happening.ts";
import { functionResets } from "../events/power.ts";
import type { Scope } from "../scope.ts";
import { onEach, type Seen, says } from "../words.ts";

export const busMaster = (scope: Scope): MachineDeclaration => ({
  name: "busMaster",
  kind: "busMaster",
  actor: "device",
  key: `${scope.pciConfig} ${scope.interrupts}`,
  build: () => build(scope),
});

function build(scope: Scope) {
  const switched = (master: string, words: string) => ({
    guard: ({ event }: Seen<unknown>) => event.master === master,
    target: master,
    ...says(words),
  });
  const writes = {
    "driver.setsBusMaster": [
      switched("off", "sends nothing more"),
      {
        guard: ({ event }: Seen<unknown>) => event.master === "on" && event.driverOk === "kept",
        target: "on",
        ...says("may send again"),
      },
    ],
    "driver.restoresBusMaster": { target: "on", ...says("may send again") },
    "hypervisor.clearsBusMaster": { target: "off", ...says("sends nothing more") },
    "hypervisor.restoresBusMaster": [
      switched("on", "may send again"),
      switched("off", "still sends nothing"),
    ],
    ...onEach([...functionResets(scope), "device.losesState"], {
      target: "off",
      ...says("loses bus mastering"),
    }),
    "hypervisor.switches": { target: "off", ...says("starts with it off") },
  };
  const state = (name: string) => ({
    tags: ["rest"],
    on: { ...writes, ...onEach(requests(scope), { target: name }) },
  });
  return createMachine({
    types: {} as { events: Happening },
    id: "busMaster",
    initial: "on",
    states: { on: state("on"), off: state("off") },
  });
}
