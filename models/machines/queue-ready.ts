/**
 * QueueReady of one virtqueue: the register by which a driver on MMIO says that a
 * virtqueue may be used, and asks whether it is.
 *
 * Models transport-mmio.tex, MMIO Device Register Layout and Virtqueue Configuration,
 * at virtio-v1.4-cs01 15f488c. A reset of the virtqueue clears it (B26c), one of the device
 * too (B20b), unless the device keeps it; a driver that finds 1 does not set the virtqueue
 * up (B74b).
 *
 * A driver stops a virtqueue by writing 0 to it, and reads it back (B30). A suspended
 * device may ignore that write or act on it later; then the register may read as it
 * was written, 0, or as is in effect, 1.
 *
 * Not modelled: the other registers of a virtqueue.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import { keepsReady } from "../events/answers.ts";
import type { Happening } from "../events/happening.ts";
import { DISABLED } from "../saved-position.ts";
import type { Scope } from "../scope.ts";
import { blocked, type Seen, says } from "../words.ts";

type Step = Seen<object>;

export const queueReady = (scope: Scope, q: number): MachineDeclaration => ({
  name: `ready${q}`,
  kind: "ready",
  actor: "device",
  key: scope.starts,
  build: () => build(scope),
});

function build(scope: Scope) {
  return createMachine({
    types: {} as { events: Happening },
    id: "ready",
    initial: scope.starts === "running" ? "yes" : "no",
    states: {
      no: {
        tags: ["rest"],
        on: { ...always("no"), ...reads("no", 0), "driver.enablesQueue": { target: "yes" } },
      },
      yes: {
        tags: ["rest"],
        on: {
          ...always("yes"),
          ...reads("yes", 1),
          "driver.writesQueueReady": [
            stops("performed", "no", "is not ready"),
            stops("ignored", "ignoring", "ignores it"),
            stops("deferred", "deferred", "leaves it for later"),
          ],
          "driver.enablesQueue": { target: "yes" },
        },
      },
      // 0 was written, and the device goes on with the virtqueue when it resumes. What
      // becomes of one that is set up again before is not modelled, here and below.
      ignoring: {
        tags: ["rest"],
        on: {
          ...always("ignoring"),
          ...reads("ignoring", 0, 1),
          "driver.enablesQueue": blocked(),
        },
      },
      deferred: {
        tags: ["rest"],
        on: {
          ...always("deferred"),
          ...reads("deferred", 0, 1),
          "driver.enablesQueue": blocked(),
          "device.presentsResumed": { target: "no" },
        },
      },
      // It reads 1, of a device that was reset; the device may clear it.
      stale: {
        tags: ["rest"],
        on: {
          ...always("stale"),
          ...reads("stale", 1),
          "driver.enablesQueue": { target: "yes" },
          "device.clearsReady": { target: "no" },
        },
      },
    },
  });
}

/** The values that a read may return. */
const reads = (here: string, ...values: readonly number[]) => ({
  "driver.readsQueueReady": {
    guard: ({ event }: Step) => values.includes(event.value),
    target: here,
  },
});

/** What happens alike in every state, where it says nothing else. */
const always = (here: string) => ({
  "driver.writesQueueReady": { target: here },
  "device.presentsResumed": { target: here },
  "device.completesReset": [
    { guard: ({ event }: Step) => !keepsReady(event), target: "no" },
    {
      guard: ({ event }: Step) => keepsReady(event),
      target: here === "no" ? "no" : "stale",
    },
  ],
  "device.completesQueueReset": { target: "no" },
  "hypervisor.switches": { target: "no" },
  "hypervisor.restoresQueue": [
    {
      guard: ({ event }: Step) => event.open === DISABLED,
      target: here === "yes" ? "yes" : "no",
    },
    { guard: ({ event }: Step) => event.open !== DISABLED, target: "yes" },
  ],
  "device.clearsReady": blocked(),
});

/** What the device makes of a 0 that is written. */
const stops = (effect: string, target: string, words: string) => ({
  guard: ({ event }: Step) => event.effect === effect,
  target,
  ...says(words),
});
