/**
 * The driver's states of a virtqueue reset: selected, written, read, released.
 *
 * Models content.tex, Virtqueue Reset, driver, and the queue registers of
 * transport-pci.tex and transport-mmio.tex, at virtio-v1.4-cs01 15f488c. A driver
 * may regard the reset as complete when queue_reset reads 0, or wait for
 * queue_enable too. On MMIO it may stop a virtqueue by QueueReady instead.
 */
import type { ReadingView } from "../../checker/types.ts";
import type { Scope } from "../scope.ts";
import { by, onEach } from "../words.ts";
import { collecting, type DriverKit, kicking, posting, type Step } from "./driver-kit.ts";

/** The virtqueue is the one that the driver is resetting. */
const isMeant = ({ context, event }: Step): boolean => event.q === context.queue;

export function queueResetStates(
  scope: Scope,
  reading: ReadingView,
  { stays, configReading }: DriverKit,
) {
  const byReady =
    scope.transport === "mmio" && reading.choice("queue-stopped-by") === "queue-ready";
  const alsoEnable = reading.choice("queue-reset-check") === "both";
  /** What the other threads may do while a virtqueue is being reset. */
  const meanwhile = (state: string) =>
    onEach(posting.concat(kicking), {
      guard: ({ context }: Step) => !context.whileSuspended,
      target: state,
    });
  const inQueueReset = (state: string) => ({
    ...meanwhile(state),
    ...stays(state, [...collecting, ...configReading]),
    "driver.timesOut": {
      guard: ({ context }: Step) => !context.whileSuspended,
      target: state,
    },
  });
  const queueIsReset = { target: "queueReset", ...by("B24 B27") };

  return {
    queueSelected: {
      on: {
        ...(byReady
          ? { "driver.writesQueueReady": { target: "queueReadyWritten", ...by("B30a") } }
          : { "driver.writesQueueReset": { target: "queueResetWritten" } }),
        ...inQueueReset("queueSelected"),
      },
    },
    ...(byReady ? readingBack() : {}),
    queueResetWritten: {
      tags: ["waiting"],
      on: {
        "driver.readsQueueReset": [
          {
            guard: ({ event }: Step) => event.value === 0,
            ...(alsoEnable ? { target: "queueResetRead" } : queueIsReset),
          },
          {
            guard: ({ event }: Step) => event.value === 1,
            target: "queueResetWritten",
            ...by("B27"),
          },
        ],
        ...inQueueReset("queueResetWritten"),
      },
    },
    ...(alsoEnable
      ? {
          queueResetRead: {
            tags: ["waiting"],
            on: {
              "driver.readsQueueEnable": [
                { guard: ({ event }: Step) => event.value === 0, ...queueIsReset },
                {
                  guard: ({ event }: Step) => event.value === 1,
                  target: "queueResetRead",
                  ...by("B24"),
                },
              ],
              ...inQueueReset("queueResetRead"),
            },
          },
        }
      : {}),
    queueReset: {
      on: {
        "driver.releasesQueue": [
          {
            guard: (step: Step) => isMeant(step) && step.context.whileSuspended,
            target: "suspended",
            ...by("B25"),
          },
          {
            guard: (step: Step) => isMeant(step) && !step.context.whileSuspended,
            target: "running",
            ...by("B25"),
          },
        ],
        ...inQueueReset("queueReset"),
      },
    },
  };

  /** MMIO: it has written 0 to QueueReady, and reads it back (B30b). */
  function readingBack() {
    return {
      queueReadyWritten: {
        tags: ["waiting"],
        on: {
          "driver.readsQueueReady": [
            {
              guard: ({ event }: Step) => event.value === 0,
              target: "queueReset",
              ...by("B30b"),
            },
            {
              guard: ({ event }: Step) => event.value === 1,
              target: "queueReadyWritten",
              ...by("B30b"),
            },
          ],
          ...inQueueReset("queueReadyWritten"),
        },
      },
    };
  }
}
