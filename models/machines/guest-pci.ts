/**
 * Who writes the Command register of a PCI function: the guest's PCI code, which
 * goes by what its driver does, and the hypervisor, with an access of its own.
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
import type { MachineDeclaration, ReadingView } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { RESET } from "../status-values.ts";
import { blocked, by, type Seen, set } from "../words.ts";
import { sets } from "./power.ts";

interface Guest {
  /** How often it has switched bus mastering off. */
  readonly offs: number;
  /** Whether its driver has reset the device, and has seen it reset. */
  readonly reset: "no" | "asked" | "seen";
}

const switches = (to: string) => (step: Seen<unknown>) => step.event.master === to;

/** The guest's PCI code: `on` and `off` are what it takes bus mastering for. */
export const guestPci = (scope: Scope): MachineDeclaration => ({
  name: "guestPci",
  kind: "guestPci",
  actor: "driver",
  key: `${scope.busMasterOffs}`,
  build: (reading) => buildGuest(scope, reading),
});

function buildGuest(scope: Scope, reading: ReadingView) {
  const when = reading.choice("guest-switches-bus-master");
  const inReset = when === "in-reset";
  const after = reading.choice("bus-master-after-reset") === "restored" ? "lost" : "on";
  const turns = (reset: Guest["reset"]) => set<Guest>(() => (inReset ? { reset } : {}));
  type Step = Seen<Guest>;
  const mayWrite = (value: number, here: string): boolean =>
    !inReset || here === "on" || value === RESET;
  /** It goes by what the driver knows of its device. */
  const follows = (here: string) => ({
    "driver.writesStatus": [
      { guard: ({ event }: Step) => event.value === RESET, target: here, actions: turns("asked") },
      {
        guard: ({ event }: Step) => event.value !== RESET && mayWrite(event.value, here),
        target: here,
        actions: turns("no"),
      },
    ],
    "driver.readsStatus": [
      {
        guard: ({ context, event }: Step) => context.reset === "asked" && event.value === RESET,
        target: here,
        actions: turns("seen"),
      },
      {
        guard: ({ context, event }: Step) => !(context.reset === "asked" && event.value === RESET),
        target: here,
      },
    ],
  });
  const resets = (here: string, target: string) => ({
    "driver.resetsFunction": { target, actions: turns("asked") },
    "driver.setsPower": [
      { guard: sets("D0"), target },
      { guard: sets("D3hot"), target: here },
    ],
  });
  const off = ({ context, event }: Step): boolean =>
    event.master === "off" &&
    context.offs < scope.busMasterOffs &&
    when !== "never" &&
    (!inReset || context.reset === "seen");
  return createMachine({
    types: {} as { context: Guest; events: Happening },
    id: "guestPci",
    context: { offs: 0, reset: "no" },
    initial: "on",
    states: {
      on: {
        tags: ["rest"],
        on: {
          ...follows("on"),
          ...resets("on", after),
          "driver.setsBusMaster": {
            guard: off,
            target: "off",
            actions: set<Guest>(({ context }) => ({ offs: context.offs + 1 })),
          },
          "driver.restoresBusMaster": blocked(),
        },
      },
      off: {
        tags: ["rest"],
        on: {
          ...follows("off"),
          ...resets("off", "off"),
          "driver.setsBusMaster": { guard: switches("on"), target: "on" },
          "driver.restoresBusMaster": blocked(),
        },
      },
      ...(after === "lost"
        ? {
            lost: {
              on: {
                ...follows("lost"),
                ...resets("lost", "lost"),
                "driver.setsBusMaster": blocked(),
                "driver.restoresBusMaster": { target: "on", ...by("PM-11e") },
              },
            },
          }
        : {}),
    },
  });
}

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
  build: (reading) => buildVmm(scope, reading),
});

function buildVmm(scope: Scope, reading: ReadingView) {
  const stops = reading.choice("vmm-clears-bus-master") === "to-stop";
  const restores = reading.choice("vmm-restores-bus-master") === "yes";
  type Step = Seen<Vmm>;
  const hears = (here: string) => ({
    "driver.setsBusMaster": {
      target: here,
      actions: set<Vmm>(({ event }) => ({ wanted: event.master })),
    },
    "driver.restoresBusMaster": { target: here, actions: set<Vmm>(() => ({ wanted: "on" })) },
    "hypervisor.switches": { target: restores ? "owes" : "idle" },
  });
  const gives = {
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
      idle: {
        tags: ["rest"],
        on: {
          ...hears("idle"),
          "hypervisor.clearsBusMaster": stops
            ? {
                guard: ({ context }: Step) => context.clears < scope.busMasterOffs,
                target: "holding",
                actions: set<Vmm>(({ context }) => ({ clears: context.clears + 1 })),
              }
            : blocked(),
          "hypervisor.restoresBusMaster": blocked(),
        },
      },
      // It holds the device stopped, and lets it go in a step of its own.
      ...(stops
        ? {
            holding: {
              on: { ...hears("holding"), ...gives, "hypervisor.clearsBusMaster": blocked() },
            },
          }
        : {}),
      ...(restores
        ? { owes: { on: { ...hears("owes"), ...gives, "hypervisor.clearsBusMaster": blocked() } } }
        : {}),
    },
  });
}
