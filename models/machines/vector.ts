/**
 * The MSI-X vector of configuration changes: mapped, or NO_VECTOR.
 *
 * Models transport-pci.tex, MSI-X Vector Configuration and Notification of Device
 * Configuration Changes, at virtio-v1.4-cs01 15f488c. The driver maps it when it sets
 * virtqueue 0 up. A reset unmaps it (B73b), and a device without one does not interrupt
 * (B38b). config_msix_vector is a field of the common configuration: what a device does
 * with that part when it is set (P-20) is an interpretation.
 *
 * Not modelled: vectors of virtqueues (VQ_CFG holds them), a mapping that fails, the
 * MSI-X table, which the hypervisor saves itself (P-26).
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { blocked, by, onEach, type Seen, set } from "../words.ts";

interface Context {
  /** Whether the device that was saved had a vector. */
  readonly saved: boolean;
}

export const vector = (scope: Scope): MachineDeclaration => ({
  name: "vector",
  kind: "vector",
  actor: "device",
  key: `${scope.starts} ${scope.pciConfig}`,
  build: (reading) => {
    const choice = reading.choice("config-vector-after-restore");
    const returns = choice !== "not-applied";
    const notifies = ["device.notifiesConfig", "device.notifiesConfigLate"];
    const resets = [
      "device.completesReset",
      scope.pciConfig === "direct" ? "driver.resetsFunction" : "hypervisor.performsFunctionReset",
    ];
    const common = (here: string) => ({
      ...onEach(resets, { target: "none", ...by("B73b", "NO_VECTOR") }),
      "driver.enablesQueue": [
        { guard: ({ event }: Seen<Context>) => event.q === 0, target: "mapped" },
        { guard: ({ event }: Seen<Context>) => event.q !== 0, target: here },
      ],
      "hypervisor.switches": {
        target: "none",
        actions: set<Context>(() => ({ saved: here === "mapped" })),
        ...by("", "NO_VECTOR"),
      },
      // The common configuration is set before the status (P-17b).
      "hypervisor.restoresStatus": [
        {
          guard: ({ context }: Seen<Context>) => returns && context.saved,
          target: "mapped",
          actions: set<Context>(() => ({ saved: false })),
          ...by(choice === "applied" ? "P-20b" : "", "is mapped"),
        },
        {
          guard: ({ context }: Seen<Context>) => !(returns && context.saved),
          target: here,
          actions: set<Context>(() => ({ saved: false })),
          ...by("P-20b"),
        },
      ],
    });
    return createMachine({
      types: {} as { context: Context; events: Happening },
      id: "vector",
      context: { saved: false },
      initial: scope.starts === "running" ? "mapped" : "none",
      states: {
        mapped: {
          tags: ["rest"],
          on: {
            ...common("mapped"),
            ...onEach(notifies, { target: "mapped", ...by("") }),
            "vector.dropsConfigInterrupt": blocked(),
          },
        },
        none: {
          tags: ["rest"],
          on: {
            ...common("none"),
            ...onEach(notifies, blocked("B38b")),
            "vector.dropsConfigInterrupt": { target: "none", ...by("B38b", "tells nobody") },
          },
        },
      },
    });
  },
});
