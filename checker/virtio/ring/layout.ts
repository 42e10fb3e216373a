/**
 * Where the parts of a split virtqueue lie, byte for byte
 * (split-ring.tex, Split Virtqueues, The Virtqueue Descriptor Table,
 * The Virtqueue Available Ring, The Virtqueue Used Ring).
 */
import { alignUp, isPowerOfTwo } from "./arithmetic.ts";
import type { GuestMemory } from "./memory.ts";

/** What was negotiated that changes how a ring is read. */
export interface RingFeatures {
  /** VIRTIO_F_EVENT_IDX, bit 29. */
  readonly eventIdx: boolean;
  /** VIRTIO_F_INDIRECT_DESC, bit 28. */
  readonly indirect: boolean;
  /** VIRTIO_F_IN_ORDER, bit 35. */
  readonly inOrder: boolean;
}

/** The base protocol: no optional ring feature. */
export const PLAIN: RingFeatures = { eventIdx: false, indirect: false, inOrder: false };

/** Number, size, byte addresses and features of one queue. */
export interface QueueConfig {
  /** Queue number, 0 to 254. */
  readonly queue: number;
  /** Entries: 1 to 32768, for a split queue a power of two. */
  readonly size: number;
  /** Descriptor area: 16 bytes an entry, aligned to 16. */
  readonly desc: number;
  /** Driver area: the available ring, or the driver's event suppression. */
  readonly driverArea: number;
  /** Device area: the used ring, or the device's event suppression. */
  readonly deviceArea: number;
  readonly features: RingFeatures;
}

/** One contiguous piece of a buffer. */
export interface Segment {
  readonly address: number;
  /** Bytes, at least 1. */
  readonly length: number;
  readonly writable: boolean;
}

const MAX_QUEUE_SIZE = 32768;
export const DESCRIPTOR_BYTES = 16;
export const DESC_NEXT = 1;
export const DESC_WRITE = 2;
export const DESC_INDIRECT = 4;

/** Name, start, length and alignment of one part of a queue. */
export interface Area {
  readonly part: string;
  readonly start: number;
  readonly length: number;
  readonly alignment: number;
}

/** A split queue laid out from `base` on, each part at its alignment. */
export function placeSplit(
  queue: number,
  size: number,
  base: number,
  features: RingFeatures = PLAIN,
): QueueConfig {
  const desc = alignUp(base, 16);
  const driverArea = alignUp(desc + 16 * size, 2);
  const deviceArea = alignUp(driverArea + 6 + 2 * size, 4);
  return { queue, size, desc, driverArea, deviceArea, features };
}

export function splitAreas(config: QueueConfig): readonly Area[] {
  const { size, desc, driverArea, deviceArea } = config;
  return [
    { part: "desc", start: desc, length: 16 * size, alignment: 16 },
    { part: "avail", start: driverArea, length: 6 + 2 * size, alignment: 2 },
    { part: "used", start: deviceArea, length: 6 + 8 * size, alignment: 4 },
  ];
}

/**
 * Reports a layout that the text does not allow.
 *
 * @returns whether size, alignment, bounds and disjointness are all in order.
 */
export function checkLayout(
  memory: GuestMemory,
  config: QueueConfig,
  areas: readonly Area[],
  format: "split" | "packed",
): boolean {
  const { findings } = memory;
  const where = () => `queue${config.queue}`;
  let legal = true;
  const wrong = (invariant: "queueSizeLegal" | "areasAligned" | "areasInMemory", text: string) => {
    legal = false;
    findings.add(invariant, where, () => text);
  };
  const { size } = config;
  const inRange = Number.isInteger(size) && size >= 1 && size <= MAX_QUEUE_SIZE;
  if (!inRange || (format === "split" && !isPowerOfTwo(size)))
    wrong(
      "queueSizeLegal",
      `size ${size}; legal: 1 to 32768${format === "split" ? ", a power of two" : ""}`,
    );
  for (const area of areas) {
    if (area.start % area.alignment !== 0)
      wrong(
        "areasAligned",
        `${area.part} at 0x${area.start.toString(16)}; legal: a multiple of ${area.alignment}`,
      );
    if (!memory.inside(area.start, area.length))
      wrong("areasInMemory", `${area.part} ends outside the ${memory.size} bytes of guest memory`);
  }
  for (const [i, one] of areas.entries())
    for (const other of areas.slice(i + 1))
      if (one.start < other.start + other.length && other.start < one.start + one.length)
        wrong("areasInMemory", `${one.part} and ${other.part} overlap`);
  return legal;
}

/** `index` modulo a size that ought to be a power of two. */
const slotIn = (size: number, index: number): number =>
  (size & (size - 1)) === 0 ? index & (size - 1) : index % size;

export const descAt = (c: QueueConfig, index: number): number => c.desc + DESCRIPTOR_BYTES * index;
export const availFlagsAt = (c: QueueConfig): number => c.driverArea;
export const availIdxAt = (c: QueueConfig): number => c.driverArea + 2;
export const availRingAt = (c: QueueConfig): number => c.driverArea + 4;
export const availEntryAt = (c: QueueConfig, index: number): number =>
  availRingAt(c) + 2 * slotIn(c.size, index);
export const usedEventAt = (c: QueueConfig): number => c.driverArea + 4 + 2 * c.size;
export const usedFlagsAt = (c: QueueConfig): number => c.deviceArea;
export const usedIdxAt = (c: QueueConfig): number => c.deviceArea + 2;
export const usedRingAt = (c: QueueConfig): number => c.deviceArea + 4;
export const usedEntryAt = (c: QueueConfig, index: number): number =>
  usedRingAt(c) + 8 * slotIn(c.size, index);
export const availEventAt = (c: QueueConfig): number => c.deviceArea + 4 + 8 * c.size;

const DESC_FIELDS = [
  "addr",
  "addr",
  "addr",
  "addr",
  "addr",
  "addr",
  "addr",
  "addr",
  "len",
  "len",
  "len",
  "len",
  "flags",
  "flags",
  "next",
  "next",
];

/** The field that a byte of a split queue belongs to: `queue0 used.ring[3].len`. */
export function nameSplitField(config: QueueConfig, part: string, address: number): string {
  const prefix = `queue${config.queue} `;
  if (part === "desc") {
    const offset = address - config.desc;
    return `${prefix}desc[${offset >> 4}].${DESC_FIELDS[offset & 15]}`;
  }
  const offset = address - (part === "avail" ? config.driverArea : config.deviceArea);
  if (offset < 2) return `${prefix}${part}.flags`;
  if (offset < 4) return `${prefix}${part}.idx`;
  const bytes = part === "avail" ? 2 : 8;
  const slot = Math.floor((offset - 4) / bytes);
  if (slot >= config.size) return `${prefix}${part === "avail" ? "used_event" : "avail_event"}`;
  if (part === "avail") return `${prefix}avail.ring[${slot}]`;
  return `${prefix}used.ring[${slot}].${(offset - 4) % 8 < 4 ? "id" : "len"}`;
}
