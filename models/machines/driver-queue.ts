/**
 * The driver's side of one virtqueue: whether it uses it, and its private cursor
 * into the used ring.
 *
 * It stops using a virtqueue when it selects it in order to reset it. Fresh memory is
 * laid out when the virtqueue is enabled again.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { blocked, onEach, set } from "../words.ts";

interface Context {
  /** The next used entry to take back. */
  readonly lastUsed: number;
}

export const driverQueue = (scope: Scope, q: number): MachineDeclaration => {
  const after = (index: number): number => (index + 1) % (2 * scope.ring);
  const fresh = set<Context>(() => ({ lastUsed: 0 }));
  const using = ["driver.makesAvailable", "driver.reaps", "driver.mishandlesInterrupt"];
  const unused = blocked();
  const guestResets = (here: string, onReset: string) => ({
    ...onEach(
      ["driver.writesStatus", "power.losesWrite", "mode.losesWrite"],
      [
        { guard: ({ event }: { event: Happening }) => event.value === 0, target: onReset },
        { guard: ({ event }: { event: Happening }) => event.value !== 0, target: here },
      ],
    ),
    "driver.resetsFunction": { target: onReset },
  });
  return {
    name: `driverQueue${q}`,
    kind: "driverQueue",
    actor: "driver",
    key: `${scope.ring} ${scope.starts}`,
    build: () =>
      createMachine({
        types: {} as { context: Context; events: Happening },
        id: "driverQueue",
        context: { lastUsed: 0 },
        initial: scope.starts === "reset" ? "released" : "inUse",
        states: {
          inUse: {
            tags: ["rest"],
            on: {
              "driver.makesAvailable": { target: "inUse" },
              "driver.reaps": {
                guard: ({ context, event }) => event.at === context.lastUsed,
                target: "inUse",
                actions: set<Context>(({ context }) => ({ lastUsed: after(context.lastUsed) })),
              },
              "driver.mishandlesInterrupt": {
                guard: ({ context, event }) => event.at === context.lastUsed,
                target: "inUse",
              },
              "driver.selectsQueue": { target: "stopped" },
              "driver.releasesQueue": { target: "released", actions: fresh },
              ...guestResets("inUse", "stopped"),
            },
          },
          // The device may still have its buffers; none is added or taken back.
          stopped: {
            tags: ["rest"],
            on: {
              ...onEach([...using, "driver.selectsQueue"], unused),
              "driver.releasesQueue": { target: "released", actions: fresh },
              "driver.enablesQueue": { target: "inUse", actions: fresh },
              ...guestResets("stopped", "stopped"),
            },
          },
          released: {
            tags: ["rest"],
            on: {
              ...onEach([...using, "driver.selectsQueue", "driver.releasesQueue"], unused),
              "driver.enablesQueue": { target: "inUse", actions: fresh },
              ...guestResets("released", "released"),
            },
          },
        },
      }),
  };
};

interface Selected {
  readonly queue: number;
}

/** queue_select: one register that every writer of it shares (B43b). */
export const select = (): MachineDeclaration => ({
  name: "select",
  kind: "select",
  actor: "device",
  key: "",
  build: () => {
    const ofSelected = {
      guard: ({ context, event }: { context: Selected; event: Happening }) =>
        event.q === context.queue,
      target: "register",
    };
    const selects = {
      target: "register",
      actions: set<Selected>(({ event }) => ({ queue: event.q })),
    };
    return createMachine({
      types: {} as { context: Selected; events: Happening },
      id: "select",
      context: { queue: 0 },
      initial: "register",
      states: {
        register: {
          tags: ["rest"],
          on: {
            ...onEach(["driver.selectsQueue", "hypervisor.selectsQueue"], selects),
            ...onEach(
              [
                "driver.writesQueueReset",
                "driver.writesQueueEnable",
                "driver.readsQueueReset",
                "driver.readsQueueEnable",
                "driver.writesQueueReady",
                "driver.readsQueueReady",
                "hypervisor.writesQueueReset",
                "hypervisor.readsQueueSelect",
              ],
              ofSelected,
            ),
          },
        },
      },
    });
  },
});
