/**
 * What the bytes of a descriptor list in a packed ring say, read without an
 * access. The watch and tests use it; the device reads lists by itself.
 */
import type { Exposed } from "./exposures.ts";
import {
  DESC_INDIRECT,
  DESC_NEXT,
  DESC_WRITE,
  DESCRIPTOR_BYTES,
  descAt,
  type QueueConfig,
} from "./layout.ts";
import type { GuestMemory } from "./memory.ts";
import { advancePacked, availableBits, slotOf, wrapBits, wrapOf } from "./packed-layout.ts";
import { checkElements } from "./split-chain.ts";

/** Follows the list that starts at a position of the driver, in its 16-bit form, into
 *  `view`, whose descriptors are slots of the ring. */
export function viewList(
  memory: GuestMemory,
  config: QueueConfig,
  from: number,
  view: Exposed,
): void {
  view.start(0);
  let place = from;
  for (;;) {
    if (view.slots === config.size) {
      view.breach("chainEnds", `more than ${config.size} descriptors from slot ${slotOf(from)}`);
      break;
    }
    const slot = slotOf(place);
    const at = descAt(config, slot);
    const flags = memory.peek16(at + 14);
    view.addDescriptor(slot);
    view.head = memory.peek16(at + 12);
    if (wrapBits(flags) !== availableBits(wrapOf(place))) {
      view.breach("listExposedWhole", `slot ${slot} has flags 0x${flags.toString(16)}`);
      break;
    }
    if (flags & DESC_INDIRECT) {
      if (!config.features.indirect) view.breach("indirectNegotiated", `slot ${slot}`);
      if (flags & DESC_NEXT || view.slots > 1) view.breach("indirectNotChained", `slot ${slot}`);
      readTable(memory, memory.peek64(at), memory.peek32(at + 8), view);
      break;
    }
    view.addElement(memory.peek64(at), memory.peek32(at + 8), (flags & DESC_WRITE) !== 0);
    if (!(flags & DESC_NEXT)) break;
    place = advancePacked(place, 1, config.size);
  }
  if (view.elements > config.size)
    view.breach("chainEnds", `${view.elements} elements in a queue of ${config.size}`);
  checkElements(memory, view);
}

function readTable(memory: GuestMemory, address: number, length: number, view: Exposed): void {
  view.addTable(address, length);
  if (length === 0 || length % DESCRIPTOR_BYTES !== 0) {
    view.breach("indirectTableWhole", `${length} bytes`);
    return;
  }
  if (!memory.inside(address, length)) {
    view.breach("accessInMemory", `indirect table at 0x${address.toString(16)}`);
    return;
  }
  for (let at = address; at < address + length; at += DESCRIPTOR_BYTES) {
    const flags = memory.peek16(at + 14);
    if (flags & DESC_INDIRECT) view.breach("indirectNotNested", `entry at 0x${at.toString(16)}`);
    view.addElement(memory.peek64(at), memory.peek32(at + 8), (flags & DESC_WRITE) !== 0);
  }
}
