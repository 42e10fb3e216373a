/** Of rings, heads, chains and tables: what a driver makes available, and how. */
import { CONTENT, type Entry, entry, PACKED, SPLIT } from "./entry.ts";

export const madeAvailable = {
  areasAligned: entry(
    [1],
    "MUST",
    `${SPLIT} and ${PACKED}, Virtqueues, driver`,
    "Each part of a virtqueue starts at a multiple of its alignment.",
  ),
  areasInMemory: entry(
    [1],
    "desc",
    `${SPLIT}, Split Virtqueues; ${PACKED}, Packed Virtqueues`,
    "Each part of a virtqueue lies in guest memory and overlaps no other part.",
  ),
  queueSizeLegal: entry(
    [1],
    "desc",
    `${SPLIT}, Split Virtqueues; ${PACKED}, Structure Size and Alignment`,
    "A queue has 1 to 32768 entries; a split queue has a power of two.",
  ),
  accessInMemory: entry(
    [2],
    "desc",
    `${SPLIT}, The Virtqueue Descriptor Table`,
    "No access leaves guest memory.",
  ),
  headInTable: entry(
    [2],
    "desc",
    `${SPLIT}, The Virtqueue Available Ring`,
    "An available entry names a descriptor of the table.",
  ),
  usedIdInTable: entry(
    [2],
    "desc",
    `${SPLIT}, The Virtqueue Used Ring; ${PACKED}, The Virtqueue Descriptor Format`,
    "A used entry names a head (packed: a buffer id) of this queue.",
  ),
  fetchOnlyAvailable: entry(
    [3],
    "MUST NOT",
    `${SPLIT}, Updating idx; ${PACKED}, The Virtqueue Descriptor Table, device`,
    "The device takes only what has been made available, one buffer at a time.",
  ),
  undoFetchIsInverse: entry(
    [4],
    "desc",
    `${SPLIT}, The Virtqueue Available Ring`,
    "Giving the last fetched buffer back restores the cursor and the in-flight set.",
  ),
  availableDistanceWithinSize: entry(
    [5],
    "desc",
    `${SPLIT}, Supplying Buffers to The Device`,
    "No more buffers are available and unused than the queue has entries.",
  ),
  availIdxNeverDecreases: entry(
    [6],
    "MUST NOT",
    `${SPLIT}, The Virtqueue Available Ring, driver`,
    "The available idx is never taken back.",
  ),
  exposedBufferUnchanged: entry(
    [6],
    "MUST NOT",
    `${CONTENT}, Device Cleanup, driver; ${PACKED}, The Virtqueue Descriptor Table, driver`,
    "The driver changes no entry of a buffer that it has exposed and not got back.",
  ),
  barrierBeforeExposure: entry(
    [6],
    "MUST",
    `${SPLIT}, Updating idx, driver; ${PACKED}, Updating flags, driver`,
    "A barrier stands between the last descriptor or entry written and the write that exposes it.",
  ),
  chainEnds: entry(
    [7],
    "MUST NOT",
    `${SPLIT}, Indirect Descriptors, driver; ${PACKED}, Scatter-Gather Support, driver`,
    "A chain has no more descriptors than the queue (or its indirect table) has entries; loops are forbidden.",
  ),
  nextInTable: entry(
    [7],
    "desc",
    `${SPLIT}, The Virtqueue Descriptor Table`,
    "The next field of a chained descriptor stays inside its table.",
  ),
  readableBeforeWritable: entry(
    [8],
    "MUST",
    `${SPLIT}, Message Framing, driver; ${PACKED}, Scatter-Gather Support, driver`,
    "Device-writable elements come after all device-readable ones.",
  ),
  elementsNotEmpty: entry(
    [8],
    "desc",
    `${SPLIT}, Placing Buffers Into The Descriptor Table`,
    "A buffer has at least one element, and every element at least one byte.",
  ),
  chainLengthRepresentable: entry(
    [8],
    "MUST NOT",
    `${SPLIT}, The Virtqueue Descriptor Table, driver`,
    "A chain has at most 2^32 bytes in total.",
  ),
  listExposedWhole: entry(
    [6],
    "MUST NOT",
    `${PACKED}, Scatter-Gather Support, driver`,
    "The first descriptor of a list is made available after all others, and each carries the right AVAIL and USED bits.",
  ),
  indirectNegotiated: entry(
    [9],
    "MUST NOT",
    `${SPLIT} and ${PACKED}, Indirect Descriptors, driver`,
    "INDIRECT is set only if VIRTIO_F_INDIRECT_DESC was negotiated.",
  ),
  indirectTableWhole: entry(
    [9],
    "desc",
    `${SPLIT} and ${PACKED}, Indirect Descriptors`,
    "An indirect table has a positive multiple of 16 bytes.",
  ),
  indirectNotNested: entry(
    [9],
    "MUST NOT",
    `${SPLIT} and ${PACKED}, Indirect Descriptors, driver`,
    "No descriptor of an indirect table is itself indirect.",
  ),
  indirectNotChained: entry(
    [9],
    "MUST NOT",
    `${SPLIT} and ${PACKED}, Indirect Descriptors, driver`,
    "INDIRECT and NEXT are never set together.",
  ),
} as const satisfies Record<string, Entry>;
