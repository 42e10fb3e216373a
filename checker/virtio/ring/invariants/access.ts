/** Of who touches which bytes, and what a hypervisor knows of it. */
import { CONTENT, type Entry, entry, PACKED, SPLIT } from "./entry.ts";

export const access = {
  noDeviceAccessAfterRelease: entry(
    [23],
    "MUST NOT",
    `${CONTENT}, Device Reset, device; Virtqueue Reset, device and driver`,
    "The device touches no memory that the driver has released.",
  ),
  deviceTouchesOnlyShared: entry(
    [2],
    "desc",
    `${CONTENT}, Virtqueues`,
    "The device touches only ring areas and buffers that it holds.",
  ),
  descriptorsUnwritten: entry(
    [2],
    "MUST NOT",
    `${SPLIT}, The Virtqueue Descriptor Table, device`,
    "The device writes no descriptor of a split queue and no available ring.",
  ),
  usedRingUnwrittenByDriver: entry(
    [2],
    "desc",
    `${SPLIT}, The Virtqueue Used Ring`,
    "Only the device writes the used ring once the queue is enabled.",
  ),
  readableBufferUnwritten: entry(
    [8],
    "MUST NOT",
    `${SPLIT} and ${PACKED}, The Virtqueue Descriptor Table, device`,
    "The device writes no device-readable buffer.",
  ),
  writableBufferUnread: entry(
    [8],
    "SHOULD NOT",
    `${SPLIT} and ${PACKED}, The Virtqueue Descriptor Table, device`,
    "The device reads no device-writable buffer.",
  ),
  deviceWritesAreLogged: entry(
    [29],
    "desc",
    "not in virtio 1.4; the dirty log of a hypervisor",
    "Every page that the device writes is in the dirty log until it is read and cleared.",
  ),
  lastCopyIsComplete: entry(
    [29],
    "desc",
    "not in virtio 1.4; a hypervisor's copy of guest memory",
    "When a hypervisor hands over, its copy holds all that memory holds.",
  ),
} as const satisfies Record<string, Entry>;
