/**
 * What the bytes of a descriptor chain say, read without an access.
 *
 * The watch uses it; the device walks chains by itself, through its own accesses.
 */
import type { Exposed } from "./exposures.ts";
import {
  DESC_INDIRECT,
  DESC_NEXT,
  DESC_WRITE,
  DESCRIPTOR_BYTES,
  type QueueConfig,
} from "./layout.ts";
import type { GuestMemory } from "./memory.ts";

/** Follows the chain from `head` into `view`; stops at the first breach that hides the rest. */
export function viewChain(
  memory: GuestMemory,
  config: QueueConfig,
  head: number,
  view: Exposed,
): void {
  view.start(head);
  let base = config.desc;
  let entries = config.size;
  let index = head;
  let seen = 0;
  for (;;) {
    if (index >= entries) {
      view.breach(seen === 0 ? "headInTable" : "nextInTable", `descriptor ${index} of ${entries}`);
      break;
    }
    if (seen === entries) {
      view.breach("chainEnds", `more than ${entries} descriptors from head ${head}`);
      break;
    }
    seen++;
    const at = base + DESCRIPTOR_BYTES * index;
    const flags = memory.peek16(at + 12);
    if (view.tableLength === 0) view.addDescriptor(index);
    if (flags & DESC_INDIRECT) {
      if (!viewTable(memory, config, index, at, view)) break;
      base = view.tableAddress;
      entries = view.tableLength / DESCRIPTOR_BYTES;
      index = 0;
      seen = 0;
      continue;
    }
    view.addElement(memory.peek64(at), memory.peek32(at + 8), (flags & DESC_WRITE) !== 0);
    if (!(flags & DESC_NEXT)) break;
    index = memory.peek16(at + 14);
  }
  if (view.elements > config.size)
    view.breach("chainEnds", `${view.elements} elements in a queue of ${config.size}`);
  checkElements(memory, view);
}
/** Takes up the table that a descriptor names; false where it cannot be followed. */
function viewTable(
  memory: GuestMemory,
  config: QueueConfig,
  index: number,
  at: number,
  view: Exposed,
): boolean {
  if (!config.features.indirect) view.breach("indirectNegotiated", `descriptor ${index}`);
  if (view.tableLength > 0) {
    view.breach("indirectNotNested", `descriptor ${index} of the indirect table`);
    return false;
  }
  if (memory.peek16(at + 12) & DESC_NEXT) view.breach("indirectNotChained", `descriptor ${index}`);
  const address = memory.peek64(at);
  const length = memory.peek32(at + 8);
  if (length === 0 || length % DESCRIPTOR_BYTES !== 0) {
    view.breach("indirectTableWhole", `${length} bytes at descriptor ${index}`);
    return false;
  }
  view.addTable(address, length);
  if (memory.inside(address, length)) return true;
  view.breach("accessInMemory", `indirect table at 0x${address.toString(16)}`);
  return false;
}

/** The rules about elements that hold for every format. */
export function checkElements(memory: GuestMemory, view: Exposed): void {
  let writable = false;
  for (let i = 0; i < view.elements; i++) {
    const address = view.addressOf(i);
    const length = view.lengthOf(i);
    if (length === 0) view.breach("elementsNotEmpty", "an element of 0 bytes");
    if (writable && !view.isWritable(i))
      view.breach(
        "readableBeforeWritable",
        "a device-readable element follows a device-writable one",
      );
    if (!memory.inside(address, length))
      view.breach("accessInMemory", `element at 0x${address.toString(16)}, ${length} bytes`);
    writable ||= view.isWritable(i);
  }
  const total = view.readable + view.writable;
  if (total > 2 ** 32) view.breach("chainLengthRepresentable", `${total} bytes`);
}
