/**
 * Who writes the Command register of a PCI function: the guest's PCI code, and the
 * hypervisor, with an access of its own.
 *
 * Models what Linux does. virtio-pci switches bus mastering off after it has reset
 * the device, and on before it initializes it again (drivers/virtio/
 * virtio_pci_common.c, virtio_pci_freeze and virtio_pci_restore). What a function
 * reset or the way from D3hot has switched off is written back with the rest of
 * configuration space, or is forgotten, as in linux 509a447ae80c. vfio-pci switches
 * it off to stop a device (drivers/vfio/pci/vfio_pci.c, vfio_pci_disable).
 *
 * Not modelled: read-modify-write of the register, delays after a reset.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { type Seen, set } from "../words.ts";
import { sets } from "./power.ts";

interface Guest {
  /** How often it has switched bus mastering off. */
  readonly offs: number;
}

/** The guest's PCI code: `on` and `off` are what it takes bus mastering for, `lost` that
 *  a reset has switched off what it had on. */
export const guestPci = (scope: Scope): MachineDeclaration => ({
  name: "guestPci",
  kind: "guestPci",
  actor: "driver",
  key: `${scope.busMasterOffs}`,
  build: () => {
    type Step = Seen<Guest>;
    const switchesOff = {
      guard: ({ context, event }: Step) =>
        event.master === "off" && context.offs < scope.busMasterOffs,
      target: "off",
      actions: set<Guest>(({ context }) => ({ offs: context.offs + 1 })),
    };
    const resets = (here: string, target: string) => ({
      "driver.writesStatus": { target: here },
      "driver.resetsFunction": { target },
      "driver.setsPower": [
        { guard: sets("D0"), target },
        { guard: sets("D3hot"), target: here },
      ],
    });
    return createMachine({
      types: {} as { context: Guest; events: Happening },
      id: "guestPci",
      context: { offs: 0 },
      initial: "on",
      states: {
        on: {
          tags: ["rest"],
          on: { ...resets("on", "lost"), "driver.setsBusMaster": switchesOff },
        },
        off: {
          tags: ["rest"],
          on: {
            ...resets("off", "off"),
            "driver.setsBusMaster": {
              guard: ({ event }: Step) => event.master === "on",
              target: "on",
            },
          },
        },
        lost: {
          tags: ["rest"],
          on: {
            ...resets("lost", "lost"),
            "driver.setsBusMaster": switchesOff,
            "driver.restoresBusMaster": { target: "on" },
          },
        },
      },
    });
  },
});

interface Vmm {
  readonly clears: number;
  /** What the guest has written last. */
  readonly wanted: string;
}

/** The hypervisor's own writes of the Command register. */
export const vmmPci = (scope: Scope): MachineDeclaration => ({
  name: "vmmPci",
  kind: "vmmPci",
  actor: "hypervisor",
  key: `${scope.busMasterOffs}`,
  build: () => {
    type Step = Seen<Vmm>;
    const hears = (here: string) => ({
      "driver.setsBusMaster": {
        target: here,
        actions: set<Vmm>(({ event }) => ({ wanted: event.master })),
      },
      "driver.restoresBusMaster": { target: here, actions: set<Vmm>(() => ({ wanted: "on" })) },
      "hypervisor.switches": { target: "moved" },
    });
    const stops = {
      "hypervisor.clearsBusMaster": {
        guard: ({ context }: Step) => context.clears < scope.busMasterOffs,
        target: "holding",
        actions: set<Vmm>(({ context }) => ({ clears: context.clears + 1 })),
      },
    };
    const givesBack = {
      "hypervisor.restoresBusMaster": {
        guard: ({ context, event }: Step) => event.master === context.wanted,
        target: "idle",
      },
    };
    return createMachine({
      types: {} as { context: Vmm; events: Happening },
      id: "vmmPci",
      context: { clears: 0, wanted: "on" },
      initial: "idle",
      states: {
        idle: { tags: ["rest"], on: { ...hears("idle"), ...stops } },
        // It holds the device stopped, and lets it go in a step of its own.
        holding: { on: { ...hears("holding"), ...givesBack } },
        // The device is another function now, whose bus mastering is off.
        moved: { tags: ["rest"], on: { ...hears("moved"), ...stops, ...givesBack } },
      },
    });
  },
});
