/**
 * A hypervisor that acts as a second driver: with the guest's CPUs paused it
 * saves and resets a virtqueue of a suspended device, and lets the guest go on.
 *
 * queue_select is one register (B43b), and the guest may be paused between
 * selecting a virtqueue and resetting it. The hypervisor may read what the guest
 * had selected, and then puts it back.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { SUSPENDED } from "../status-values.ts";
import { set } from "../words.ts";
import { performing, performsWhat } from "./performs.ts";

/** It has not read which virtqueue is selected. */
const UNKNOWN = -1;

interface Context {
  /** The virtqueue that the guest had selected. */
  readonly selected: number;
}

export const secondDriver = (scope: Scope): MachineDeclaration => ({
  name: "hypervisor",
  kind: "secondDriver",
  actor: "hypervisor",
  key: `${scope.queues} ${scope.migrations} ${performsWhat(scope)}`,
  build: () => build(scope),
});

function build(scope: Scope) {
  type Step = { readonly context: Context; readonly event: Happening };
  const isKnown = ({ context }: Step): boolean => context.selected !== UNKNOWN;
  const last = scope.queues - 1;
  return createMachine({
    types: {} as { context: Context; events: Happening },
    id: "hypervisor",
    context: { selected: UNKNOWN },
    initial: "idle",
    states: performing(scope, {
      idle: {
        tags: ["rest"],
        on: scope.migrations > 0 ? { "hypervisor.begins": { target: "pausing" } } : {},
      },
      pausing: { on: { "hypervisor.pausesVcpus": { target: "examining" } } },
      // Only a suspended device has a state worth saving.
      examining: {
        on: {
          "hypervisor.readsStatus": [
            {
              guard: ({ event }: Step) => event.value === SUSPENDED && event.next === "goes on",
              target: "saving",
            },
            {
              guard: ({ event }: Step) => event.value !== SUSPENDED && event.next === "skips it",
              target: "letsGo",
            },
          ],
        },
      },
      saving: {
        on: {
          "hypervisor.savesQueue": {
            guard: ({ event }: Step) => event.q === last,
            target: "selecting",
          },
        },
      },
      selecting: {
        on: {
          "hypervisor.readsQueueSelect": {
            guard: (step: Step) => !isKnown(step),
            target: "selecting",
            actions: set<Context>(({ event }) => ({ selected: event.q })),
          },
          "hypervisor.selectsQueue": {
            guard: ({ event }: Step) => event.q === last,
            target: "resetting",
          },
        },
      },
      resetting: {
        on: {
          "hypervisor.writesQueueReset": [
            { guard: isKnown, target: "puttingBack" },
            { guard: (step: Step) => !isKnown(step), target: "letsGo" },
          ],
        },
      },
      puttingBack: {
        on: {
          "hypervisor.selectsQueue": {
            guard: ({ context, event }: Step) => event.q === context.selected,
            target: "letsGo",
            actions: set<Context>(() => ({ selected: UNKNOWN })),
          },
        },
      },
      letsGo: { on: { "hypervisor.resumesVcpus": { target: "done" } } },
      done: { tags: ["rest"] },
    }),
  });
}
