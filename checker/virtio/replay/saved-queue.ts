/** What is saved of a virtqueue. */
import type { Fetched } from "../ring/held.ts";

/** What a hypervisor saves of a virtqueue. */
export interface SavesOf {
  /** The two indices; or none, and a destination takes both from used.idx, or nothing. */
  readonly position: "registers" | "from-memory" | "none";
  /** The buffers in flight, each of them. */
  readonly inFlight: boolean;
}

/** The device's cursors and buffers when it was saved; null of a disabled queue. */
export interface SavedQueue {
  readonly held: {
    readonly nextAvail: number;
    readonly nextUsed: number;
    readonly fetched: readonly Fetched[];
  } | null;
  /** As the event says it. */
  readonly at: number;
  readonly open: string;
}
