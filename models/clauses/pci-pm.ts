/**
 * Clauses PM-1 to PM-11: PCI power management as the way to suspend a device, and
 * bus mastering.
 *
 * What is held. The virtio text has no sentence about power states but P-9 and
 * P-13c. What PCI itself says is general knowledge here, its text is not held:
 * "recalled". What is known from drivers and hypervisors is "reconstructed" from
 * their code; PM-1 to PM-4 are claims of the thread. The levels of PM-9 are
 * those of the effect, not of a text that we hold: all are `desc`.
 */
import type { Clause } from "../../checker/types/index.ts";
import { statusWrites, wakesIt } from "../accesses.ts";
import { barReads, barWrites, mastered, wakesUp } from "../events/power.ts";
import { during, forbids, ifRead, none, permits, those } from "../rules.ts";
import { BOTH } from "../status-values.ts";

/** A function that is on its way to D0 answers no more than one in D3hot. */
const asleep = during("power", "D3hot", "waking");

const poweredDown = during("driver", "poweredDown");

export const pciPm: readonly Clause[] = [
  {
    id: "PM-1",
    party: "driver",
    level: "desc",
    place: "mail cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com",
    says: "To suspend and to resume a device is what the PCI power states are for.",
    provenance: "reconstructed",
    rules: [permits("driver.setsPower", during("driver", "running", "poweredDown"))],
  },
  {
    id: "PM-2",
    party: "both",
    level: "desc",
    place: "mail cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com",
    says: "A facility of the platform is preferred where there is one, and makes drivers simpler.",
    provenance: "reconstructed",
    rules: [none("an opinion, which asks nothing of anybody")],
  },
  {
    id: "PM-3",
    party: "both",
    level: "desc",
    place: "mail cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com",
    says: "Virtio stands on its own, and transports other than PCI have no power states.",
    provenance: "reconstructed",
    rules: [none("an opinion, which asks nothing of anybody")],
  },
  /** Said as the measure for a suspend bit: which advantage has it? */
  {
    id: "PM-4",
    party: "both",
    level: "desc",
    place: "mail cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com",
    says: "Reset by status has an advantage over FLR: no configuration space has to be saved.",
    provenance: "reconstructed",
    rules: [none("a comparison, which asks nothing of anybody")],
  },
  {
    id: "PM-5",
    party: "driver",
    level: "desc",
    place: "linux dff4fa0e5785: virtio-pci",
    says: "With No_Soft_Reset the driver trusts the device with its state across D3hot and does nothing itself.",
    provenance: "reconstructed",
    rules: [ifRead("no-soft-reset", "yes", forbids(wakesIt("doubts"), poweredDown))],
  },
  {
    id: "PM-6",
    party: "driver",
    level: "desc",
    place: "linux 04c2322bee84: virtio-pci",
    says: "Without No_Soft_Reset the driver takes the device for reset and initializes it again.",
    provenance: "reconstructed",
    rules: [ifRead("no-soft-reset", "no", forbids(wakesIt("trusts"), poweredDown))],
  },
  /** Off by default. */
  {
    id: "PM-7",
    party: "device",
    level: "desc",
    place: "qemu v10 2/2 of May 2024: hw/virtio/virtio-pci.c",
    says: "With No_Soft_Reset a device in D3hot is not reset by a reset of its bus.",
    provenance: "reconstructed",
    rules: [none("a reset of the bus is not modelled")],
  },
  {
    id: "PM-8a",
    party: "device",
    level: "desc",
    place: "linux 51ef3a004b1e: vfio-pci",
    says: "Without No_Soft_Reset the way from D3hot to D0 is a reset of the function; how much it resets is open.",
    provenance: "reconstructed",
    rules: [ifRead("no-soft-reset", "no", forbids(wakesUp("kept"), during("power", "D3hot")))],
  },
  {
    id: "PM-8b",
    party: "hypervisor",
    level: "desc",
    place: "linux 51ef3a004b1e: vfio-pci",
    says: "The hypervisor traps writes of the power state, and itself saves before D3hot and restores after D0.",
    provenance: "reconstructed",
  },
  {
    id: "PM-9a",
    party: "device",
    level: "desc",
    place: "PCI power management, not held: D3hot",
    says: "In D3hot a function answers configuration requests only.",
    provenance: "recalled",
    rules: [forbids([...barReads, ...barWrites], asleep)],
  },
  /** As after surprise removal; a wait for a bit to be clear does not end by reading. */
  {
    id: "PM-9b",
    party: "device",
    level: "desc",
    place: "PCI power management, not held: D3hot",
    says: "In D3hot a read of a BAR returns all ones, so that the status reads FF.",
    provenance: "recalled",
    rules: [forbids(barReads, asleep)],
  },
  {
    id: "PM-9c",
    party: "device",
    level: "desc",
    place: "PCI power management, not held: D3hot",
    says: "In D3hot a write to a BAR has no effect.",
    provenance: "recalled",
    rules: [
      forbids(barWrites, asleep),
      ifRead(
        "stopped-by",
        "power-state",
        forbids("doorbell.arrives", during("deviceA", "stopped")),
      ),
    ],
  },
  /** PME alone is left; it is not modelled. */
  {
    id: "PM-9d",
    party: "device",
    level: "desc",
    place: "PCI power management, not held: D3hot",
    says: "In D3hot a function sends neither DMA nor MSI.",
    provenance: "recalled",
    rules: [
      forbids(mastered, asleep),
      ifRead(
        "stopped-by",
        "power-state",
        forbids(those("hypervisor.stopsDevice", { d: "B" }), during("doorbell", "underWay")),
      ),
    ],
  },
  /** By what means is not said: of a virtio device there is none but reset and SUSPEND. */
  {
    id: "PM-9e",
    party: "driver",
    level: "desc",
    place: "PCI power management, not held: D3hot",
    says: "Before it enters D3hot, the driver sees to it that no request is under way.",
    provenance: "recalled",
    rules: [none("what is under way is the device's to know, and no means to learn it is said")],
  },
  {
    id: "PM-9f",
    party: "device",
    level: "desc",
    place: "PCI power management, not held: FLR",
    says: "An FLR brings the function back to D0, with everything in its initial state.",
    provenance: "recalled",
    rules: [none("that an FLR leads back to D0 is the only outcome that the power state has")],
  },
  /** Power state and status bit as layers, not as alternatives. */
  {
    id: "PM-10",
    party: "driver",
    level: "desc",
    place: "mail 20240422070128.1980027-2: virtio-pci",
    says: "The driver uses SUSPEND only on a device that has No_Soft_Reset.",
    provenance: "reconstructed",
    rules: [
      ifRead(
        "no-soft-reset",
        "no",
        forbids(statusWrites(BOTH), during("driver", "running", "readBeforeSuspend")),
      ),
    ],
  },
  /** Requests are held, not lost: what they are for stays to be done. */
  {
    id: "PM-11a",
    party: "device",
    level: "desc",
    place: "PCI, not held: Command register, Bus Master Enable",
    says: "While bus mastering is off, a function sends neither DMA nor MSI.",
    provenance: "recalled",
    rules: [forbids(mastered, during("busMaster", "off"))],
  },
  {
    id: "PM-11b",
    party: "device",
    level: "desc",
    place: "PCI, not held: Command register, Bus Master Enable",
    says: "While bus mastering is off, a function goes on answering and taking what is sent to it.",
    provenance: "recalled",
    rules: [none("bus mastering takes no part in what reaches the device")],
  },
  /** The opposite of what a reset does to any other stop. */
  {
    id: "PM-11c",
    party: "device",
    level: "desc",
    place: "PCI, not held: FLR",
    says: "After an FLR bus mastering is off.",
    provenance: "recalled",
    rules: [none("that bus mastering is off after an FLR is the only outcome that it has")],
  },
  {
    id: "PM-11d",
    party: "device",
    level: "desc",
    place: "PCI power management, not held: D3hot",
    says: "Without No_Soft_Reset bus mastering is off after the way from D3hot to D0.",
    provenance: "recalled",
    rules: [none("that bus mastering is off after it is the only outcome that it has")],
  },
  {
    id: "PM-11e",
    party: "driver",
    level: "desc",
    place: "linux 509a447ae80c: i40evf; drivers/virtio/virtio_pci_common.c",
    says: "After a reset of the function, and before it initializes the device, the driver switches bus mastering on.",
    provenance: "reconstructed",
    rules: [none("what drivers do: bus-master-after-reset=restored is that conduct")],
  },
];
