/**
 * The MSI-X vector of configuration changes: mapped, or NO_VECTOR.
 *
 * Models transport-pci.tex, MSI-X Vector Configuration and Notification of Device
 * Configuration Changes, at virtio-v1.4-cs01 15f488c. The driver maps it when it sets
 * virtqueue 0 up. A reset unmaps it (B73b), or does not, and a device without one does not
 * interrupt (B38b). config_msix_vector is a field of the common configuration, which is restored
 * before the status (P-17b): the vector that was saved is mapped then, or none.
 *
 * Not modelled: vectors of virtqueues (VQ_CFG holds them), a mapping that fails, the
 * MSI-X table, which the hypervisor saves itself (P-26).
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import { KEEPS_VECTOR } from "../events/answers.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { blocked, onEach, type Seen, says, set } from "../words.ts";

interface Context {
  /** Whether the device that was saved had a vector. */
  readonly saved: boolean;
}

type Step = Seen<Context>;

export const vector = (scope: Scope): MachineDeclaration => ({
  name: "vector",
  kind: "vector",
  actor: "device",
  key: `${scope.starts} ${scope.pciConfig}`,
  build: () => build(scope),
});

function build(scope: Scope) {
  const functionReset =
    scope.pciConfig === "direct" ? "driver.resetsFunction" : "hypervisor.performsFunctionReset";
  const unmaps = { target: "none", ...says("NO_VECTOR") };
  const forgets = set<Context>(() => ({ saved: false }));
  const common = (here: string) => ({
    [functionReset]: unmaps,
    "device.completesReset": [
      { guard: ({ event }: Step) => event.mapping === "", ...unmaps },
      {
        guard: ({ event }: Step) => event.mapping === KEEPS_VECTOR && here === "mapped",
        target: here,
      },
    ],
    ...onEach(["device.notifiesConfig", "device.notifiesConfigLate"], { target: here }),
    "driver.enablesQueue": [
      { guard: ({ event }: Step) => event.q === 0, target: "mapped" },
      { guard: ({ event }: Step) => event.q !== 0, target: here },
    ],
    "hypervisor.switches": {
      target: "none",
      actions: set<Context>(() => ({ saved: here === "mapped" })),
      ...says("NO_VECTOR"),
    },
    "hypervisor.restoresStatus": [
      {
        guard: ({ context, event }: Step) => event.vector === "mapped" && context.saved,
        target: "mapped",
        actions: forgets,
        ...says("is mapped"),
      },
      { guard: ({ event }: Step) => event.vector === "none", target: here, actions: forgets },
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
        on: { ...common("mapped"), "vector.dropsConfigInterrupt": blocked() },
      },
      none: {
        tags: ["rest"],
        on: {
          ...common("none"),
          "vector.dropsConfigInterrupt": { target: "none", ...says("tells nobody") },
        },
      },
    },
  });
}
