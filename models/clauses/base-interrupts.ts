/**
 * Base clauses B72 to B74: interrupt lines and vectors, and the register that says
 * whether a queue is in use on MMIO.
 *
 * Text modelled: virtio-spec, revision virtio-v1.4-cs01, commit 15f488c, held in full.
 * B37 to B39 are what the interrupt status holds, B20 what a reset clears.
 */
import type { Clause } from "../../checker/types/index.ts";
import { during, forbids, ifRead, none, obliges, on, those } from "../rules.ts";
import { isNotHeeded, keepsNoVector, readsReady } from "./conditions.ts";
import { lineFollowsBits, noLineWithoutBit, toAcknowledge } from "./lines.ts";

const looking = ["driver.looksAtRings", "driver.examinesConfig"];

export const baseInterrupts: readonly Clause[] = [
  /** The names of the two bits are "Used Buffer Notification" and "Configuration
   *  Change Notification": whether the event of B39 is that, or what it tells of, is
   *  left open. */
  {
    id: "B72a",
    party: "device",
    level: "desc",
    place: "transport-mmio.tex, Notifications From The Device",
    says: "On MMIO one line is asserted while InterruptStatus has a bit set; that is how the device notifies.",
    provenance: "verbatim",
    rules: [on("mmio", lineFollowsBits), on("mmio", noLineWithoutBit)],
  },
  {
    id: "B72b",
    party: "driver",
    level: "MUST",
    place: "transport-mmio.tex, Notifications From The Device, driver",
    says: "On MMIO the driver must read InterruptStatus after an interrupt, to learn what caused it.",
    provenance: "verbatim",
    rules: [on("mmio", obliges("driver.readsInterruptStatus", during("handler", "taken")))],
  },
  /** Said twice, here and under Notifications From The Device. What it is to have
   *  handled an interrupt is not said. */
  {
    id: "B72c",
    party: "driver",
    level: "MUST",
    place: "transport-mmio.tex, MMIO Device Register Layout, driver",
    says: "On MMIO the driver must write to InterruptACK what it has handled when it finishes handling an interrupt.",
    provenance: "verbatim",
    rules: [
      obliges("driver.acknowledges", toAcknowledge),
      ifRead("interrupt-is-handled", "noted", forbids(looking, toAcknowledge)),
      ifRead(
        "interrupt-is-handled",
        "looked-at",
        forbids(those("driver.acknowledges", { when: "noted" }), toAcknowledge),
      ),
      on("mmio", forbids("driver.leavesInterrupt", toAcknowledge)),
    ],
  },
  {
    id: "B72d",
    party: "driver",
    level: "SHOULD",
    place: "transport-mmio.tex, Notifications From The Device, driver",
    says: "On MMIO the bit of used buffers should count as a notification for every active queue.",
    provenance: "verbatim",
    rules: [
      none("a driver that sees the bit looks at each of its virtqueues; it has no other outcome"),
    ],
  },
  {
    id: "B73a",
    party: "device",
    level: "MUST",
    place: "transport-pci.tex, ISR status capability, device",
    says: "On PCI with MSI-X off the state of the interrupt must be the logical or of all bits of the ISR status.",
    provenance: "verbatim",
    rules: [on("pci", lineFollowsBits), on("pci", noLineWithoutBit)],
  },
  {
    id: "B73b",
    party: "device",
    level: "MUST",
    place: "transport-pci.tex, MSI-X Vector Configuration, device",
    says: "On PCI a reset must leave every event without a vector, those of queues and that of the configuration.",
    provenance: "verbatim",
    rules: [on("pci", keepsNoVector)],
  },
  {
    id: "B74a",
    party: "device",
    level: "desc",
    place: "transport-mmio.tex, MMIO Device Register Layout",
    says: "On MMIO a read of QueueReady returns what was last written to it.",
    provenance: "verbatim",
    rules: [forbids(readsReady(1), isNotHeeded)],
  },
  {
    id: "B74b",
    party: "driver",
    level: "desc",
    place: "transport-mmio.tex, Virtqueue Configuration",
    says: "On MMIO a driver that sets a queue up reads QueueReady first, and expects 0.",
    provenance: "verbatim",
    rules: [forbids("driver.enablesQueue", during("ready", "yes", "stale"))],
  },
];
