/**
 * The driver's states of a virtqueue reset: selected, written, read, released.
 *
 * Models content.tex, Virtqueue Reset, driver, and the queue registers of
 * transport-pci.tex and transport-mmio.tex, at virtio-v1.4-cs01 15f488c. A driver
 * may regard the reset as complete when queue_reset reads 0, or wait for
 * queue_enable too. On MMIO it may stop a virtqueue by QueueReady instead. Having reset one,
 * it releases the memory; or, having read 0 from queue_enable too, lays the virtqueue out anew
 * and enables it, as Linux does.
 *
 * Not modelled: enabling a virtqueue again while suspended.
 */
import type { Scope } from "../scope.ts";
import { onEach } from "../words.ts";
import { collecting, type DriverKit, kicking, makes, posting, type Step } from "./driver-kit.ts";

/** The virtqueue is the one that the driver is resetting. */
const isMeant = ({ context, event }: Step): boolean => event.q === context.queue;
const beganWhileRunning = ({ context }: Step): boolean => !context.whileSuspended;

export function queueResetStates(
  { transport, queueEnables }: Scope,
  { stays, configReading }: DriverKit,
) {
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
  const done = [{ ...makes("done"), target: "queueReset" }];
  /** It reads the register until it takes the virtqueue for reset: at the latest at 0. */
  const reads = (register: string, state: string, outcomes: readonly object[] = done) => ({
    tags: ["waiting"],
    on: {
      [register]: [...outcomes, { ...makes("waits", (value) => value !== 0), target: state }],
      ...goesBack,
      ...meanwhile(state),
    },
  });
  const looksFurther = { ...makes("checks", (value) => value === 0), target: "queueResetRead" };
  /** It has read 0 from both, so that it can enable the virtqueue again. */
  const seesItDisabled = [
    { ...makes("done", (value) => value === 0), target: "queueDisabled" },
    { ...makes("done", (value) => value !== 0), target: "queueReset" },
  ];
  const enables = {
    "driver.enablesQueue": {
      guard: (step: Step) => isMeant(step) && beganWhileRunning(step),
      target: "running",
    },
  };
  const again = queueEnables > 0;
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
    queueResetWritten: reads("driver.readsQueueReset", "queueResetWritten", [
      ...done,
      looksFurther,
    ]),
    queueResetRead: reads(
      "driver.readsQueueEnable",
      "queueResetRead",
      again ? seesItDisabled : done,
    ),
    ...(mmio ? { queueReadyWritten: reads("driver.readsQueueReady", "queueReadyWritten") } : {}),
    queueReset: { on: { ...goesBack, ...meanwhile("queueReset") } },
    ...(again
      ? { queueDisabled: { on: { ...goesBack, ...enables, ...meanwhile("queueDisabled") } } }
      : {}),
  };
}
