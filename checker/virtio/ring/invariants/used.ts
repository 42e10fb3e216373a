/** Of what a device gives back, in which order, and when either side notifies. */
import { CONTENT, type Entry, entry, PACKED, SPLIT } from "./entry.ts";

export const used = {
  usedOnce: entry(
    [10],
    "desc",
    `${SPLIT}, The Virtqueue Used Ring; ${CONTENT}, Virtqueues`,
    "What is used was made available and has not been returned before.",
  ),
  usedIdxFollowsEntry: entry(
    [11],
    "desc",
    `${SPLIT}, The Virtqueue Used Ring`,
    "The used idx moves by exactly the number of buffers that were returned.",
  ),
  entryBeforeUsedIdx: entry(
    [12],
    "MUST",
    `${SPLIT}, The Virtqueue Used Ring, device; ${PACKED}, The Virtqueue Descriptor Table, device`,
    "A used entry, len included, is written before the write that publishes it.",
  ),
  usedEntryInTurn: entry(
    [12],
    "MUST NOT",
    `${SPLIT}, The Virtqueue Used Ring; ${PACKED}, The Virtqueue Descriptor Table, device`,
    "A used entry is written where the next one is due; what was published stays as it is.",
  ),
  payloadBeforeUsedIdx: entry(
    [12],
    "MUST",
    `${SPLIT}, The Virtqueue Used Ring, device`,
    "The device has written at least len bytes of the buffer before it publishes the used entry.",
  ),
  lengthWithinWritable: entry(
    [13],
    "desc",
    `${SPLIT}, The Virtqueue Used Ring; ${PACKED}, Element Address and Length`,
    "The used len is no more than the device-writable bytes of the buffer.",
  ),
  indicesWrapNaturally: entry(
    [14],
    "desc",
    `${SPLIT}, Updating idx`,
    "The slot of index i is i modulo the queue size, through 65535 and on.",
  ),
  wrapCountersToggle: entry(
    [14],
    "desc",
    `${PACKED}, Driver and Device Ring Wrap Counters`,
    "A wrap counter changes exactly when the last slot is passed.",
  ),
  inOrderUse: entry(
    [15],
    "MUST",
    `${CONTENT}, Reserved Feature Bits; ${SPLIT} and ${PACKED}, In-order use of descriptors`,
    "With VIRTIO_F_IN_ORDER buffers are used in the order in which they were made available.",
  ),
  notifiesWhenAsked: entry(
    [16, 18],
    "MUST",
    `${SPLIT}, Used and Available Buffer Notification Suppression; ${PACKED}, Driver and Device Event Suppression`,
    "A notification is sent when the other side's suppression fields ask for it.",
  ),
  staysQuietWhenAsked: entry(
    [17, 18],
    "SHOULD NOT",
    `${SPLIT}, Used and Available Buffer Notification Suppression; ${PACKED}, Driver and Device Event Suppression`,
    "No notification is sent when the other side's suppression fields advise against it.",
  ),
  enableThenRecheck: entry(
    [19],
    "desc",
    `${SPLIT} and ${PACKED}, Receiving Used Buffers From The Device`,
    "After asking for notifications a side looks at the ring once more before it sleeps.",
  ),
  availEventReadsBack: entry(
    [20],
    "desc",
    `${SPLIT}, Available Buffer Notification Suppression`,
    "The event index that one side reads is the one that the other side wrote last.",
  ),
  inFlightWithinSize: entry(
    [21],
    "desc",
    `${SPLIT}, Supplying Buffers to The Device`,
    "The device holds 0 to queue size buffers.",
  ),
} as const satisfies Record<string, Entry>;
