/**
 * Clauses P-1 to P-14: the objects through which parts are got and set, the stop
 * mode, what a stopped device may do, and resets of one that is stopped.
 *
 * Text modelled: virtio-spec, revision virtio-v1.4-cs01 of 8 April 2026, commit
 * 15f488c, file admin-cmds-device-parts.tex. It is held in full and each clause was
 * checked against it; `says` is in our words. These are the owner's means: the group
 * owner's driver ("owner") has them done to a member device.
 *
 * What the text does not say, checked against that file:
 * - no sentence says whether a reset or FLR of the member ends its being stopped:
 *   P-14 is about parts, P-13 about when a command is answered;
 * - normative sentences name VIRTIO_ADMIN_CMD_DEV_MODE_FLAGS_STOPPED, which is
 *   defined nowhere; VIRTIO_ADMIN_CMD_DEV_MODE_F_STOPPED is 0 and at once "bit 0".
 */
import type { Clause } from "../../checker/types/index.ts";
import { notifications, virtqueueAccesses } from "../events/device-acts.ts";
import { mastered } from "../events/power.ts";
import { during, forbids, ifRead, none, on, permits, those } from "../rules.ts";
import { whileResetting } from "../status-rules.ts";
import { keepsNoVector, notBeforeAllIsUsed, stopIsDone } from "./conditions.ts";

/** The answer to a command to stop, whether it was done or refused. */
const stopAnswered = those("device.completesCommand", { mode: ["stopped", "frozen"] });

/** A device that is frozen has been stopped. */
const stopped = during("mode", "stopped", "frozen");

