/**
 * The administration virtqueue of the owner device, by which the hypervisor sends
 * mode commands to a member.
 *
 * Models admin.tex, Administration Virtqueues, at virtio-v1.4-cs01 15f488c. A
 * command is out until it is answered; the device carries out one at a time. The
 * queue belongs to the owner: no reset of the member ends a command.
 *
 * Not modelled: commands but the one that sets the mode, several administration
 * virtqueues, the ring that the commands stand in.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import { type Seen, says, set } from "../words.ts";

interface Context {
  /** Modes asked for and not yet begun, in order; at most two commands are out. */
  readonly waiting: readonly string[];
  /** The mode of the command that the device carries out; empty while it has none. */
  readonly begun: string;
}

export const adminQueue = (): MachineDeclaration => ({
  name: "adminQueue",
  kind: "adminQueue",
  actor: "device",
  key: "",
  build: () => {
    const without = (list: readonly string[], mode: string): readonly string[] =>
      list.filter((_, index) => index !== list.indexOf(mode));
    const sends = {
      guard: ({ context }: Seen<Context>) =>
        context.waiting.length + (context.begun === "" ? 0 : 1) < 2,
      target: "open",
      actions: set<Context>(({ context, event }) => ({
        waiting: [...context.waiting, event.mode],
      })),
      ...says("command is out"),
    };
    return createMachine({
      types: {} as { context: Context; events: Happening },
      id: "adminQueue",
      context: { waiting: [], begun: "" },
      initial: "empty",
      states: {
        empty: { tags: ["rest"], on: { "hypervisor.setsMode": sends } },
        open: {
          on: {
            "hypervisor.setsMode": sends,
            "device.takesCommand": {
              guard: ({ context, event }) =>
                context.begun === "" && context.waiting.includes(event.mode),
              target: "open",
              actions: set<Context>(({ context, event }) => ({
                waiting: without(context.waiting, event.mode),
                begun: event.mode,
              })),
            },
            "device.completesCommand": [
              {
                guard: ({ context, event }) =>
                  context.begun === event.mode && context.waiting.length > 0,
                target: "open",
                actions: set<Context>(() => ({ begun: "" })),
              },
              {
                guard: ({ context, event }) =>
                  context.begun === event.mode && context.waiting.length === 0,
                target: "empty",
                actions: set<Context>(() => ({ begun: "" })),
              },
            ],
          },
        },
      },
    });
  },
});
