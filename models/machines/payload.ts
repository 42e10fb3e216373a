/**
 * A device's write into a buffer that has been issued and has not landed. Where
 * this machine is in a system, a buffer is written in steps of their own, before it
 * is returned.
 *
 * Posted writes stay in order on their path: a used entry lands after the payload
 * (B47a), and a read of a register of the same function is answered when all that
 * the device wrote before it has landed. What a read on another path says of the
 * device says nothing of its writes (P-6b).
 *
 * Not modelled: several writes of one virtqueue under way at once, what they hold.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { blocked, onEach, type Seen, set } from "../words.ts";

interface Context {
  /** The buffer that is written; 0 while no write is under way. */
  readonly buffer: number;
  /** The buffers that have been written and not yet returned. */
  readonly written: readonly number[];
}

type Step = Seen<Context>;
const nothing: Context = { buffer: 0, written: [] };

export const payload = (scope: Scope, q: number): MachineDeclaration => ({
  name: `payload${q}`,
  kind: "payload",
  actor: "device",
  key: scope.common,
  build: () => {
    const reads = [
      "hypervisor.readsStatus",
      ...(scope.common === "direct" ? ["driver.readsStatus", "driver.readsStatusFirst"] : []),
    ];
    const stops = ["device.presentsSuspended", "device.completesCommand"];
    const isWritten = ({ context, event }: Step): boolean => context.written.includes(event.b);
    /** Returns a buffer that has been written before (B47a). */
    const uses = (state: string) => ({
      "device.uses": {
        guard: isWritten,
        target: state,
        actions: set<Context>(({ context, event }) => ({
          written: context.written.filter((b) => b !== event.b),
        })),
      },
    });
    const gone = onEach(["hypervisor.switches", "device.completesReset"], {
      target: "none",
      actions: set<Context>(() => nothing),
    });
    const returned = (state: string) => ({
      "device.completesQueueReset": {
        target: state,
        actions: set<Context>(() => ({ written: [] })),
      },
    });
    return createMachine({
      types: {} as { context: Context; events: Happening },
      id: "payload",
      context: nothing,
      initial: "none",
      states: {
        none: {
          tags: ["rest"],
          on: {
            ...uses("none"),
            ...gone,
            ...returned("none"),
            ...onEach([...reads, ...stops, "hypervisor.readsLog"], { target: "none" }),
            "device.writesBuffer": {
              guard: (step: Step) => !isWritten(step),
              target: "underWay",
              actions: set<Context>(({ event }) => ({ buffer: event.b })),
            },
          },
        },
        underWay: {
          on: {
            "device.writesBuffer": blocked(),
            "payload.lands": {
              guard: ({ context, event }: Step) => event.b === context.buffer,
              target: "none",
              actions: set<Context>(({ context, event }) => ({
                buffer: 0,
                written: [...context.written, event.b].sort(),
              })),
            },
            ...uses("underWay"),
            ...gone,
            ...returned("underWay"),
            ...onEach(reads, blocked()),
            ...onEach([...stops, "hypervisor.readsLog"], { target: "underWay" }),
          },
        },
      },
    });
  },
});
