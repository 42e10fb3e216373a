/**
 * Clauses VD-1 to VD-8, VU-1 and VU-2, VF-1 to VF-9: what hypervisors drive today
 * (vDPA, vhost-user, VFIO).
 *
 * What is held. These are no parts of the virtio text. Each clause is
 * "reconstructed" from the comments of an interface, from code or from a mail, as
 * its place says; levels are those of the comment, `desc` where it has none.
 */
import type { Clause } from "../../checker/types.ts";
import { configNotifications, notifications, virtqueueAccesses } from "../events/device-acts.ts";
import { recordsRunning } from "../interpretations/hypervisor-steps.ts";
import { during, forbids, none, whenIts } from "../rules.ts";
import { whileResetting } from "../status-rules.ts";

export const vmmFlows: readonly Clause[] = [
  {
    id: "VD-1a",
    party: "device",
    level: "MUST NOT",
    place: "linux include/uapi/linux/vhost.h: VHOST_VDPA_SUSPEND, device",
    says: "After a successful suspend the device must not process further descriptors.",
    provenance: "reconstructed",
    rules: [forbids(virtqueueAccesses, during("mode", "stopped", "frozen"))],
  },
  {
    id: "VD-1b",
    party: "device",
    level: "MUST",
    place: "linux include/uapi/linux/vhost.h: VHOST_VDPA_SUSPEND, device",
    says: "After a successful suspend the device must preserve the position of its queues and its other state.",
    provenance: "reconstructed",
  },
  {
    id: "VD-1c",
    party: "device",
    level: "MUST NOT",
    place: "linux include/uapi/linux/vhost.h: VHOST_VDPA_SUSPEND, device",
    says: "After a successful suspend the device must not change its configuration.",
    provenance: "reconstructed",
    rules: [forbids(configNotifications, during("mode", "stopped", "frozen"))],
  },
  {
    id: "VD-1d",
    party: "device",
    level: "desc",
    place: "linux f345a0143b4d: commit message",
    says: "A suspended device answers reads and writes of its configuration, but enabling a queue starts nothing.",
    provenance: "reconstructed",
  },
  {
    id: "VD-2",
    party: "hypervisor",
    level: "desc",
    place: "linux f345a0143b4d: commit message",
    says: "The position of a ring is read after suspend, since reading it does not stop the ring.",
    provenance: "reconstructed",
    rules: [
      none("a device is saved once it is stopped: no order in which it is not stands beside that"),
    ],
  },
  /** Synchronous, unlike S-15. */
  {
    id: "VD-3",
    party: "device",
    level: "desc",
    place: "linux include/uapi/linux/vhost.h: VHOST_VDPA_RESUME",
    says: "When the command to resume returns, the device has its state and is fully operational.",
    provenance: "reconstructed",
  },
  {
    id: "VD-4",
    party: "hypervisor",
    level: "desc",
    place: "linux c4e8b5aed7cd: vhost-vdpa",
    says: "Suspend and resume are skipped unless DRIVER_OK is set.",
    provenance: "reconstructed",
    rules: [
      none("whether DRIVER_OK is set is not looked at before a device is stopped by a command"),
    ],
  },
  /** Only some devices support it; the opposite of V2-2. */
  {
    id: "VD-5",
    party: "hypervisor",
    level: "desc",
    place: "mail msg2562702 of linux-kernel: vdpa",
    says: "Addresses and positions of a queue can change under DRIVER_OK if the device is suspended.",
    provenance: "reconstructed",
    rules: [
      none("addresses and positions are written at a destination only"),
    ],
  },
  {
    id: "VD-6",
    party: "device",
    level: "desc",
    place: "mail msg2564818 of linux-kernel: vdpa",
    says: "Work under way is flushed before suspend returns.",
    provenance: "reconstructed",
    rules: [
      forbids("device.interrupts", during("mode", "stopped", "frozen")),
      forbids("device.completesCommand", whileResetting),
    ],
  },
  {
    id: "VD-7a",
    party: "both",
    level: "desc",
    place: "linux vdpa.h: vdpa_vq_state",
    says: "The state of a split queue is the available index alone; the used index is read from guest memory.",
    provenance: "reconstructed",
  },
  {
    id: "VD-7b",
    party: "both",
    level: "desc",
    place: "linux vdpa.h: vdpa_vq_state",
    says: "The state of a packed queue is two positions, each of 15 bits and a wrap bit.",
    provenance: "reconstructed",
  },
  {
    id: "VD-8",
    party: "device",
    level: "desc",
    place: "cloud-hypervisor on GitHub, Add vDPA migration support: comment",
    says: "In 2022 a suspended vDPA device was resumed by a reset only.",
    provenance: "reconstructed",
  },
  {
    id: "VU-1a",
    party: "device",
    level: "desc",
    place: "vhost-user.rst: Suspended device state",
    says: "A device is suspended while all of its rings are stopped.",
    provenance: "reconstructed",
  },
  {
    id: "VU-1b",
    party: "device",
    level: "MUST NOT",
    place: "vhost-user.rst: Suspended device state, device",
    says: "While suspended, the back end must not write guest memory or notify the guest.",
    provenance: "reconstructed",
  },
  {
    id: "VU-1c",
    party: "device",
    level: "MUST",
    place: "vhost-user.rst: Suspended device state, device",
    says: "While suspended, the back end must still answer the front end.",
    provenance: "reconstructed",
  },
  {
    id: "VU-1d",
    party: "device",
    level: "MUST NOT",
    place: "vhost-user.rst: Suspended device state, device",
    says: "While suspended, the back end must not send messages of its own to the front end.",
    provenance: "reconstructed",
  },
  {
    id: "VU-2",
    party: "device",
    level: "desc",
    place: "mail msg977270 of qemu-devel: draft",
    says: "The back end delays kicks that arrive while suspended; the front end is free to send them.",
    provenance: "reconstructed",
  },
  {
    id: "VF-1",
    party: "hypervisor",
    level: "desc",
    place: "linux include/uapi/linux/vfio.h: device states",
    says: "The states are running, stop, stop-copy, resuming and error, with those for peers and for copying ahead.",
    provenance: "reconstructed",
    rules: [
      none("names of states; what is done on the way to them VF-2 to VF-4d say"),
    ],
  },
  {
    id: "VF-2",
    party: "device",
    level: "desc",
    place: "linux include/uapi/linux/vfio.h: STOP",
    says: "In stop there is no interrupt, no DMA and no change of state, while configuration accesses are answered.",
    provenance: "reconstructed",
    rules: [forbids([...virtqueueAccesses, ...notifications], during("mode", "stopped"))],
  },
  {
    id: "VF-3",
    party: "hypervisor",
    level: "desc",
    place: "qemu docs/devel/migration/vfio.rst: multiple devices",
    says: "All devices stop sending to peers first, and then stop, since they cannot be stopped at one instant.",
    provenance: "reconstructed",
    rules: [
      forbids(
        "hypervisor.stopsDevice",
        whenIts("peerHypervisor", "while a device may still write to the other", ({ context }) =>
          [context.A, context.B].includes("runs"),
        ),
      ),
    ],
  },
  {
    id: "VF-4a",
    party: "owner",
    level: "desc",
    place: "linux drivers/vfio/pci/virtio/migrate.c: transitions",
    says: "Running to running-without-peers is a mode command that stops the device.",
    provenance: "reconstructed",
    rules: [
      none("by what a device is stopped belongs to the story: stopped-by=mode-command is this"),
    ],
  },
  {
    id: "VF-4b",
    party: "owner",
    level: "desc",
    place: "linux drivers/vfio/pci/virtio/migrate.c: transitions",
    says: "Running-without-peers to stop does nothing.",
    provenance: "reconstructed",
    rules: [
      forbids("hypervisor.setsMode", during("orchestrator", "stopped")),
      forbids("hypervisor.freezesDevice"),
    ],
  },
  {
    id: "VF-4c",
    party: "owner",
    level: "desc",
    place: "linux drivers/vfio/pci/virtio/migrate.c: transitions",
    says: "Stop to stop-copy creates an object, asks for the size and gets all parts.",
    provenance: "reconstructed",
    rules: [
      none("status and virtqueues are saved one by one; objects and sizes are not modelled"),
    ],
  },
  /** The flag sent to stop is 1, bit 0 set: one reading of F_STOPPED, which is defined as 0. */
  {
    id: "VF-4d",
    party: "owner",
    level: "desc",
    place: "linux drivers/vfio/pci/virtio/migrate.c: transitions",
    says: "Running-without-peers to running is a mode command that resumes the device.",
    provenance: "reconstructed",
    rules: [
      none("a device is let go by the means by which it was stopped"),
    ],
  },
  /** No mode command is sent. */
  {
    id: "VF-5",
    party: "owner",
    level: "desc",
    place: "linux drivers/vfio/pci/virtio/migrate.c: reset",
    says: "After a reset of the function the driver takes the device for running and drops what it has saved.",
    provenance: "reconstructed",
    rules: recordsRunning,
  },
  {
    id: "VF-6",
    party: "hypervisor",
    level: "desc",
    place: "linux drivers/vfio/pci/virtio/Kconfig: help text",
    says: "Dirty pages are tracked by the IOMMU; no tracking of virtio is used.",
    provenance: "reconstructed",
    rules: [
      none("who logs belongs to the story: dirty-log=iommu is this"),
    ],
  },
  {
    id: "VF-7a",
    party: "hypervisor",
    level: "desc",
    place: "linux include/uapi/linux/vfio.h: DMA logging",
    says: "Reading a range of the log of dirty pages also clears it.",
    provenance: "reconstructed",
    rules: [
      none("what a read leaves in the log follows from who logs: see dirty-log and iotlb-flush"),
    ],
  },
  {
    id: "VF-7b",
    party: "hypervisor",
    level: "desc",
    place: "linux include/uapi/linux/vfio.h: DMA logging",
    says: "After any error of the log all of memory counts as dirty.",
    provenance: "reconstructed",
    rules: [
      none("an error of the log is not modelled"),
    ],
  },
  {
    id: "VF-8",
    party: "hypervisor",
    level: "desc",
    place: "qemu docs/devel/migration/vfio.rst: dirty pages",
    says: "Where neither device nor IOMMU tracks, every page stays dirty.",
    provenance: "reconstructed",
    rules: [
      none("who logs belongs to the story: dirty-log=none is this"),
    ],
  },
  {
    id: "VF-9",
    party: "hypervisor",
    level: "desc",
    place: "qemu 0cb51c183a91: cpr-reboot",
    says: "A guest in its own suspend-to-memory can be moved without saving device state: its drivers start afresh.",
    provenance: "reconstructed",
    rules: [
      none("drivers that start afresh need nothing of what is saved here"),
    ],
  },
];
