/**
 * Monitors: machines that remember for a property. They read events, never block
 * and are not counted.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
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
  readonly status: boolean;
  /** Virtqueues saved so far: those below this number. */
  readonly queues: number;
  readonly memory: boolean;
}

const nothing: Saved = { status: false, queues: 0, memory: false };

/**
 * SAFE-10: from the first part saved to the end, nothing already saved changes.
 * Parts are saved one by one, virtqueues in order, memory last.
 */
export const cut = (scope: Scope): MachineDeclaration => ({
  name: "cut",
  kind: "cut",
  actor: "property",
  monitor: true,
  key: `${scope.common} ${scope.pciConfig} ${scope.queues}`,
  build: () => {
    type Step = Seen<Saved>;
    const saves = (change: (step: Step) => Partial<Saved>) => ({
      target: "saving",
      actions: set<Saved>(change),
    });
    const oneMore = saves(({ context }) => ({
      queues: Math.min(context.queues + 1, scope.queues),
    }));
    const breaks = (events: readonly string[], isSaved: (step: Step) => boolean) =>
      onEach(events, { guard: isSaved, target: "broken" });
    const touches = (events: readonly string[]) => (step: Step) => events.includes(step.event.type);
    /** One event may change several parts: a used buffer is in the ring too. */
    const changed = (step: Step): boolean =>
      (step.context.status && touches(statusChangesIn(scope))(step)) ||
      (step.event.q < step.context.queues && touches(queueChanges)(step)) ||
      (step.context.memory && touches([...queueChanges, ...memoryChanges])(step));
    const ends = set<Saved>(() => nothing);
    /** The hypervisor drops what it has saved. */
    const dropped = ({ event }: Step): boolean => event.record === "dropped";
    return createMachine({
      types: {} as { context: Saved; events: Happening },
      id: "cut",
      context: nothing,
      initial: "saving",
      states: {
        saving: {
          on: {
            ...breaks([...statusChangesIn(scope), ...queueChanges, ...memoryChanges], changed),
            "hypervisor.savesStatus": saves(() => ({ status: true })),
            "hypervisor.savesQueue": oneMore,
            "hypervisor.stopsRing": oneMore,
            "hypervisor.copiesMemory": saves(({ context }) => ({ memory: context.status })),
            "hypervisor.finishes": { target: "made", actions: ends },
            "hypervisor.switches": { target: "made", actions: ends },
            "hypervisor.aborts": { target: "saving", actions: ends },
            "hypervisor.performsFunctionReset": [
              { guard: dropped, target: "saving", actions: ends },
              { guard: (step: Step) => !dropped(step) && changed(step), target: "broken" },
            ],
          },
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
