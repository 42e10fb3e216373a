/** A concrete shape of the rings that a behaviour is replayed in, as a trace records it. */
import { z } from "zod";

/** Descriptors of a buffer in order: device-readable ones, then device-writable ones. */
export const PATTERNS = ["W", "RW", "R", "WW", "RR", "RRW", "RWW", "WWW", "RRR"] as const;

/** Every part of a shape. */
export const shapeSchema = z.strictObject({
  format: z.enum(["split", "packed"]),
  size: z.int().min(1).max(32768).describe("Entries of each virtqueue."),
  start: z
    .int()
    .min(0)
    .max(65535)
    .describe(
      "Where queues that run from the beginning stand. Split: the 16-bit index. Packed: the slot " +
        "while both wrap counters are 1, the queue size plus the slot while they are 0.",
    ),
  chains: z
    .array(z.enum(PATTERNS))
    .min(1)
    .describe("Descriptors of buffer 0, 1, ..., and round again: R readable, W writable."),
  indirect: z.boolean().describe("Whether each buffer is described by an indirect table."),
  inOrder: z.boolean().describe("Whether VIRTIO_F_IN_ORDER was negotiated."),
  suppression: z
    .enum(["none", "flags", "eventIdx"])
    .describe("flags: both sides ask for silence; eventIdx: each asks from where it stands."),
  drain: z
    .enum(["none", "oldest", "newest"])
    .describe("After the last event: which of the buffers left is used first."),
});

/** One concretisation of a trace. */
export type Shape = z.infer<typeof shapeSchema>;
