/**
 * The channel of a CCW device, as far as the status goes: a write is a command that
 * is out until the device ends it.
 *
 * Models transport-ccw.tex, Communicating Status Information and Resetting Devices,
 * at virtio-v1.4-cs01 15f488c. A device that cannot set the status to the value
 * written must reject the command and leave the status as it was (B40). Of a write of
 * 1F the status never keeps that value, so what B40 asks for is an interpretation.
 *
 * A reset is a command of its own there, CCW_CMD_VDEV_RESET, which is out until the
 * reset is done (B21); here it is the write of 0. A driver may take its end for the end
 * of the reset, or read the status until that is 0 (B75e), as the one here does.
 *
 * Reads are commands too; they end at once and are one step.
 *
 * Not modelled: other commands, CCW_CMD_WRITE_STATUS with 0, sense data, a channel
 * that is shared.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import { blocked, onEach, set } from "../words.ts";

interface Context {
  /** The value of the write that is out; -1 while none is. */
  readonly value: number;
}

const NONE = -1;

export const channel = (): MachineDeclaration => ({
  name: "channel",
  kind: "channel",
  actor: "device",
  key: "",
  build: () => {
    const accesses = ["driver.writesStatus", "driver.readsStatus", "driver.readsStatusFirst"];
    const presents = ["device.presentsSuspended", "device.presentsResumed"];
    return createMachine({
      types: {} as { context: Context; events: Happening },
      id: "channel",
      context: { value: NONE },
      initial: "free",
      states: {
        free: {
          tags: ["rest"],
          on: {
            ...onEach([...accesses, ...presents], { target: "free" }),
            "driver.writesStatus": {
              target: "busy",
              actions: set<Context>(({ event }) => ({ value: event.value })),
            },
          },
        },
        busy: {
          on: {
            ...onEach(accesses, blocked()),
            ...onEach(presents, { target: "busy" }),
            "channel.endsCommand": {
              target: "free",
              actions: set<Context>(() => ({ value: NONE })),
            },
          },
        },
      },
    });
  },
});
