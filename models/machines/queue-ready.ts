/**
 * QueueReady of one virtqueue: the register by which a driver on MMIO says that a
 * virtqueue may be used, and asks whether it is.
 *
 * Models transport-mmio.tex, MMIO Device Register Layout and Virtqueue Configuration,
 * at virtio-v1.4-cs01 15f488c. A reset clears it (B20b), of the device or of the
 * virtqueue (B26c); a driver that finds 1 does not set the virtqueue up (B74b).
 *
 * Not modelled: the other registers of a virtqueue.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import { DISABLED } from "../saved-position.ts";
import type { Scope } from "../scope.ts";
import { blocked, by, type Seen } from "../words.ts";

export const queueReady = (scope: Scope, q: number): MachineDeclaration => ({
  name: `ready${q}`,
  kind: "ready",
  actor: "device",
  key: scope.starts,
  build: (reading) => {
    const clears = reading.inForce("B20b");
    const common = (here: string) => ({
      "device.completesReset": clears
        ? { target: "no", ...by("B20b") }
        : { target: here === "yes" ? "stale" : here },
      "device.completesQueueReset": { target: "no", ...by("B26c") },
      "hypervisor.switches": { target: "no" },
      "hypervisor.restoresQueue": [
        {
          guard: ({ event }: Seen<object>) => event.open === DISABLED,
          target: here === "yes" ? "yes" : "no",
        },
        { guard: ({ event }: Seen<object>) => event.open !== DISABLED, target: "yes" },
      ],
    });
    return createMachine({
      types: {} as { events: Happening },
      id: "ready",
      initial: scope.starts === "running" ? "yes" : "no",
      states: {
        no: {
          tags: ["rest"],
          on: {
            ...common("no"),
            "driver.enablesQueue": { target: "yes", ...by("B74b") },
            "device.clearsReady": blocked(),
          },
        },
        yes: {
          tags: ["rest"],
          on: {
            ...common("yes"),
            "driver.enablesQueue": blocked("B74b"),
            "device.clearsReady": blocked(),
          },
        },
        // It reads 1, of a device that was reset; the device may clear it.
        ...(clears
          ? {}
          : {
              stale: {
                tags: ["rest"],
                on: {
                  ...common("stale"),
                  "driver.enablesQueue": blocked("B74b"),
                  "device.clearsReady": { target: "no" },
                },
              },
            }),
      },
    });
  },
});
