/**
 * Base clauses B33 to B43: configuration space, the notifications of the device
 * and what each transport says of the registers they rest on.
 *
 * Text modelled: virtio-spec, revision virtio-v1.4-cs01, commit 15f488c, held in
 * full. None of the three transport chapters mentions SUSPEND.
 */
import type { Clause } from "../../checker/types.ts";

export const baseConfig: readonly Clause[] = [
  {
    id: "B33a",
    party: "driver",
    level: "MUST NOT",
    place: "content.tex, Device Configuration Space, driver",
    says: "The driver must not take a read of more than 32 bits, or of several fields, to be atomic.",
    provenance: "verbatim",
  },
  {
    id: "B33b",
    party: "driver",
    level: "SHOULD",
    place: "content.tex, Device Configuration Space, driver",
    says: "The driver should read the generation before and after the fields, and again until both agree.",
    provenance: "verbatim",
  },
  /** A note warns that counting up at each change may wrap: the field has 8 bits. */
  {
    id: "B34",
    party: "device",
    level: "MUST",
    place: "transport-pci.tex, Common configuration structure layout, device",
    says: "On PCI config_generation must have changed once the driver has read a value that is new since its last read.",
    provenance: "verbatim",
  },
  {
    id: "B35",
    party: "device",
    level: "MUST",
    place: "transport-mmio.tex, MMIO Device Register Layout, device",
    says: "On MMIO ConfigGeneration must change wherever the driver might see an inconsistent configuration.",
    provenance: "verbatim",
  },
  {
    id: "B36",
    party: "device",
    level: "desc",
    place: "content.tex, Notification of Device Configuration Changes",
    says: "When device-specific configuration changes, the device sends a configuration change notification.",
    provenance: "verbatim",
  },
  /** The sentence has no MSI-X condition, though another calls the ISR status unused with MSI-X. */
  {
    id: "B37a",
    party: "device",
    level: "MUST",
    place: "transport-pci.tex, ISR status capability, device",
    says: "On PCI the configuration bit of the ISR status must be set before a configuration change notification goes out.",
    provenance: "verbatim",
  },
  {
    id: "B37b",
    party: "device",
    level: "MUST",
    place: "transport-pci.tex, ISR status capability, device",
    says: "On PCI with MSI-X off, the queue bit of the ISR status must be set before a notification for a queue goes out.",
    provenance: "verbatim",
  },
  {
    id: "B37c",
    party: "device",
    level: "MUST",
    place: "transport-pci.tex, ISR status capability, device",
    says: "On PCI a read of the ISR status by the driver must clear it.",
    provenance: "verbatim",
  },
  {
    id: "B38a",
    party: "device",
    level: "MUST NOT",
    place: "transport-pci.tex, Used Buffer Notifications, device",
    says: "With MSI-X on and NO_VECTOR for a queue, the device must not interrupt for that queue.",
    provenance: "verbatim",
  },
  {
    id: "B38b",
    party: "device",
    level: "MUST NOT",
    place: "transport-pci.tex, Notification of Device Configuration Changes, device",
    says: "With MSI-X on and NO_VECTOR for configuration, the device must not interrupt for configuration changes.",
    provenance: "verbatim",
  },
  {
    id: "B39",
    party: "device",
    level: "MUST",
    place: "transport-mmio.tex, MMIO Device Register Layout, device",
    says: "On MMIO the device must keep an event's InterruptStatus bit set from the event until the driver acknowledges it.",
    provenance: "verbatim",
  },
  {
    id: "B40a",
    party: "device",
    level: "MUST",
    place: "transport-ccw.tex, Communicating Status Information, device",
    says: "On CCW a device that cannot set its status to the value written must leave the status as it was.",
    provenance: "verbatim",
  },
  {
    id: "B40b",
    party: "device",
    level: "MUST",
    place: "transport-ccw.tex, Communicating Status Information, device",
    says: "On CCW a device that cannot set its status to the value written must answer unit check with command reject.",
    provenance: "verbatim",
  },
  {
    id: "B41",
    party: "driver",
    level: "MUST NOT",
    place: "transport-ccw.tex, Communicating Status Information, driver",
    says: "On CCW below revision 2 the driver must not issue the command that reads the status.",
    provenance: "verbatim",
  },
  {
    id: "B42a",
    party: "both",
    level: "desc",
    place: "transport-mmio.tex, MMIO Device Register Layout",
    says: "On MMIO a nonzero value written to the Status register sets the status flags.",
    provenance: "verbatim",
  },
  {
    id: "B42b",
    party: "both",
    level: "desc",
    place: "transport-mmio.tex, MMIO Device Register Layout",
    says: "On MMIO a zero written to the Status register starts a device reset.",
    provenance: "verbatim",
  },
  /** Offsets 20 and 21 in the structure, counted from its fields. */
  {
    id: "B43a",
    party: "both",
    level: "desc",
    place: "transport-pci.tex, Common configuration structure layout",
    says: "On PCI device_status and config_generation are one byte each, next to each other.",
    provenance: "verbatim",
  },
  /** The selector is state that every writer of the structure shares. */
  {
    id: "B43b",
    party: "both",
    level: "desc",
    place: "transport-pci.tex, Common configuration structure layout",
    says: "On PCI queue_select chooses the queue that the queue fields behind it refer to.",
    provenance: "verbatim",
  },
];
