/**
 * What the bench works on: a ring of 256, chains of 1 to 3 with 2 on average, 16 to 64
 * bytes an element, all of it cache-resident.
 */
import {
  DESC_NEXT,
  DESC_WRITE,
  placeSplit,
  type QueueConfig,
  type Segment,
  splitAreas,
} from "../layout.ts";
import { type Actor, GuestMemory } from "../memory.ts";
import { DESC_AVAIL, DESC_USED, packedAreas, placePacked } from "../packed-layout.ts";
import { OWNER } from "../shadow.ts";

export const RING = 256;
export const MEMORY = 1 << 16;
/** Buffers a batch: half the ring's entries, which hold all of its descriptors. */
const BATCH = RING / 2;
const BUFFERS = 0x8000;

export type Format = "split" | "packed";

export interface Workload {
  readonly memory: GuestMemory;
  readonly config: QueueConfig;
  /** Packed: the ring as the driver writes it for wrap counter 1 and 0. */
  readonly rounds: readonly [Uint8Array, Uint8Array];
}

const host: Actor = { name: "hypervisor", side: "hypervisor", gate: "live" };

/** Chain lengths that add up to the ring, shuffled by a fixed generator. */
function chainLengths(): readonly number[] {
  const lengths = Array.from({ length: BATCH }, (_, i) => [1, 2, 3, 2][i % 4] ?? 2);
  let state = 12345;
  for (let i = lengths.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const j = (state >>> 8) % (i + 1);
    [lengths[i], lengths[j]] = [lengths[j] ?? 2, lengths[i] ?? 2];
  }
  return lengths;
}

/** Makes guest memory with the ring posted; the last element of a chain is writable. */
export function makeWorkload(format: Format): Workload {
  const memory = new GuestMemory({ size: MEMORY });
  const config = format === "split" ? placeSplit(0, RING, 0x1000) : placePacked(0, RING, 0x1000);
  for (const { part, start, length } of format === "split"
    ? splitAreas(config)
    : packedAreas(config)) {
    const owner =
      format === "packed"
        ? OWNER.ringShared
        : part === "used"
          ? OWNER.ringWritable
          : OWNER.ringReadable;
    memory.share(start, length, owner, 0);
  }
  memory.share(BUFFERS, MEMORY - BUFFERS, OWNER.bufferWritable, 0);
  const rounds = [DESC_AVAIL, DESC_USED].map((mark) => descriptors(format, mark)) as [
    Uint8Array,
    Uint8Array,
  ];
  memory.writeBytes(host, config.desc, rounds[0]);
  if (format === "split") {
    const heads = chainHeads();
    for (let i = 0; i < RING; i++)
      memory.write16(host, config.driverArea + 4 + 2 * i, heads[i % BATCH] ?? 0);
  }
  return { memory, config, rounds };
}

function chainHeads(): readonly number[] {
  let head = 0;
  return chainLengths().map((length) => {
    head += length;
    return head - length;
  });
}

function descriptors(format: Format, mark: number): Uint8Array {
  const bytes = new Uint8Array(16 * RING);
  const view = new DataView(bytes.buffer);
  let index = 0;
  for (const [id, length] of chainLengths().entries())
    for (let i = 0; i < length; i++) {
      const last = i === length - 1;
      const at = 16 * index;
      const flags = last ? DESC_WRITE : DESC_NEXT;
      view.setUint32(at, BUFFERS + 64 * index, true);
      view.setUint32(at + 8, 16 + (index % 49), true);
      view.setUint16(
        at + (format === "split" ? 12 : 14),
        format === "split" ? flags : flags | mark,
        true,
      );
      view.setUint16(
        at + (format === "split" ? 14 : 12),
        format === "split" ? (last ? 0 : index + 1) : id,
        true,
      );
      index++;
    }
  return bytes;
}

/** The buffers of a batch as a driver hands them over; the last segment is writable. */
export function chains(): readonly (readonly Segment[])[] {
  let index = 0;
  return chainLengths().map((length) =>
    Array.from({ length }, (_, i): Segment => {
      const address = BUFFERS + 64 * index;
      const bytes = 16 + (index++ % 49);
      return { address, length: bytes, writable: i === length - 1 };
    }),
  );
}
