/**
 * Where the parts of a packed virtqueue lie, and positions in its ring
 * (packed-ring.tex, The Virtqueue Descriptor Format, Event Suppression
 * Structure Format, Driver and Device Ring Wrap Counters).
 */
import { alignUp } from "./arithmetic.ts";
import {
  type Area,
  DESCRIPTOR_BYTES,
  PLAIN,
  type QueueConfig,
  type RingFeatures,
} from "./layout.ts";

export const DESC_AVAIL = 1 << 7;
export const DESC_USED = 1 << 15;

/** Values of desc_event_flags; 3 is reserved. */
export const EVENT_ENABLE = 0;
export const EVENT_DISABLE = 1;
export const EVENT_DESC = 2;

/** A place in the ring together with the wrap counter that goes with it. */
export interface Position {
  readonly slot: number;
  /** 1 on the first round, then 0, then 1, ... */
  readonly wrap: number;
}

export const START: Position = { slot: 0, wrap: 1 };

/** `position` moved forward by at most the queue size; the counter toggles at the end. */
export function advance(position: Position, slots: number, size: number): Position {
  const slot = position.slot + slots;
  return slot < size
    ? { slot, wrap: position.wrap }
    : { slot: slot - size, wrap: position.wrap ^ 1 };
}

/** `advance` for a position in its 16-bit form, which is how both sides and the watch
 *  keep theirs: slot in 15 bits, wrap counter in the highest. */
export function advancePacked(position: number, slots: number, size: number): number {
  const slot = (position & 0x7fff) + slots;
  const wrap = position & 0x8000;
  return slot < size ? wrap | slot : (wrap ^ 0x8000) | (slot - size);
}

export const slotOf = (position: number): number => position & 0x7fff;
export const wrapOf = (position: number): number => position >> 15;

/** Position as a number modulo twice the queue size. */
function linear(position: Position, size: number): number {
  return position.wrap === 1 ? position.slot : size + position.slot;
}

/**
 * Whether `event` lies among the `moved` positions that end before `to`. Two
 * rounds or more pass every position.
 */
export function passedPosition(
  event: Position,
  to: Position,
  moved: number,
  size: number,
): boolean {
  if (event.slot >= size) return false;
  if (moved >= 2 * size) return true;
  const behind = (linear(to, size) - linear(event, size) + 2 * size) % (2 * size);
  return behind >= 1 && behind <= moved;
}

/** AVAIL and USED bits of a descriptor that the driver makes available. */
export const availableBits = (wrap: number): number => (wrap === 1 ? DESC_AVAIL : DESC_USED);
/** AVAIL and USED bits of a descriptor that the device has used. */
export const usedBits = (wrap: number): number => (wrap === 1 ? DESC_AVAIL | DESC_USED : 0);
/** Both bits of a flags field. */
export const wrapBits = (flags: number): number => flags & (DESC_AVAIL | DESC_USED);

/** The 16-bit off_wrap field: slot in 15 bits, wrap counter in the highest. */
export const packPosition = (position: Position): number => position.slot | (position.wrap << 15);
export const unpackPosition = (field: number): Position => ({
  slot: field & 0x7fff,
  wrap: field >> 15,
});

/** A packed queue laid out from `base` on, each part at its alignment. */
export function placePacked(
  queue: number,
  size: number,
  base: number,
  features: RingFeatures = PLAIN,
): QueueConfig {
  const desc = alignUp(base, 16);
  const driverArea = desc + DESCRIPTOR_BYTES * size;
  return { queue, size, desc, driverArea, deviceArea: driverArea + 4, features };
}

export function packedAreas(config: QueueConfig): readonly Area[] {
  const { size, desc, driverArea, deviceArea } = config;
  return [
    { part: "ring", start: desc, length: DESCRIPTOR_BYTES * size, alignment: 16 },
    { part: "driver event", start: driverArea, length: 4, alignment: 4 },
    { part: "device event", start: deviceArea, length: 4, alignment: 4 },
  ];
}

const FIELDS = ["addr", "addr", "len", "id|flags"] as const;

/** The field that a byte of a packed queue belongs to: `queue0 ring[3].flags`. */
export function namePackedField(config: QueueConfig, part: string, address: number): string {
  const prefix = `queue${config.queue} `;
  if (part === "ring") {
    const offset = address - config.desc;
    const word = FIELDS[(offset & 15) >> 2];
    const name = word === "id|flags" ? ((offset & 15) < 14 ? "id" : "flags") : word;
    return `${prefix}ring[${offset >> 4}].${name}`;
  }
  const offset = address - (part === "driver event" ? config.driverArea : config.deviceArea);
  return `${prefix}${part}.${offset < 2 ? "off_wrap" : "flags"}`;
}