export const stopMode: readonly Clause[] = [
  {
    id: "P-1a",
    party: "owner",
    level: "desc",
    place: "admin-cmds-device-parts.tex, VIRTIO_RESOURCE_OBJ_DEV_PARTS",
    says: "Before it gets or sets parts, the driver creates an object that serves one of the two, not both.",
    provenance: "verbatim",
    rules: [none("resource objects are not modelled")],
  },
  {
    id: "P-1b",
    party: "both",
    level: "desc",
    place: "admin-cmds-device-parts.tex, VIRTIO_DEV_PARTS_CAP",
    says: "How many objects there can be for getting, and how many for setting, is a capability of a byte each.",
    provenance: "verbatim",
    rules: [none("resource objects are not modelled")],
  },
  {
    id: "P-2",
    party: "device",
    level: "desc",
    place: "admin-cmds-device-parts.tex, Device parts",
    says: "A stopped device starts nothing on the transport: no notification, no access to a queue or to buffer memory.",
    provenance: "verbatim",
    rules: [forbids([...virtqueueAccesses, ...notifications], stopped)],
  },
  /** "The driver" is the guest's here, the owner's in most other sentences of this section. */
  {
    id: "P-3",
    party: "driver",
    level: "desc",
    place: "admin-cmds-device-parts.tex, Device parts",
    says: "While the device is stopped its driver can go on and notify it, which can update some parts.",
    provenance: "verbatim",
    rules: [
      permits("kick.arrives", during("mode", "stopped")),
      permits("doorbell.arrives", during("deviceA", "stopped")),
    ],
  },
  {
    id: "P-4",
    party: "device",
    level: "desc",
    place: "admin-cmds-device-parts.tex, VIRTIO_ADMIN_CMD_DEV_MODE_SET",
    says: "Once the device is stopped its parts do not change, unless the driver sends transport requests.",
    provenance: "verbatim",
    rules: [
      ifRead(
        "suspend-while-stopped",
        "waits",
        forbids(["device.presentsSuspended", "device.presentsResumed"], stopped),
      ),
    ],
  },
  /** Not tied to SR-IOV, and buffers are named, which S-11b does not. */
  {
    id: "P-5a",
    party: "device",
    level: "MUST NOT",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "While stopped, the device must not access a queue or the memory that a queue refers to.",
    provenance: "verbatim",
    rules: [forbids(virtqueueAccesses, stopped)],
  },
  {
    id: "P-5b",
    party: "device",
    level: "MUST NOT",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "While stopped, the device must not send a configuration or virtqueue notification.",
    provenance: "verbatim",
    rules: [forbids(notifications, stopped)],
  },
  /** P-6 to P-9: "when the device is stopped using the command"; SR-IOV groups only. */
  {
    id: "P-6a",
    party: "device",
    level: "MUST NOT",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, a device that is stopped must not start a PCI transaction.",
    provenance: "verbatim",
    rules: [on("pci", forbids(mastered, stopped))],
  },
  {
    id: "P-6b",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, every PCI transaction under way must be finished before the command to stop completes.",
    provenance: "verbatim",
    rules: [
      forbids(stopAnswered, during("payload", "underWay")),
      ifRead(
        "stopped-by",
        "mode-command",
        forbids(those("hypervisor.stopsDevice", { d: "B" }), during("doorbell", "underWay")),
      ),
      forbids(stopAnswered, during("interrupt", "underWay", "underWayAndOwed")),
    ],
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
    rules: notBeforeAllIsUsed(stopIsDone),
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
    rules: [
      forbids("device.ignoresKick", during("mode", "stopped")),
      ifRead(
        "stopped-by",
        "mode-command",
        forbids("doorbell.isIgnored", during("deviceA", "stopped")),
      ),
    ],
  },
  /** One sentence with P-8a: whether only because of a notification is not said. */
  {
    id: "P-8b",
    party: "device",
    level: "MAY",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, a stopped device may update any of its parts.",
    provenance: "verbatim",
    rules: [
      permits(["device.presentsSuspended", "device.presentsResumed"], during("mode", "stopped")),
    ],
  },
  {
    id: "P-9a",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, a stopped device must answer PCI reads with valid values.",
    provenance: "verbatim",
    rules: [none("a device that answers a read with what is not in its register is not modelled")],
  },
  {
    id: "P-9b",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, what PCI itself defines must work the same in every mode of the device.",
    provenance: "verbatim",
    rules: [
      none(
        "the mode takes no part in what PCI defines: power state, bus mastering and FLR act in every mode",
      ),
    ],
  },
  {
    id: "P-9c",
    party: "device",
    level: "MUST NOT",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, a stopped device must not signal a PME.",
    provenance: "verbatim",
    rules: [none("PME is not modelled")],
  },
  {
    id: "P-10a",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "To stop a device that is stopped must succeed.",
    provenance: "verbatim",
    rules: [
      forbids(
        those("device.completesCommand", { mode: "stopped", outcome: "refused" }),
        during("mode", "stopped"),
      ),
    ],
  },
  {
    id: "P-10b",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "To resume a device that is not stopped must succeed.",
    provenance: "verbatim",
    rules: [
      forbids(
        those("device.completesCommand", { mode: "active", outcome: "refused" }),
        during("mode", "active"),
      ),
    ],
  },
  {
    id: "P-10c",
    party: "device",
    level: "desc",
    place: "admin-cmds-device-parts.tex, VIRTIO_ADMIN_CMD_DEV_MODE_SET",
    says: "A mode command that fails has no side effect.",
    provenance: "verbatim",
    rules: [forbids(those("device.completesCommand", { outcome: "obeyed" }))],
  },
  {
    id: "P-11",
    party: "owner",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, driver",
    says: "The driver must stop the device before it sets parts.",
    provenance: "verbatim",
    rules: [
      ifRead(
        "stopped-by",
        "mode-command",
        forbids(
          ["hypervisor.restoresStatus", "hypervisor.restoresQueue"],
          during("orchestrator", "there"),
        ),
      ),
    ],
  },
  {
    id: "P-12",
    party: "device",
    level: "SHOULD",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "A device that is not stopped should answer the setting of parts with an error.",
    provenance: "verbatim",
    rules: [none("parts are set in a stopped device only: no event sets one in another")],
  },
  /** P-13: not named are the commands that get parts or their metadata. */
  {
    id: "P-13a",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, a mode or set command that arrives during an FLR must be answered after it.",
    provenance: "verbatim",
    rules: [none("a function level reset is one step, so that no command arrives during it")],
  },
  {
    id: "P-13b",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, a mode or set command that arrives during a device reset must be answered after it.",
    provenance: "verbatim",
    rules: [forbids("device.completesCommand", whileResetting)],
  },
  {
    id: "P-13c",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, a mode or set command that arrives during a change of power state must be answered after it.",
    provenance: "verbatim",
    rules: [forbids("device.completesCommand", during("power", "waking"))],
  },
  /** The mode is no part: whether the member stays stopped is not said. */
  {
    id: "P-14",
    party: "device",
    level: "MUST",
    place: "admin-cmds-device-parts.tex, Device parts, device",
    says: "On SR-IOV, a reset or FLR of the member must bring all of its parts back to their defaults.",
    provenance: "verbatim",
    // Of the parts here, the vector of the configuration alone has an outcome that keeps it.
    rules: [on("pci", keepsNoVector)],
  },
];
