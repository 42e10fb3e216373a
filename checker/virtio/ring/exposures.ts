/**
 * The buffers that a driver has exposed and a device has not returned, with the
 * owner of each of their bytes. Both watches keep one.
 */
import type { InvariantName } from "./invariants.ts";
import type { Segment } from "./layout.ts";
import type { GuestMemory } from "./memory.ts";
import { OWNER } from "./shadow.ts";

/** What the driver exposed under one head or buffer id. */
export interface Exposure {
  /** Indices of the ring's own descriptors. */
  readonly descriptors: readonly number[];
  readonly segments: readonly Segment[];
  readonly table: { readonly address: number; readonly length: number } | undefined;
}

/** Says what broke; the watch adds who and where. */
export type Report = (invariant: InvariantName, detail: () => string) => void;

export class Exposures {
  readonly #memory: GuestMemory;
  readonly #queue: number;
  /** Head or buffer id -> exposure, in the order of exposure. */
  readonly #byId = new Map<number, Exposure>();

  constructor(memory: GuestMemory, queue: number) {
    this.#memory = memory;
    this.#queue = queue;
  }

  get count(): number {
    return this.#byId.size;
  }

  /** Heads or ids, oldest exposure first. */
  get ids(): readonly number[] {
    return [...this.#byId.keys()];
  }

  get(id: number): Exposure | undefined {
    return this.#byId.get(id);
  }

  clear(): void {
    this.#byId.clear();
  }

  entries(): readonly (readonly [number, Exposure])[] {
    return [...this.#byId];
  }

  load(entries: readonly (readonly [number, Exposure])[]): void {
    this.#byId.clear();
    for (const [id, exposure] of entries) this.#byId.set(id, exposure);
  }

  /** Who holds a descriptor of the ring, if anyone. */
  holderOf(descriptor: number): number | undefined {
    for (const [id, { descriptors }] of this.#byId) if (descriptors.includes(descriptor)) return id;
    return undefined;
  }

  /** The buffer's bytes become the device's. */
  expose(id: number, exposure: Exposure): void {
    const { segments, table } = exposure;
    for (const { address, length, writable } of segments) {
      const owner = writable ? OWNER.bufferWritable : OWNER.bufferReadable;
      this.#memory.share(address, length, owner, this.#queue);
    }
    if (table) this.#memory.share(table.address, table.length, OWNER.bufferReadable, this.#queue);
    this.#byId.set(id, exposure);
  }

  /** The buffer is returned with `length` bytes written: its bytes are the driver's. */
  take(id: number, length: number, report: Report): Exposure | undefined {
    const exposure = this.#byId.get(id);
    if (exposure === undefined) {
      report("usedOnce", () => `${id} is not exposed, or was returned before`);
      return undefined;
    }
    const { segments, table } = exposure;
    const writable = segments.reduce((sum, s) => sum + (s.writable ? s.length : 0), 0);
    const written = this.#writtenPrefix(segments);
    if (length > writable)
      report("lengthWithinWritable", () => `len ${length}, device-writable ${writable}`);
    else if (written < length)
      report("payloadBeforeUsedIdx", () => `len ${length}, written so far ${written}`);
    this.#byId.delete(id);
    for (const segment of segments) this.#memory.unshare(segment.address, segment.length);
    if (table) this.#memory.unshare(table.address, table.length);
    return exposure;
  }

  /** Bytes written from the first device-writable one on without a gap. */
  #writtenPrefix(segments: readonly Segment[]): number {
    let total = 0;
    for (const { address, length, writable } of segments) {
      if (!writable) continue;
      const prefix = this.#memory.writtenPrefix(address, length);
      total += prefix;
      if (prefix < length) break;
    }
    return total;
  }
}
