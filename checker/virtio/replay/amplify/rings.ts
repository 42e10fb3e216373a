/** One virtqueue in one format: both sides and their watch, in the model's terms. */
import type { Shape } from "../../../trace/shape.ts";
import type { Chain } from "../../ring/chain.ts";
import type { Reaped } from "../../ring/driver-side.ts";
import type { QueueConfig, Segment } from "../../ring/layout.ts";
import type { IndirectTable } from "../../ring/posted.ts";

/** Both sides and the watch. Positions are counted in buffers since the story began. */
export interface Rings {
  readonly config: QueueConfig;
  /** Both sides forget everything and the queue is enabled, in a shape of this format,
   *  size and features; `running`: as after earlier rounds, at the shape's start. */
  begin(shape: Shape, running: boolean): void;
  /** The driver's record is gone, and its memory released. */
  release(): void;
  /** Whether the device may use the queue, as the watch has it. */
  enabled: boolean;
  /** The device knows nothing any more, or another one that knows nothing stands here. */
  resetDevice(): void;
  /** A position that a hypervisor saves, and starts another device at. */
  savePosition(): number;
  restorePosition(position: number): void;
  makeAvailable(segments: readonly Segment[], table: IndirectTable | undefined): number | undefined;
  /** The buffer as the device has read it; undefined where it finds none. */
  fetch(): Chain | undefined;
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
  /** Whether a head is in the device's hands. */
  holds(head: number): boolean;
}
