/** What a step on the kernel led to. */
import type { RingQueue } from "./ring-queue.ts";

/** What a step led to. */
export interface Outcome {
  readonly queue: RingQueue;
  /** What the kernel computed, under the names of the event's parameters. */
  readonly found: Readonly<Record<string, number | string>>;
  /** The descriptor that the step is about. */
  readonly head?: number;
  /** The ring position that the step is about, 16 bits. */
  readonly position?: number;
  /** The buffer's address. */
  readonly buffer?: number;
  /** What is due in the buffer. */
  readonly bytes?: Uint8Array;
  /** Nothing has changed since this side last notified the other one, or the payload
   *  stands in the buffer already. */
  readonly nothingNew?: boolean;
  /** Why the step cannot be done on these bytes. */
  readonly problem?: string;
}
