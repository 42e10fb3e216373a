/**
 * What the bytes of a descriptor list in a packed ring say, read without an
 * access. The watch and tests use it; the device reads lists by itself.
 */
import type { InvariantName } from "./invariants.ts";
import {
  DESC_INDIRECT,
  DESC_NEXT,
  DESC_WRITE,
  DESCRIPTOR_BYTES,
  descAt,
  type QueueConfig,
  type Segment,
} from "./layout.ts";
import type { GuestMemory } from "./memory.ts";
import { advance, availableBits, type Position, wrapBits } from "./packed-layout.ts";
import { checkSegments } from "./split-chain.ts";

/** A list as its bytes describe it, and the rules that they break. */
export interface ListView {
  readonly id: number;
  /** Slots of the ring, in order. */
  readonly descriptors: readonly number[];
  readonly segments: readonly Segment[];
  readonly table: { readonly address: number; readonly length: number } | undefined;
  readonly breaches: readonly { readonly invariant: InvariantName; readonly detail: string }[];
}

/** Follows the list that starts at a position of the driver. */
export function viewList(memory: GuestMemory, config: QueueConfig, from: Position): ListView {
  const descriptors: number[] = [];
  const segments: Segment[] = [];
  const breaches: { invariant: InvariantName; detail: string }[] = [];
  const breach = (invariant: InvariantName, detail: string) => breaches.push({ invariant, detail });
  let table: ListView["table"];
  let id = 0;
  let place = from;
  for (;;) {
    if (descriptors.length === config.size) {
      breach("chainEnds", `more than ${config.size} descriptors from slot ${from.slot}`);
      break;
    }
    const at = descAt(config, place.slot);
    const flags = memory.peek16(at + 14);
    descriptors.push(place.slot);
    id = memory.peek16(at + 12);
    if (wrapBits(flags) !== availableBits(place.wrap)) {
      breach("listExposedWhole", `slot ${place.slot} has flags 0x${flags.toString(16)}`);
      break;
    }
    if (flags & DESC_INDIRECT) {
      if (!config.features.indirect) breach("indirectNegotiated", `slot ${place.slot}`);
      if (flags & DESC_NEXT || descriptors.length > 1)
        breach("indirectNotChained", `slot ${place.slot}`);
      table = { address: memory.peek64(at), length: memory.peek32(at + 8) };
      readTable(memory, table, segments, breach);
      break;
    }
    segments.push({
      address: memory.peek64(at),
      length: memory.peek32(at + 8),
      writable: (flags & DESC_WRITE) !== 0,
    });
    if (!(flags & DESC_NEXT)) break;
    place = advance(place, 1, config.size);
  }
  if (segments.length > config.size)
    breach("chainEnds", `${segments.length} elements in a queue of ${config.size}`);
  checkSegments(memory, segments, breach);
  return { id, descriptors, segments, table, breaches };
}

function readTable(
  memory: GuestMemory,
  table: { readonly address: number; readonly length: number },
  segments: Segment[],
  breach: (invariant: InvariantName, detail: string) => void,
): void {
  const { address, length } = table;
  if (length === 0 || length % DESCRIPTOR_BYTES !== 0) {
    breach("indirectTableWhole", `${length} bytes`);
    return;
  }
  if (!memory.inside(address, length)) {
    breach("accessInMemory", `indirect table at 0x${address.toString(16)}`);
    return;
  }
  for (let at = address; at < address + length; at += DESCRIPTOR_BYTES) {
    const flags = memory.peek16(at + 14);
    if (flags & DESC_INDIRECT) breach("indirectNotNested", `entry at 0x${at.toString(16)}`);
    segments.push({
      address: memory.peek64(at),
      length: memory.peek32(at + 8),
      writable: (flags & DESC_WRITE) !== 0,
    });
  }
}
