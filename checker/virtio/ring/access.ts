/** Who touches guest memory, what a line of its log holds, and who watches. */

export type Side = "driver" | "device" | "hypervisor";

/** Why a device may or may not touch memory now, as the outside world knows it. */
export type Gate = "live" | "reset" | "beforeDriverOk" | "suspended" | "stopped";

/** Someone who accesses memory. The gate binds devices only. */
export interface Actor {
  readonly name: string;
  readonly side: Side;
  gate: Gate;
}

/** One line of the log. `before` equals `after` for a read and for a barrier. */
export interface Access {
  readonly actor: string;
  readonly side: Side;
  readonly kind: "read" | "write" | "barrier" | "kick" | "interrupt";
  /** Byte address; for a kick or an interrupt the queue number. */
  readonly address: number;
  readonly length: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** What a watch of one queue is told. Addresses lie in [region.start, region.end). */
export interface Watch {
  readonly queue: number;
  /** Whether the device may touch this queue: enabled and not reset. The memory is told
   *  of a change by `enableQueue`. */
  readonly enabled: boolean;
  onRead(actor: Actor, part: string, address: number, length: number): void;
  /** Whether it makes nothing of a device's reads of a descriptor, or of an available
   *  entry, that begins at `address`, nor of the index or the flags that lead to it. */
  ignoresReads(actor: Actor, part: string, address: number): boolean;
  onWrite(actor: Actor, part: string, address: number, length: number): void;
  /** Takes note of the return of a buffer as if it had heard of one write after the other:
   *  the 8 bytes at `address` as two numbers, and the index; false, with nothing noted, where
   *  it might have something to say of them. The barrier it hears of. */
  takesReturn(
    actor: Actor,
    part: string,
    address: number,
    lower: number,
    upper: number,
    index: number,
  ): boolean;
  /** The same for a descriptor that a driver writes, in part but for its last field. */
  takesDescriptor(actor: Actor, part: string, address: number, isPart: boolean): boolean;
  onBarrier(actor: Actor): void;
  /** The field that the byte belongs to: `queue0 avail.ring[3]`. */
  nameOf(part: string, address: number): string;
}

/** Bytes that a watch wants to hear of, four at least. */
export interface Region {
  readonly start: number;
  readonly end: number;
  readonly part: string;
  readonly watch: Watch;
  /** Whether it wants to hear of reads; of writes it always does. */
  readonly reads: boolean;
}
