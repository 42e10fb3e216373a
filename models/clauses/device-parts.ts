/**
 * Clauses P-1 to P-27: device parts and the stop mode, as merged for 1.4, and
 * clauses B68 to B71: the administration commands that carry them.
 *
 * Text modelled: virtio-spec, revision virtio-v1.4-cs01 of 8 April 2026, commit
 * 15f488c, files admin-cmds-device-parts.tex, device-parts.tex, admin.tex and
 * admin-cmds-resource-objects.tex. It is held in full and each clause was checked
 * against it; `says` is in our words. These are the owner's means: the group
 * owner's driver ("owner") has them done to a member device.
 *
 * What the text does not say, checked against those files:
 * - no part holds an available or used index, a wrap counter, what is in flight,
 *   a kick, a notification that is owed, or the ISR status;
 * - no sentence says whether a reset or FLR of the member ends its being stopped:
 *   P-14 is about parts, P-13 about when a command is answered;
 * - normative sentences name VIRTIO_DEV_PART_DEV_CFG, VIRTIO_DEV_PART_DRV_CFG and
 *   VIRTIO_ADMIN_CMD_DEV_MODE_FLAGS_STOPPED, which are defined nowhere;
 *   VIRTIO_ADMIN_CMD_DEV_MODE_F_STOPPED is 0 and at once "bit 0".
 */
import type { Clause } from "../../checker/types.ts";

