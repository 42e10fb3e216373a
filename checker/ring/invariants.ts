/**
 * What is true of a virtqueue whose two sides keep to the text.
 *
 * Each invariant carries the points of the field's checklist that it answers
 * (1 to 31, see README.md) and the section of virtio 1.4 that it rests on. A
 * breach is a value, never an exception.
 */

/** Strength of the sentence behind an invariant. */
export type InvariantLevel = "MUST" | "MUST NOT" | "SHOULD" | "SHOULD NOT" | "MAY" | "desc";

interface Entry {
  /** Points of the checklist in README.md. */
  readonly points: readonly number[];
  readonly level: InvariantLevel;
  /** File and section title of virtio-v1.4-cs01. */
  readonly section: string;
  /** The claim as a sentence. */
  readonly says: string;
}

const SPLIT = "split-ring.tex";
const PACKED = "packed-ring.tex";
const CONTENT = "content.tex";

const entry = (
  points: readonly number[],
  level: InvariantLevel,
  section: string,
  says: string,
): Entry => ({ points, level, section, says });

/** Every invariant of the kernel, by name. */
export const INVARIANTS = {
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
  resetForgetsEverything: entry(
    [22],
    "MUST",
    `${CONTENT}, Device Reset, device`,
    "Once status reads 0 the device holds no buffer, no index and no feature.",
  ),
  resetDeviceIsSilent: entry(
    [22],
    "MUST NOT",
    `${CONTENT}, Device Reset, device`,
    "A device whose status reads 0 touches no queue and sends no notification.",
  ),
  resetQueueIsSilent: entry(
    [23],
    "MUST NOT",
    `${CONTENT}, Virtqueue Reset, device`,
    "A queue that is reset or not enabled is not touched, and no notification is sent for it.",
  ),
  reenabledQueueStartsEmpty: entry(
    [24],
    "MUST",
    `${CONTENT}, Virtqueue Reset, device; Virtqueue Re-enable`,
    "After a queue reset both cursors are 0 and nothing is in flight.",
  ),
  queueConfigFixed: entry(
    [25],
    "MUST",
    `transport-pci.tex, Common configuration structure layout, driver`,
    "Size and addresses of a queue do not change while it is enabled.",
  ),
  statusOnlyGrows: entry(
    [26],
    "MUST NOT",
    `${CONTENT}, Device Status Field, driver; Device Initialization, driver`,
    "Status bits are set in order and cleared only by reset or by the device's own suspend and resume.",
  ),
  featuresWithinOffer: entry(
    [26],
    "MUST NOT",
    `${CONTENT}, Feature Bits, driver; Device Initialization, device`,
    "FEATURES_OK is presented only for a subset of the features that were offered.",
  ),
  nothingBeforeDriverOk: entry(
    [27],
    "MUST NOT",
    `${CONTENT}, Device Status Field, device`,
    "Before DRIVER_OK no buffer is consumed and no used notification is sent.",
  ),
  suspendedDeviceIsSilent: entry(
    [28],
    "MUST NOT",
    `${CONTENT}, Device Suspend, device`,
    "A suspended device touches no virtqueue and sends no notification; that it leaves buffers alone too is a reading, which this kernel takes.",
  ),
  stoppedDeviceIsSilent: entry(
    [28],
    "MUST NOT",
    `admin-cmds-device-parts.tex, Device parts, device`,
    "A stopped device touches no virtqueue memory and sends no notification.",
  ),
  stopLosesNothing: entry(
    [28],
    "desc",
    `${CONTENT}, Device Suspend`,
    "What arrives while the device is stopped is found when it runs again.",
  ),
  restoreKeepsFuture: entry(
    [29],
    "desc",
    `admin-cmds-device-parts.tex, Device parts`,
    "A restored device goes on where the saved one was: nothing is used twice, nothing is lost.",
  ),
  configChangeSignalled: entry(
    [30],
    "MUST",
    `transport-pci.tex, Common configuration structure layout, device; ${CONTENT}, Notification of Device Configuration Changes`,
    "A changed configuration shows a changed generation and is notified.",
  ),
  absentQueueHarmless: entry(
    [31],
    "desc",
    "transport-pci.tex, Common configuration structure layout",
    "A notification or access for a queue that does not exist changes nothing.",
  ),
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

export type InvariantName = keyof typeof INVARIANTS;

/** One breach of an invariant. */
export interface Violation {
  readonly invariant: InvariantName;
  /** Where the sentence stands in virtio 1.4. */
  readonly section: string;
  /** Who touched what: `device reads queue0 avail.ring[3] at 0x1006 (2 bytes)`. */
  readonly where: string;
  /** What was seen and what would have been right. */
  readonly detail: string;
}

/** Collects breaches. At most `limit` are kept as values; all are counted. */
export class Findings {
  readonly kept: Violation[] = [];
  readonly counts = new Map<InvariantName, number>();
  readonly #limit: number;

  constructor(limit = 100) {
    this.#limit = limit;
  }

  /** The texts are built only while there is room, so that a flood stays cheap. */
  add(invariant: InvariantName, where: () => string, detail: () => string): void {
    this.counts.set(invariant, (this.counts.get(invariant) ?? 0) + 1);
    if (this.kept.length >= this.#limit) return;
    const { section } = INVARIANTS[invariant];
    this.kept.push({ invariant, section, where: where(), detail: detail() });
  }

  /** The breaches since the last call; the collection is empty afterwards. */
  take(): readonly Violation[] {
    const taken = this.kept.slice();
    this.kept.length = 0;
    this.counts.clear();
    return taken;
  }
}
