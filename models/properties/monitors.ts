/**
 * Monitors: machines that remember for a property. They read events, never block
 * and are not counted.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { onEach, type Seen, set } from "../words.ts";

/** What changes a part of the saved state, event by event. */
const queueChanges = ["device.fetches", "device.uses", "device.completesQueueReset"];
const memoryChanges = ["driver.makesAvailable", "device.uses"];
const statusChangesIn = (scope: Scope): readonly string[] => [
  scope.common === "direct" ? "driver.writesStatus" : "hypervisor.performsWrite",
  scope.pciConfig === "direct" ? "driver.resetsFunction" : "hypervisor.performsFunctionReset",
  "hypervisor.writesStatus",
  "device.presentsSuspended",
  "device.presentsResumed",
  "device.completesReset",
];

interface Saved {
  /** Virtqueues saved so far: those below this number. */
  readonly queues: number;
}

/**
 * SAFE-10: from the first part saved to the end, nothing already saved changes.
 * Parts are saved in the order status, virtqueues, memory.
 */
export const cut = (scope: Scope): MachineDeclaration => ({
  name: "cut",
  kind: "cut",
  actor: "property",
  monitor: true,
  key: `${scope.common} ${scope.pciConfig} ${scope.queues}`,
  build: () => {
    const broken = { target: "broken" };
    const statusChanges = statusChangesIn(scope);
    const oneMore = set<Saved>(({ context }) => ({
      queues: Math.min(context.queues + 1, scope.queues),
    }));
    const ofSavedQueue = {
      guard: ({ context, event }: Seen<Saved>) => event.q < context.queues,
      target: "broken",
    };
    const ends = {
      "hypervisor.finishes": { target: "made" },
      "hypervisor.switches": { target: "made" },
      "hypervisor.aborts": { target: "nothingSaved" },
    };
    return createMachine({
      types: {} as { context: Saved; events: Happening },
      id: "cut",
      context: { queues: 0 },
      initial: "nothingSaved",
      states: {
        nothingSaved: { on: { "hypervisor.savesStatus": { target: "statusSaved" } } },
        statusSaved: {
          on: {
            ...ends,
            ...onEach(statusChanges, broken),
            "hypervisor.savesQueue": { target: "queuesSaved", actions: oneMore },
          },
        },
        queuesSaved: {
          on: {
            ...ends,
            ...onEach(statusChanges, broken),
            ...onEach(queueChanges, ofSavedQueue),
            "hypervisor.savesQueue": { target: "queuesSaved", actions: oneMore },
            "hypervisor.copiesMemory": { target: "memorySaved" },
          },
        },
        memorySaved: {
          on: { ...ends, ...onEach([...statusChanges, ...queueChanges, ...memoryChanges], broken) },
        },
        made: {},
        broken: {},
      },
    });
  },
});

/** D5: a configuration change came while the device was suspended. */
export const changeWhileSuspended = (): MachineDeclaration => ({
  name: "changeWhileSuspended",
  kind: "changeWhileSuspended",
  actor: "property",
  monitor: true,
  key: "",
  observes: { phase: { machine: "status", project: (s) => s.value } },
  build: () =>
    createMachine({
      types: {} as { events: Happening & { readonly phase: string } },
      id: "changeWhileSuspended",
      initial: "none",
      states: {
        none: {
          on: {
            "environment.changesConfig": {
              guard: ({ event }) => event.phase === "suspended",
              target: "came",
            },
          },
        },
        came: {},
      },
    }),
});
