/**
 * The channel of a CCW device, as far as the status goes: a write is a command that
 * is out until the device ends it.
 *
 * Models transport-ccw.tex, Communicating Status Information and Resetting Devices,
 * at virtio-v1.4-cs01 15f488c. A device that cannot set the status to the value
 * written must reject the command and leave the status as it was (B40). Of a write of
 * 1F the status never keeps that value, so what B40 asks for is an interpretation.
 *
 * Reads are commands too; they end at once and are one step.
 *
 * Not modelled: other commands, sense data, a channel that is shared.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import { BOTH } from "../status-values.ts";
import { blocked, by, onEach, type Seen, set } from "../words.ts";

interface Context {
  /** The value of the write that is out; -1 while none is. */
  readonly value: number;
}

type Step = Seen<Context>;

const NONE = -1;

export const channel = (): MachineDeclaration => ({
  name: "channel",
  kind: "channel",
  actor: "device",
  key: "",
  build: (reading) => {
    const comparesLast = reading.choice("ccw-status-write") === "compares-last-value";
    const first = reading.choice("ccw-status-write") === "accepts-first";
    const presents = ["device.presentsSuspended", "device.presentsResumed"];
    const rejects = ({ context }: Step): boolean => comparesLast && context.value === BOTH;
    const ends = (outcome: string, guard: (step: Step) => boolean) => ({
      guard: (step: Step) => step.event.outcome === outcome && guard(step),
      target: "free",
      actions: set<Context>(() => ({ value: NONE })),
      ...by(outcome === "done" ? "B21" : "B40a B40b"),
    });
    return createMachine({
      types: {} as { context: Context; events: Happening },
      id: "channel",
      context: { value: NONE },
      initial: "free",
      states: {
        free: {
          tags: ["rest"],
          on: {
            "driver.writesStatus": {
              target: "busy",
              actions: set<Context>(({ event }) => ({ value: event.value })),
            },
            ...onEach(["driver.readsStatus", "driver.readsStatusFirst", ...presents], {
              target: "free",
            }),
          },
        },
        busy: {
          on: {
            ...onEach(
              ["driver.writesStatus", "driver.readsStatus", "driver.readsStatusFirst"],
              blocked(),
            ),
            ...onEach(presents, first ? blocked() : { target: "busy" }),
            "channel.endsCommand": [ends("done", (s) => !rejects(s)), ends("rejected", rejects)],
          },
        },
      },
    });
  },
});
