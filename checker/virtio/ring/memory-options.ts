/** What a guest memory is made with, and what is kept of it. */

import { isPowerOfTwo } from "./arithmetic.ts";
import type { Profile } from "./guard.ts";
import type { ShadowSnapshot } from "./shadow.ts";

export interface MemoryOptions {
  /** Size in bytes. */
  readonly size: number;
  /** Dirty log granularity in bytes, a power of two; 4096 unless told. */
  readonly pageSize?: number;
  /** Keep the access log (off unless told: it allocates). */
  readonly record?: boolean;
  /** `strict` holds a device to silence before DRIVER_OK; `as-deployed` does not. */
  readonly profile?: Profile;
}

/** Bytes, owners and dirty pages at one instant; watches save themselves. */
export interface MemorySnapshot {
  readonly bytes: Uint8Array;
  readonly shadow: ShadowSnapshot;
  readonly dirty: Uint8Array;
}

/** @throws RangeError for a size, or a page size, that no memory has */
export function checkSizes(size: number, pageSize: number): void {
  if (!Number.isInteger(size) || size < 1)
    throw new RangeError(`size ${size}: a memory has a whole number of bytes, at least 1`);
  if (!isPowerOfTwo(pageSize))
    throw new RangeError(`pageSize ${pageSize}: a page is a power of two of bytes, as 4096`);
}
