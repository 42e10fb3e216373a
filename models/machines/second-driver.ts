/**
 * A hypervisor that acts as a second driver: with the guest's CPUs paused it
 * saves and resets a virtqueue of a suspended device, and lets the guest go on.
 *
 * queue_select is one register (B43b), and the guest may be paused between
 * selecting a virtqueue and resetting it. Whether the hypervisor puts back what
 * the guest had selected is an interpretation.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration, ReadingView } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { SUSPENDED } from "../status-values.ts";
import { set } from "../words.ts";

interface Context {
  /** The virtqueue that the guest had selected. */
  readonly selected: number;
}

export const secondDriver = (scope: Scope): MachineDeclaration => ({
  name: "hypervisor",
  kind: "secondDriver",
  actor: "hypervisor",
  key: `${scope.queues} ${scope.migrations}`,
  build: (reading) => build(scope, reading),
});

function build(scope: Scope, reading: ReadingView) {
  const restores = reading.choice("vmm-restores-queue-select") === "yes";
  const last = scope.queues - 1;
  return createMachine({
    types: {} as { context: Context; events: Happening },
    id: "hypervisor",
    context: { selected: 0 },
    initial: "idle",
    states: {
      idle: {
        tags: ["rest"],
        on: scope.migrations > 0 ? { "hypervisor.begins": { target: "pausing" } } : {},
      },
      pausing: { on: { "hypervisor.pausesVcpus": { target: "examining" } } },
      // Only a suspended device has a state worth saving.
      examining: {
        on: {
          "hypervisor.readsStatus": [
            { guard: ({ event }) => event.value === SUSPENDED, target: "saving" },
            { guard: ({ event }) => event.value !== SUSPENDED, target: "letsGo" },
          ],
        },
      },
      saving: {
        on: {
          "hypervisor.savesQueue": {
            guard: ({ event }) => event.q === last,
            target: restores ? "looking" : "selecting",
          },
        },
      },
      ...(restores
        ? {
            looking: {
              on: {
                "hypervisor.readsQueueSelect": {
                  target: "selecting",
                  actions: set<Context>(({ event }) => ({ selected: event.q })),
                },
              },
            },
          }
        : {}),
      selecting: {
        on: {
          "hypervisor.selectsQueue": {
            guard: ({ event }) => event.q === last,
            target: "resetting",
          },
        },
      },
      resetting: {
        on: { "hypervisor.writesQueueReset": { target: restores ? "puttingBack" : "letsGo" } },
      },
      ...(restores
        ? {
            puttingBack: {
              on: {
                "hypervisor.selectsQueue": {
                  guard: ({ context, event }: { context: Context; event: Happening }) =>
                    event.q === context.selected,
                  target: "letsGo",
                  actions: set<Context>(() => ({ selected: 0 })),
                },
              },
            },
          }
        : {}),
      letsGo: { on: { "hypervisor.resumesVcpus": { target: "done" } } },
      done: { tags: ["rest"] },
    },
  });
}
