/**
 * A hypervisor that restores a suspended guest's device by what a driver does: it
 * replays the status writes up to SUSPEND on a device that has been reset.
 *
 * Models what content.tex, Device Initialization and Device Suspend, let it do at
 * virtio-v1.4-cs01 15f488c: before DRIVER_OK the device ignores SUSPEND (S-9). Where
 * the gate is FEATURES_OK instead (V2-3, V2-5a), it sets SUSPEND before DRIVER_OK.
 *
 * Not modelled: a device that fails, features that differ.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import { NOTHING_OPEN } from "../saved-position.ts";
import type { Scope } from "../scope.ts";
import {
  ACKNOWLEDGE,
  BOTH,
  DRIVER_FOUND,
  FEATURES_ACCEPTED,
  has,
  RUNNING,
  SUSPEND,
  SUSPENDED,
} from "../status-values.ts";
import { type Seen, set } from "../words.ts";
import { performing, performsWhat } from "./performs.ts";

interface Context {
  /** The next virtqueue to restore. */
  readonly queue: number;
}

type Step = Seen<Context>;

export const replayer = (scope: Scope): MachineDeclaration => ({
  name: "hypervisor",
  kind: "hypervisor",
  actor: "hypervisor",
  key: `replays ${scope.queues} ${performsWhat(scope)}`,
  build: () => {
    const writes = (value: number, target: string) => ({
      on: {
        "hypervisor.writesStatus": {
          guard: ({ event }: Step) => event.value === value,
          target,
        },
      },
    });
    const isNext = ({ context, event }: Step): boolean =>
      event.q === context.queue && event.at === 0 && event.open === NOTHING_OPEN;
    const isLast = ({ context }: Step): boolean => context.queue === scope.queues - 1;
    const looksSuspended = ({ event }: Step): boolean => has(event.value, SUSPEND);
    return createMachine({
      types: {} as { context: Context; events: Happening },
      id: "hypervisor",
      context: { queue: 0 },
      initial: "acknowledging",
      states: performing(scope, {
        acknowledging: writes(ACKNOWLEDGE, "finding"),
        finding: writes(DRIVER_FOUND, "accepting"),
        accepting: writes(FEATURES_ACCEPTED, "restoring"),
        restoring: {
          on: {
            "hypervisor.restoresQueue": [
              {
                guard: (s: Step) => isNext(s) && !isLast(s),
                target: "restoring",
                actions: set<Context>(({ context }) => ({ queue: context.queue + 1 })),
              },
              {
                guard: (s: Step) => isNext(s) && isLast(s),
                target: "starting",
                actions: set<Context>(() => ({ queue: 0 })),
              },
            ],
          },
        },
        // It sets SUSPEND at once, or makes the device live first.
        starting: {
          on: {
            "hypervisor.writesStatus": [
              { guard: ({ event }: Step) => event.value === SUSPENDED, target: "waiting" },
              { guard: ({ event }: Step) => event.value === RUNNING, target: "suspending" },
            ],
          },
        },
        suspending: writes(BOTH, "waiting"),
        waiting: {
          tags: ["waiting"],
          on: {
            "hypervisor.readsStatus": [
              {
                guard: (s: Step) => looksSuspended(s) && s.event.next === "goes on",
                target: "restored",
              },
              {
                guard: (s: Step) => !looksSuspended(s) && s.event.next === "waits",
                target: "waiting",
              },
            ],
          },
        },
        restored: { on: { "hypervisor.resumesVcpus": { target: "done" } } },
        done: { tags: ["rest"] },
      }),
    });
  },
});
