/**
 * QueueReady of one virtqueue: the register by which a driver on MMIO says that a
 * virtqueue may be used, and asks whether it is.
 *
 * Models transport-mmio.tex, MMIO Device Register Layout and Virtqueue Configuration,
 * at virtio-v1.4-cs01 15f488c. A reset clears it (B20b), of the device or of the
 * virtqueue (B26c); a driver that finds 1 does not set the virtqueue up (B74b).
 *
 * A driver stops a virtqueue by writing 0 to it, and reads it back (B30). A suspended
 * device may ignore that write or act on it later; then the register may read as it
 * was written, 0, or as is in effect, 1.
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
    const shown = reading.choice("queue-ready-reads") === "last-written" ? 0 : 1;
    const reads = (here: string, value: number) => ({
      "driver.readsQueueReady": {
        guard: ({ event }: Seen<Happening>) => event.value === value,
        target: here,
        ...by("B74a"),
      },
    });
    const stays = (here: string) => ({
      "driver.writesQueueReady": { target: here },
      "device.presentsResumed": { target: here },
    });
    const stops = (effect: string, target: string, clauses: string, says: string) => ({
      guard: ({ event }: Seen<Happening>) => event.effect === effect,
      target,
      ...by(clauses, says),
    });
    const common = (here: string) => ({
      "device.completesReset": clears
        ? { target: "no", ...by("B20b") }
        : { target: here === "no" ? "no" : "stale" },
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
            ...stays("no"),
            ...reads("no", 0),
            "driver.enablesQueue": { target: "yes", ...by("B74b") },
            "device.clearsReady": blocked(),
          },
        },
        yes: {
          tags: ["rest"],
          on: {
            ...common("yes"),
            ...stays("yes"),
            ...reads("yes", 1),
            "driver.writesQueueReady": [
              stops("performed", "no", "B31", "is not ready"),
              stops("ignored", "ignoring", "S-10", "ignores it"),
              stops("deferred", "deferred", "", "leaves it for later"),
            ],
            "driver.enablesQueue": blocked("B74b"),
            "device.clearsReady": blocked(),
          },
        },
        // 0 was written, and the device goes on with the virtqueue when it resumes.
        ignoring: {
          tags: ["rest"],
          on: {
            ...common("ignoring"),
            ...stays("ignoring"),
            ...reads("ignoring", shown),
            "driver.enablesQueue": blocked("B74b"),
            "device.clearsReady": blocked(),
          },
        },
        deferred: {
          tags: ["rest"],
          on: {
            ...common("deferred"),
            ...stays("deferred"),
            ...reads("deferred", shown),
            "driver.enablesQueue": blocked("B74b"),
            "device.clearsReady": blocked(),
            "device.presentsResumed": { target: "no", ...by("B31") },
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
                  ...stays("stale"),
                  ...reads("stale", 1),
                  "driver.enablesQueue": blocked("B74b"),
                  "device.clearsReady": { target: "no" },
                },
              },
            }),
      },
    });
  },
});
