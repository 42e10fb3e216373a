/**
 * How a driver on MMIO stops a virtqueue without a virtqueue reset, and what a suspended
 * device makes of it.
 */
import type { Interpretation } from "../../checker/types.ts";

export const queueReady: readonly Interpretation[] = [
  {
    id: "queue-stopped-by",
    party: "driver",
    question: "By which register does a driver on MMIO stop using a virtqueue?",
    choices: {
      "queue-reset": { means: "it writes 1 to QueueReset, which takes VIRTIO_F_RING_RESET (B26a)" },
      "queue-ready": { means: "it writes 0 to QueueReady and reads it back (B30)" },
    },
  },
  {
    id: "queue-ready-while-suspended",
    party: "device",
    question: "What does a suspended device do with a write of 0 to QueueReady?",
    choices: {
      performed: {
        means: "it stops using the virtqueue; S-10 and S-11c are about device-specific fields",
        sentence: "A suspended device MUST stop using a virtqueue whose QueueReady is set to 0.",
      },
      ignored: { means: "it ignores the write: S-10 is read broadly" },
      deferred: { means: "it stops using the virtqueue when it runs again" },
    },
  },
  {
    id: "queue-ready-reads",
    party: "text",
    question: "What does a read of QueueReady return of a device that has not acted on a write?",
    choices: {
      "last-written": { means: "what was written last, 0: the table of registers says so (B74a)" },
      "in-effect": {
        means: "what is in effect, 1",
        sentence: "QueueReady MUST read as 1 for as long as the device may use the virtqueue.",
      },
    },
  },
];
