/**
 * Base clauses B60 to B67: when a notification is owed, order of use, indirect
 * descriptors, and the data that a kick may carry.
 *
 * Text modelled: virtio-spec, revision virtio-v1.4-cs01, commit 15f488c, held in
 * full. The MUST and SHOULD NOT of B60 to B62 bind split rings. For packed rings
 * the text has only the descriptive sentence of B61c and B62e.
 */
import type { Clause } from "../../checker/types.ts";
import { none, obliges } from "../rules.ts";
import { isOwedInterrupt } from "./conditions.ts";

export const baseNotifications: readonly Clause[] = [
  {
    id: "B60a",
    party: "device",
    level: "MUST",
    place: "split-ring.tex, Used Buffer Notification Suppression, device",
    says: "Without EVENT_IDX and with avail flags 0, a used entry must be followed by a used buffer notification.",
    provenance: "verbatim",
    rules: [obliges("device.interrupts", isOwedInterrupt)],
  },
  {
    id: "B60b",
    party: "device",
    level: "SHOULD NOT",
    place: "split-ring.tex, Used Buffer Notification Suppression, device",
    says: "Without EVENT_IDX and with avail flags 1, the device should not notify for a used entry.",
    provenance: "verbatim",
    rules: [none("suppression is not modelled: on the ring kernel staysQuietWhenAsked holds it")],
  },
  {
    id: "B61a",
    party: "device",
    level: "MUST",
    place: "split-ring.tex, Used Buffer Notification Suppression, device",
    says: "With EVENT_IDX, the used entry whose place is the index in used_event must be followed by a notification.",
    provenance: "verbatim",
    rules: [none("EVENT_IDX is not modelled: on the ring kernel notifiesWhenAsked holds it")],
  },
  {
    id: "B61b",
    party: "device",
    level: "SHOULD NOT",
    place: "split-ring.tex, Used Buffer Notification Suppression, device",
    says: "With EVENT_IDX, the device should not notify for a used entry at any other index.",
    provenance: "verbatim",
    rules: [none("EVENT_IDX is not modelled: on the ring kernel staysQuietWhenAsked holds it")],
  },
  /** Added: the packed counterpart of B60 and B61 has no normative word. */
  {
    id: "B61c",
    party: "device",
    level: "desc",
    place: "packed-ring.tex, Driver and Device Event Suppression",
    says: "On a packed ring the device consults the driver's event suppression to learn whether to notify.",
    provenance: "verbatim",
  },
  {
    id: "B62a",
    party: "driver",
    level: "MUST",
    place: "split-ring.tex, Available Buffer Notification Suppression, driver",
    says: "Without EVENT_IDX and with used flags 0, an entry made available must be followed by a kick.",
    provenance: "verbatim",
    rules: [obliges("driver.kicks")],
  },
  {
    id: "B62b",
    party: "driver",
    level: "SHOULD NOT",
    place: "split-ring.tex, Available Buffer Notification Suppression, driver",
    says: "Without EVENT_IDX and with used flags 1, the driver should not kick.",
    provenance: "verbatim",
    rules: [none("suppression is not modelled: on the ring kernel staysQuietWhenAsked holds it")],
  },
  {
    id: "B62c",
    party: "driver",
    level: "MUST",
    place: "split-ring.tex, Available Buffer Notification Suppression, driver",
    says: "With EVENT_IDX, the available entry whose place is the index in avail_event must be followed by a kick.",
    provenance: "verbatim",
    rules: [none("EVENT_IDX is not modelled: on the ring kernel notifiesWhenAsked holds it")],
  },
  {
    id: "B62d",
    party: "driver",
    level: "SHOULD NOT",
    place: "split-ring.tex, Available Buffer Notification Suppression, driver",
    says: "With EVENT_IDX, the driver should not kick for an available entry at any other index.",
    provenance: "verbatim",
    rules: [none("EVENT_IDX is not modelled: on the ring kernel staysQuietWhenAsked holds it")],
  },
  /** Added: the packed counterpart of B62a to B62d has no normative word. */
  {
    id: "B62e",
    party: "driver",
    level: "desc",
    place: "packed-ring.tex, Driver and Device Event Suppression",
    says: "On a packed ring the driver consults the device's event suppression to learn whether to kick.",
    provenance: "verbatim",
  },
  {
    id: "B63a",
    party: "driver",
    level: "MUST",
    place: "split-ring.tex, Used Buffer Notification Suppression, driver",
    says: "The driver must cope with notifications that bring nothing new.",
    provenance: "verbatim",
    rules: [
      none("a definition of no event: a driver that is notified looks, and finds what there is"),
    ],
  },
  {
    id: "B63b",
    party: "device",
    level: "MUST",
    place: "split-ring.tex, Available Buffer Notification Suppression, device",
    says: "The device must cope with kicks that bring nothing new.",
    provenance: "verbatim",
    rules: [
      none(
        "a kick that brings nothing new makes a device look and find nothing; it has no other outcome",
      ),
    ],
  },
  {
    id: "B64a",
    party: "both",
    level: "desc",
    place: "split-ring.tex, Used Buffer Notification Suppression",
    says: "Suppression is not reliable, because nothing synchronizes it with the other side.",
    provenance: "verbatim",
  },
  /** The packed text shows the same idiom under the same title. */
  {
    id: "B64b",
    party: "driver",
    level: "desc",
    place: "split-ring.tex, Receiving Used Buffers From The Device",
    says: "To miss no notification, drivers enable them, pass a barrier, and look at the ring once more.",
    provenance: "verbatim",
  },
  {
    id: "B65a",
    party: "device",
    level: "MUST",
    place: "content.tex, Reserved Feature Bits, device",
    says: "With IN_ORDER the device must use buffers in the order in which they became available.",
    provenance: "verbatim",
    rules: [none("IN_ORDER is not modelled: on the ring kernel inOrderUse holds it")],
  },
  {
    id: "B65b",
    party: "device",
    level: "desc",
    place: "split-ring.tex, In-order use of descriptors",
    says: "With IN_ORDER a batch needs one used entry, for its last head; the used idx grows by the size of the batch.",
    provenance: "verbatim",
  },
  {
    id: "B66a",
    party: "driver",
    level: "MUST NOT",
    place: "split-ring.tex, Indirect Descriptors, driver",
    says: "The driver must not set INDIRECT on a descriptor without having negotiated the feature.",
    provenance: "verbatim",
    rules: [none("indirect tables are bytes: on the ring kernel indirectNegotiated holds it")],
  },
  {
    id: "B66b",
    party: "driver",
    level: "MUST NOT",
    place: "split-ring.tex, Indirect Descriptors, driver",
    says: "The driver must not nest indirect tables.",
    provenance: "verbatim",
    rules: [none("indirect tables are bytes: on the ring kernel indirectNotNested holds it")],
  },
  {
    id: "B66c",
    party: "driver",
    level: "MUST NOT",
    place: "split-ring.tex, Indirect Descriptors, driver",
    says: "The driver must not combine INDIRECT with NEXT in one descriptor.",
    provenance: "verbatim",
    rules: [none("indirect tables are bytes: on the ring kernel indirectNotChained holds it")],
  },
  /** Corrected: it is the driver that sends this, and the sentence has no normative word. */
  {
    id: "B67a",
    party: "driver",
    level: "desc",
    place: "content.tex, Driver Notifications",
    says: "With NOTIFICATION_DATA a kick carries the next available position: 15 bits of offset and one of wrap.",
    provenance: "verbatim",
  },
  {
    id: "B67b",
    party: "driver",
    level: "desc",
    place: "content.tex, Driver Notifications",
    says: "Kicks can be repeated without new buffers; with NOTIFICATION_DATA they then carry the same position.",
    provenance: "verbatim",
  },
  /** Added: for packed rings the position is a MUST. */
  {
    id: "B67c",
    party: "driver",
    level: "MUST",
    place: "packed-ring.tex, The Virtqueue Descriptor Table, driver",
    says: "On a packed ring the position in a kick must be that of the next descriptor not yet available.",
    provenance: "verbatim",
    rules: [none("the data that a kick carries are not modelled")],
  },
];
