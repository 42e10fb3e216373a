/**
 * What the bytes of a descriptor chain say, read without an access.
 *
 * The watch and tests use it; the device walks chains by itself, through its
 * own accesses.
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

/** A chain as its bytes describe it, and the rules that they break. */
export interface ChainView {
  /** Table indices of the queue's own descriptors, in chain order. */
  readonly descriptors: readonly number[];
  readonly segments: readonly Segment[];
  /** The indirect table, if the chain ends in one. */
  readonly table: { readonly address: number; readonly length: number } | undefined;
  readonly breaches: readonly { readonly invariant: InvariantName; readonly detail: string }[];
}

/** Follows the chain from `head`; stops at the first breach that hides the rest. */
export function viewChain(memory: GuestMemory, config: QueueConfig, head: number): ChainView {
  const descriptors: number[] = [];
  const segments: Segment[] = [];
  const breaches: { invariant: InvariantName; detail: string }[] = [];
  let table: ChainView["table"];
  const breach = (invariant: InvariantName, detail: string) => breaches.push({ invariant, detail });

  let base = config.desc;
  let entries = config.size;
  let index = head;
  let seen = 0;
  for (;;) {
    if (index >= entries) {
      breach(seen === 0 ? "headInTable" : "nextInTable", `descriptor ${index} of ${entries}`);
      break;
    }
    if (seen === entries) {
      breach("chainEnds", `more than ${entries} descriptors from head ${head}`);
      break;
    }
    seen++;
    const at = base + DESCRIPTOR_BYTES * index;
    const flags = memory.peek16(at + 12);
    if (table === undefined) descriptors.push(index);
    if (flags & DESC_INDIRECT) {
      if (!config.features.indirect) breach("indirectNegotiated", `descriptor ${index}`);
      if (table !== undefined) {
        breach("indirectNotNested", `descriptor ${index} of the indirect table`);
        break;
      }
      if (flags & DESC_NEXT) breach("indirectNotChained", `descriptor ${index}`);
      const length = memory.peek32(at + 8);
      if (length === 0 || length % DESCRIPTOR_BYTES !== 0) {
        breach("indirectTableWhole", `${length} bytes at descriptor ${index}`);
        break;
      }
      table = { address: memory.peek64(at), length };
      if (!memory.inside(table.address, length)) {
        breach("accessInMemory", `indirect table at 0x${table.address.toString(16)}`);
        break;
      }
      base = table.address;
      entries = length / DESCRIPTOR_BYTES;
      index = 0;
      seen = 0;
      continue;
    }
    segments.push({
      address: memory.peek64(at),
      length: memory.peek32(at + 8),
      writable: (flags & DESC_WRITE) !== 0,
    });
    if (!(flags & DESC_NEXT)) break;
    index = memory.peek16(at + 14);
  }
  if (segments.length > config.size)
    breach("chainEnds", `${segments.length} elements in a queue of ${config.size}`);
  checkSegments(memory, segments, breach);
  return { descriptors, segments, table, breaches };
}

/** The rules about elements that hold for every format. */
export function checkSegments(
  memory: GuestMemory,
  segments: readonly Segment[],
  breach: (invariant: InvariantName, detail: string) => void,
): void {
  let writable = false;
  let total = 0;
  for (const segment of segments) {
    if (segment.length === 0) breach("elementsNotEmpty", "an element of 0 bytes");
    if (writable && !segment.writable)
      breach("readableBeforeWritable", "a device-readable element follows a device-writable one");
    if (!memory.inside(segment.address, segment.length))
      breach(
        "accessInMemory",
        `element at 0x${segment.address.toString(16)}, ${segment.length} bytes`,
      );
    writable ||= segment.writable;
    total += segment.length;
  }
  if (total > 2 ** 32) breach("chainLengthRepresentable", `${total} bytes`);
}

/** Address of a descriptor inside the queue's own table. */
export function ownDescriptorOf(config: QueueConfig, address: number): number {
  return Math.floor((address - descAt(config, 0)) / DESCRIPTOR_BYTES);
}
