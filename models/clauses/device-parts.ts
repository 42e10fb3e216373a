/**
 * Clauses P-15 to P-27: when parts that are set take effect, in which order they
 * go, what of them is checked or taken over, and what they hold.
 *
 * Text modelled: virtio-spec, revision virtio-v1.4-cs01 of 8 April 2026, commit
 * 15f488c, files admin-cmds-device-parts.tex, device-parts.tex and
 * device-types/net/description.tex. It is held in full and each clause was checked
 * against it; `says` is in our words.
 *
 * What the text does not say, checked against those files:
 * - no part holds an available or used index, a wrap counter, what is in flight,
 *   a kick, a notification that is owed, or the ISR status;
 * - normative sentences name VIRTIO_DEV_PART_DEV_CFG and VIRTIO_DEV_PART_DRV_CFG,
 *   which are defined nowhere.
 */
import type { Clause } from "../../checker/types/index.ts";
import { during, forbids, ifRead, none } from "../rules.ts";

export const deviceParts: readonly Clause[] = [
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
    rules: [none("that parts are got once more has one outcome")],
  },
  {
    id: "P-16b",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "The device must let the same parts, or others, be set several times.",
    provenance: "verbatim",
    rules: [none("that parts are set once more has one outcome")],
  },
  {
    id: "P-17a",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "A device that returns several parts must return them in the order of the table.",
    provenance: "verbatim",
    rules: [none("a part is got by an event of its own, in the order in which it is asked for")],
  },
  {
    id: "P-17b",
    party: "owner",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, driver",
    says: "A driver that sets several parts must set them in the order of the table.",
    provenance: "verbatim",
    rules: [
      ifRead(
        "stopped-by",
        "mode-command",
        forbids("hypervisor.restoresQueue", during("orchestrator", "there", "restoring")),
      ),
    ],
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
    rules: [none("the length of a part is not modelled")],
  },
  {
    id: "P-19a",
    party: "device",
    level: "MUST NOT",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "The features that a device offers must not be changed by setting that part.",
    provenance: "verbatim",
    rules: [none("features are fixed and are no part here")],
  },
  /** The same sentence as P-19a, but its second "must" is in lower case. */
  {
    id: "P-19b",
    party: "device",
    level: "desc",
    place: "admin-cmds-device-parts.tex, Device parts",
    says: "The device compares the features it offers with those in the part.",
    provenance: "verbatim",
    rules: [none("features are fixed and are no part here")],
  },
  {
    id: "P-20a",
    party: "device",
    level: "SHOULD",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "Of offered features, common and device configuration, the device should only check what is set.",
    provenance: "verbatim",
    rules: [none("offered features and both configurations are no parts here")],
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
    rules: [none("offered features and both configurations are no parts here")],
  },
  /** "The driver" can be the owner's or the guest's; the paragraph is about the owner's. */
  {
    id: "P-21",
    party: "owner",
    level: "SHOULD NOT",
    place: "admin-cmds-device-parts.tex, Device parts, driver",
    says: "On SR-IOV, the driver should not access the device configuration space of a stopped device.",
    provenance: "verbatim",
    rules: [none("access of the owner to device configuration is not modelled")],
  },
  /** The "may" of the text is in lower case. */
  {
    id: "P-22",
    party: "device",
    level: "MAY",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "A part that is marked optional may be ignored when it is set.",
    provenance: "verbatim",
    rules: [none("no part that is optional is modelled: offered features are the only one")],
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
    rules: [none("parts of one type of device are not modelled")],
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