export const deviceParts: readonly Clause[] = [
  {
    id: "B68a",
    party: "device",
    level: "MUST NOT",
    place: "admin.tex, Group administration commands, device",
    says: "A command that ends with EINVAL must not have changed any state of the device.",
    provenance: "verbatim",
  },
  /** Weakened by the words "generally" and "as far as possible". */
  {
    id: "B68b",
    party: "device",
    level: "SHOULD NOT",
    place: "admin.tex, Group administration commands, device",
    says: "Whatever the error, a command that fails should not have changed the state of the device.",
    provenance: "verbatim",
  },
  {
    id: "B68c",
    party: "device",
    level: "MUST NOT",
    place: "admin.tex, Administration Virtqueues, device",
    says: "A command that ends with EAGAIN or ENOMEM must not have had any effect.",
    provenance: "verbatim",
  },
  {
    id: "B69a",
    party: "device",
    level: "MUST",
    place: "admin.tex, Administration Virtqueues, device",
    says: "The commands of one administration virtqueue must be processed in the order of that queue.",
    provenance: "verbatim",
  },
  {
    id: "B69b",
    party: "device",
    level: "MAY",
    place: "admin.tex, Administration Virtqueues, device",
    says: "Commands of different administration virtqueues may be processed in any order.",
    provenance: "verbatim",
  },
  {
    id: "B69c",
    party: "owner",
    level: "MUST",
    place: "admin.tex, Administration Virtqueues, driver",
    says: "The driver must see to the order of commands on different administration virtqueues itself.",
    provenance: "verbatim",
  },
  /** That a member is a number from 1 to NumVFs stands beside it without a modal word. */
  {
    id: "B70",
    party: "owner",
    level: "MUST",
    place: "admin.tex, Group administration commands, driver",
    says: "While a command for an SR-IOV member is out, the driver must keep VF Enable set and VF Migration Capable clear.",
    provenance: "verbatim",
  },
  /** The device that holds the objects is the owner device, not the member. */
  {
    id: "B71",
    party: "device",
    level: "MUST",
    place: "admin-cmds-resource-objects.tex, Device resource objects, device",
    says: "A device reset must destroy all resource objects, those for device parts too.",
    provenance: "verbatim",
  },
  {
    id: "P-1a",
    party: "owner",
    level: "desc",
    place: "admin-cmds-device-parts.tex, VIRTIO_RESOURCE_OBJ_DEV_PARTS",
    says: "Before it gets or sets parts, the driver creates an object that serves one of the two, not both.",
    provenance: "verbatim",
  },
  {
    id: "P-1b",
    party: "both",
    level: "desc",
    place: "admin-cmds-device-parts.tex, VIRTIO_DEV_PARTS_CAP",
    says: "How many objects there can be for getting, and how many for setting, is a capability of a byte each.",
    provenance: "verbatim",
  },
  {
    id: "P-2",
    party: "device",
    level: "desc",
    place: "admin-cmds-device-parts.tex, Device parts",
    says: "A stopped device starts nothing on the transport: no notification, no access to a queue or to buffer memory.",
    provenance: "verbatim",
  },
  /** "The driver" is the guest's here, the owner's in most other sentences of this section. */
  {
    id: "P-3",
    party: "driver",
    level: "desc",
    place: "admin-cmds-device-parts.tex, Device parts",
    says: "While the device is stopped its driver can go on and notify it, which can update some parts.",
    provenance: "verbatim",
  },
  {
    id: "P-4",
    party: "device",
    level: "desc",
    place: "admin-cmds-device-parts.tex, VIRTIO_ADMIN_CMD_DEV_MODE_SET",
    says: "Once the device is stopped its parts do not change, unless the driver sends transport requests.",
    provenance: "verbatim",
  },
  /** Not tied to SR-IOV, and buffers are named, which S-11b does not. */
  {
    id: "P-5a",
    party: "device",
    level: "MUST NOT",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "While stopped, the device must not access a queue or the memory that a queue refers to.",
    provenance: "verbatim",
  },
  {
    id: "P-5b",
    party: "device",
    level: "MUST NOT",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "While stopped, the device must not send a configuration or virtqueue notification.",
    provenance: "verbatim",
  },
  /** P-6 to P-9: "when the device is stopped using the command"; SR-IOV groups only. */
  {
    id: "P-6a",
    party: "device",
    level: "MUST NOT",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, a device that is stopped must not start a PCI transaction.",
    provenance: "verbatim",
  },
  {
    id: "P-6b",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, every PCI transaction under way must be finished before the command to stop completes.",
    provenance: "verbatim",
  },
  /**
   * Corrected: neither "used" nor "while stopping" is said. It stands in one list with P-6a,
   * and P-5a forbids the access once the device is stopped; "observed" is not defined.
   */
  {
    id: "P-7a",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, a device that is stopped must write the descriptors of all buffers that it has observed to driver memory.",
    provenance: "verbatim",
  },
  /** The prose has no transport; the MUST (P-7a) is for SR-IOV. */
  {
    id: "P-7b",
    party: "device",
    level: "desc",
    place: "admin-cmds-device-parts.tex, VIRTIO_ADMIN_CMD_DEV_MODE_SET",
    says: "Stopping writes back the descriptors of all observed buffers, lest they be processed out of order after a resume.",
    provenance: "verbatim",
  },
  /** That it acts on them after it resumes is not said. */
  {
    id: "P-8a",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, a stopped device must accept the notifications of its driver.",
    provenance: "verbatim",
  },
  /** One sentence with P-8a: whether only because of a notification is not said. */
  {
    id: "P-8b",
    party: "device",
    level: "MAY",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, a stopped device may update any of its parts.",
    provenance: "verbatim",
  },
  {
    id: "P-9a",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, a stopped device must answer PCI reads with valid values.",
    provenance: "verbatim",
  },
  {
    id: "P-9b",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, what PCI itself defines must work the same in every mode of the device.",
    provenance: "verbatim",
  },
  {
    id: "P-9c",
    party: "device",
    level: "MUST NOT",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, a stopped device must not signal a PME.",
    provenance: "verbatim",
  },
  {
    id: "P-10a",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "To stop a device that is stopped must succeed.",
    provenance: "verbatim",
  },
  {
    id: "P-10b",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "To resume a device that is not stopped must succeed.",
    provenance: "verbatim",
  },
  {
    id: "P-10c",
    party: "device",
    level: "desc",
    place: "admin-cmds-device-parts.tex, VIRTIO_ADMIN_CMD_DEV_MODE_SET",
    says: "A mode command that fails has no side effect.",
    provenance: "verbatim",
  },
  {
    id: "P-11",
    party: "owner",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, driver",
    says: "The driver must stop the device before it sets parts.",
    provenance: "verbatim",
  },
  {
    id: "P-12",
    party: "device",
    level: "SHOULD",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "A device that is not stopped should answer the setting of parts with an error.",
    provenance: "verbatim",
  },
  /** P-13: not named are the commands that get parts or their metadata. */
  {
    id: "P-13a",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, a mode or set command that arrives during an FLR must be answered after it.",
    provenance: "verbatim",
  },
  {
    id: "P-13b",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, a mode or set command that arrives during a device reset must be answered after it.",
    provenance: "verbatim",
  },
  {
    id: "P-13c",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, a mode or set command that arrives during a change of power state must be answered after it.",
    provenance: "verbatim",
  },
  /** The mode is no part: whether the member stays stopped is not said. */
  {
    id: "P-14",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, a reset or FLR of the member must bring all of its parts back to their defaults.",
    provenance: "verbatim",
  },
  {
    id: "P-15a",
    party: "device",
    level: "desc",
    place: "admin-cmds-device-parts.tex, VIRTIO_ADMIN_CMD_DEV_PARTS_SET",
    says: "Parts that were set take effect when the device is resumed by a mode command.",
    provenance: "verbatim",
  },
  /** What a get between the set and the resume returns follows from P-15b, not from P-15a. */
  {
    id: "P-15b",
    party: "device",
    level: "desc",
    place: "admin-cmds-device-parts.tex, VIRTIO_ADMIN_CMD_DEV_PARTS_SET",
    says: "When a set command has succeeded, the parts have the values that it brought.",
    provenance: "verbatim",
  },
  {
    id: "P-15c",
    party: "device",
    level: "desc",
    place: "admin-cmds-device-parts.tex, VIRTIO_ADMIN_CMD_DEV_PARTS_SET",
    says: "A set command that fails has no side effect.",
    provenance: "verbatim",
  },
  {
    id: "P-16a",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "The device must let its parts be got several times.",
    provenance: "verbatim",
  },
  {
    id: "P-16b",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "The device must let the same parts, or others, be set several times.",
    provenance: "verbatim",
  },
  {
    id: "P-17a",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "A device that returns several parts must return them in the order of the table.",
    provenance: "verbatim",
  },
  {
    id: "P-17b",
    party: "owner",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, driver",
    says: "A driver that sets several parts must set them in the order of the table.",
    provenance: "verbatim",
  },
  /**
   * Status comes before the queues. A list further down states other orders, with names that
   * are defined nowhere.
   */
  {
    id: "P-17c",
    party: "both",
    level: "desc",
    place: "admin-cmds-device-parts.tex, Device parts order",
    says: "The order is offered features, accepted features, common configuration, status, queues, queue notification.",
    provenance: "verbatim",
  },
  {
    id: "P-18",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "A part whose length is not the one that the device knows must be answered with an error.",
    provenance: "verbatim",
  },
  {
    id: "P-19a",
    party: "device",
    level: "MUST NOT",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "The features that a device offers must not be changed by setting that part.",
    provenance: "verbatim",
  },
  /** The same sentence as P-19a, but its second "must" is in lower case. */
  {
    id: "P-19b",
    party: "device",
    level: "desc",
    place: "admin-cmds-device-parts.tex, Device parts",
    says: "The device compares the features it offers with those in the part.",
    provenance: "verbatim",
  },
  {
    id: "P-20a",
    party: "device",
    level: "SHOULD",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "Of offered features, common and device configuration, the device should only check what is set.",
    provenance: "verbatim",
  },
  /**
   * "Especially" fields that are read-only: whether config_msix_vector is meant is a
   * reading.
   */
  {
    id: "P-20b",
    party: "device",
    level: "SHOULD NOT",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "Offered features, common and device configuration should not be taken over from what is set.",
    provenance: "verbatim",
  },
  /** "The driver" can be the owner's or the guest's; the paragraph is about the owner's. */
  {
    id: "P-21",
    party: "owner",
    level: "SHOULD NOT",
    place: "admin-cmds-device-parts.tex, Device parts, driver",
    says: "On SR-IOV, the driver should not access the device configuration space of a stopped device.",
    provenance: "verbatim",
  },
  /** The "may" of the text is in lower case. */
  {
    id: "P-22",
    party: "device",
    level: "MAY",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "A part that is marked optional may be ignored when it is set.",
    provenance: "verbatim",
  },
  {
    id: "P-23",
    party: "both",
    level: "desc",
    place: "device-parts.tex, VIRTIO_DEV_PART_VQ_CFG",
    says: "A queue's part holds size, vector, whether it is enabled, and three addresses; it holds no position.",
    provenance: "verbatim",
  },
  /** It can hence carry SUSPEND, 1B or a value from the middle of a suspend. */
  {
    id: "P-24",
    party: "both",
    level: "desc",
    place: "device-parts.tex, VIRTIO_DEV_PART_DEVICE_STATUS",
    says: "The status byte is a part, and there is one of it.",
    provenance: "verbatim",
  },
  {
    id: "P-25",
    party: "both",
    level: "desc",
    place: "device-types/net/description.tex, VIRTIO_NET_DEV_PART_CVQ_CFG_PART",
    says: "A network device has one more part for each thing that was configured over the control queue.",
    provenance: "verbatim",
  },
  /** "Some hypervisors"; pending bits and ISR status are in neither list. */
  {
    id: "P-26",
    party: "hypervisor",
    level: "desc",
    place: "device-parts.tex, Assumptions",
    says: "PCI configuration space and the table of MSI-X are saved by hypervisors that keep them from the driver.",
    provenance: "verbatim",
  },
  /**
   * A device without an SR-IOV owner, or one whose owner is out of reach (a nested
   * hypervisor with a VF), has no such commands.
   */
  {
    id: "P-27",
    party: "owner",
    level: "desc",
    place: "admin-cmds-device-parts.tex, Device parts handling commands",
    says: "These commands are defined for groups of type SR-IOV only.",
    provenance: "verbatim",
  },
];
