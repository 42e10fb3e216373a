/**
 * The driver's states of a virtqueue reset: selected, written, read, released.
 *
 * Models content.tex, Virtqueue Reset, driver, and the queue registers of
 * transport-pci.tex and transport-mmio.tex, at virtio-v1.4-cs01 15f488c. A driver
 * may regard the reset as complete when queue_reset reads 0, or wait for
 * queue_enable too. On MMIO it may stop a virtqueue by QueueReady instead.
 */
import type { Scope } from "../scope.ts";
import { onEach } from "../words.ts";
import { collecting, type DriverKit, kicking, makes, posting, type Step } from "./driver-kit.ts";

/** The virtqueue is the one that the driver is resetting. */
const isMeant = ({ context, event }: Step): boolean => event.q === context.queue;
const beganWhileRunning = ({ context }: Step): boolean => !context.whileSuspended;

export function queueResetStates({ transport }: Scope, { stays, configReading }: DriverKit) {
  /** What the other threads may do while a virtqueue is being reset. */
  const meanwhile = (state: string) => ({
    ...onEach([...posting, ...kicking, "driver.timesOut"], {
      guard: beganWhileRunning,
      target: state,
    }),
    ...stays(state, [...collecting, ...configReading]),
  });
  /** It releases the virtqueue, and goes back to what it did before. */
  const goesBack = {
    "driver.releasesQueue": [
      { guard: (step: Step) => isMeant(step) && !beganWhileRunning(step), target: "suspended" },
      { guard: (step: Step) => isMeant(step) && beganWhileRunning(step), target: "running" },
    ],
  };
  /** It reads the register until it takes the virtqueue for reset: at the latest at 0. */
  const reads = (register: string, state: string, also: readonly object[] = []) => ({
    tags: ["waiting"],
    on: {
      [register]: [
        { ...makes("done"), target: "queueReset" },
        { ...makes("waits", (value) => value !== 0), target: state },
        ...also,
      ],
      ...goesBack,
      ...meanwhile(state),
    },
  });
  const looksFurther = [{ ...makes("checks", (value) => value === 0), target: "queueResetRead" }];
  const mmio = transport === "mmio";

  return {
    queueSelected: {
      on: {
        "driver.writesQueueReset": { target: "queueResetWritten" },
        ...(mmio
          ? { "driver.writesQueueReady": { target: "queueReadyWritten" } }
          : { "driver.writesQueueEnable": { target: "queueReset" } }),
        ...goesBack,
        ...meanwhile("queueSelected"),
      },
    },
    queueResetWritten: reads("driver.readsQueueReset", "queueResetWritten", looksFurther),
    queueResetRead: reads("driver.readsQueueEnable", "queueResetRead"),
    ...(mmio ? { queueReadyWritten: reads("driver.readsQueueReady", "queueReadyWritten") } : {}),
    queueReset: { on: { ...goesBack, ...meanwhile("queueReset") } },
  };
}
