/** One virtqueue in one format: both sides and their watch, in the model's terms. */
import type { QueueConfig, Segment } from "../../ring/layout.ts";
import type { IndirectTable } from "../../ring/posted.ts";
import type { Reaped } from "../../ring/split-driver.ts";

/** A buffer as a device has read it from descriptors. */
export interface Held {
  /** Head, or buffer id in a packed queue. */
  readonly head: number;
  readonly segments: readonly Segment[];
  readonly readable: number;
  readonly writable: number;
}

/** Both sides and the watch. Positions are counted in buffers since the story began. */
export interface Rings {
  readonly config: QueueConfig;
  /** Zeroes the parts and enables the queue; `running`: as after earlier rounds, at
   *  the shape's start. */
  begin(running: boolean): void;
  /** The driver's record is gone, and its memory released. */
  release(): void;
  /** The queue is laid out elsewhere: nobody watches this place any more. */
  retire(): void;
  /** Whether the device may use the queue, as the watch has it. */
  enabled: boolean;
  /** Another device that knows nothing takes the place of this one. */
  replaceDevice(): void;
  resetDevice(): void;
  /** A position that a hypervisor saves, and starts another device at. */
  savePosition(): number;
  restorePosition(position: number): void;
  makeAvailable(segments: readonly Segment[], table: IndirectTable | undefined): number | undefined;
  fetch(): Held | undefined;
  /** Whether the device sees a buffer waiting. */
  finds(): boolean;
  readPayload(head: number, length: number): void;
  writePayload(head: number, bytes: Uint8Array): void;
  /** Returns a buffer and says from where on the device wants to hear of more. */
  use(head: number, length: number): void;
  reap(): Reaped | undefined;
  /** Decides from bytes, and lets the watch count the decision out. */
  needsKick(): boolean;
  kick(): void;
  needsInterrupt(): boolean;
  interrupt(): void;
  readonly owesKick: boolean;
  /** Undefined where a restored device cannot know. */
  readonly owesInterrupt: boolean | undefined;
  readonly availIdx: number;
  readonly usedIdx: number;
  readonly nextAvail: number;
  readonly nextUsed: number;
  readonly lastUsed: number;
  /** Heads in the device's hands, in the order in which it fetched them. */
  readonly inFlight: readonly number[];
}
