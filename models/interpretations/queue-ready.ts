/**
 * How a driver on MMIO stops a virtqueue without a virtqueue reset, and what a suspended
 * device makes of it.
 */
import type { Interpretation } from "../../checker/types/index.ts";
import { isNotHeeded, readsReady } from "../clauses/conditions.ts";
import { during, excepts, forbids, on, those } from "../rules.ts";
import { whileNotRunning } from "../status-rules.ts";

/** A suspended device does this with the write, and nothing else. */
const answers = (effect: string) =>
  forbids(
    those("driver.writesQueueReady", { effect: effects.filter((other) => other !== effect) }),
    whileNotRunning,
  );
const effects = ["performed", "ignored", "deferred"];

const selected = during("driver", "queueSelected");
const askedByReset = ["driver.writesQueueReset", "mode.losesQueueReset"];

export const queueReady: readonly Interpretation[] = [
  {
    id: "queue-stopped-by",
    party: "driver",
    question: "By which register does a driver on MMIO stop using a virtqueue?",
    choices: {
      "queue-reset": {
        means: "it writes 1 to QueueReset, which takes VIRTIO_F_RING_RESET (B26a)",
        rules: [
          on("mmio", forbids("driver.writesQueueReady", selected)),
          on("mmio", excepts("B30a", askedByReset, selected)),
        ],
      },
      "queue-ready": {
        means: "it writes 0 to QueueReady and reads it back (B30)",
        rules: [on("mmio", forbids(askedByReset, selected))],
      },
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
        rules: [answers("performed")],
      },
      ignored: {
        means: "it ignores the write: S-10 is read broadly",
        rules: [answers("ignored")],
      },
      deferred: {
        means: "it stops using the virtqueue when it runs again",
        rules: [answers("deferred")],
      },
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
        place: "transport-mmio.tex, MMIO Device Register Layout, device",
        rules: [forbids(readsReady(0), isNotHeeded), excepts("B74a", readsReady(1), isNotHeeded)],
      },
    },
  },
];
