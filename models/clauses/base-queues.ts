/**
 * Base clauses B22 to B32: reset, enabling and stopping of one queue.
 *
 * Text modelled: virtio-spec, revision virtio-v1.4-cs01, commit 15f488c, held in
 * full. VIRTIO_F_RING_RESET is feature bit 40. The text that an earlier series
 * wanted to add to this section (V2-1) is not in it. Two places, with a semicolon
 * between them, are two transports that say the same.
 */
import type { Clause } from "../../checker/types/index.ts";
import { STANDS, STILL_OWES } from "../events/answers.ts";
import { resetWrites } from "../events/device-acts.ts";
import { STILL_RUNS } from "../events/interrupts.ts";
import { anyOf, during, forbids, ifRead, none, obliges, on, permits, those } from "../rules.ts";

const isBeingReset = during("queue", "resetting");
/** After a virtqueue has been reset: since the write that asks for it, or since it is done. */
const onceReset = (events: readonly string[]) => [
  ifRead(
    "has-been-reset",
    "asked-for",
    forbids(events, during("queue", "resetting", "reset", "usedAfterReset")),
  ),
  ifRead("has-been-reset", "complete", forbids(events, during("queue", "reset", "usedAfterReset"))),
];
const readsReset = (value: number) => those("driver.readsQueueReset", { value });
/** What a device does to carry out requests. */
const executing = [
  "device.handlesKick",
  "device.polls",
  "device.fetches",
  "device.findsNothing",
  "device.mishandlesKick",
  "device.writesBuffer",
  "device.uses",
];

export const baseQueues: readonly Clause[] = [
  {
    id: "B22a",
    party: "device",
    level: "MUST NOT",
    place: "content.tex, Virtqueue Reset, device",
    says: "The device must not execute requests from a queue that the driver has reset.",
    provenance: "verbatim",
    rules: onceReset(executing),
  },
  {
    id: "B22b",
    party: "device",
    level: "MUST NOT",
    place: "content.tex, Virtqueue Reset, device",
    says: "The device must not notify the driver for a queue that the driver has reset.",
    provenance: "verbatim",
    rules: onceReset(["device.interrupts"]),
  },
  {
    id: "B23",
    party: "device",
    level: "MUST",
    place: "content.tex, Virtqueue Reset, device",
    says: "A queue reset must return all state of the queue to its default, available and used state too.",
    provenance: "verbatim",
    rules: [
      forbids([
        those("device.completesQueueReset", { stands: STANDS }),
        those("device.completesQueueReset", { owes: STILL_OWES }),
      ]),
    ],
  },
  /** How to verify is left to the transport: see B27. */
  {
    id: "B24",
    party: "driver",
    level: "MUST",
    place: "content.tex, Virtqueue Reset, driver",
    says: "Having asked for a queue reset, the driver must make sure that it has taken place.",
    provenance: "verbatim",
    rules: [
      forbids(
        those("driver.readsQueueEnable", { value: 1, driver: "done" }),
        during("driver", "queueResetRead"),
      ),
      forbids("driver.releasesQueue", during("driver", "queueResetWritten")),
    ],
  },
  {
    id: "B25",
    party: "driver",
    level: "MAY",
    place: "content.tex, Virtqueue Reset, driver",
    says: "Once the reset of a queue has succeeded, the driver may release whatever belongs to that queue.",
    provenance: "verbatim",
    rules: [permits("driver.releasesQueue", during("driver", "queueReset", "queueDisabled"))],
  },
  /** B26a to B28b: PCI and MMIO say the same, each with its own register names. */
  {
    id: "B26a",
    party: "device",
    level: "MUST",
    place:
      "transport-pci.tex, Common configuration structure layout, device; transport-mmio.tex, MMIO Device Register Layout, device",
    says: "A write of 1 to queue_reset (MMIO: QueueReset) must make the device begin to reset the selected queue.",
    provenance: "verbatim",
    rules: [
      forbids(
        resetWrites.map((type) => those(type, { effect: "ignored" })),
        anyOf("status"),
      ),
    ],
  },
  {
    id: "B26b",
    party: "device",
    level: "MUST",
    place:
      "transport-pci.tex, Common configuration structure layout, device; transport-mmio.tex, MMIO Device Register Layout, device",
    says: "That register must read 1 for as long as the queue reset is under way.",
    provenance: "verbatim",
    rules: [forbids(readsReset(0), during("queue", "deferred", "resetting"))],
  },
  {
    id: "B26c",
    party: "device",
    level: "MUST",
    place:
      "transport-pci.tex, Common configuration structure layout, device; transport-mmio.tex, MMIO Device Register Layout, device",
    says: "That register and queue_enable (MMIO: QueueReady) must both read 0 when the queue reset is complete.",
    provenance: "verbatim",
    rules: [
      forbids(
        [readsReset(1), those("driver.readsQueueEnable", { value: 1 })],
        during("queue", "reset", "usedAfterReset"),
      ),
    ],
  },
  /** The other half of the sentence of B26a: what was begun is carried out. */
  {
    id: "B26d",
    party: "device",
    level: "MUST",
    place:
      "transport-pci.tex, Common configuration structure layout, device; transport-mmio.tex, MMIO Device Register Layout, device",
    says: "A queue reset that a write of 1 has begun must come to its end.",
    provenance: "verbatim",
    rules: [obliges("device.completesQueueReset", isBeingReset)],
  },
  {
    id: "B26e",
    party: "device",
    level: "MUST",
    place:
      "transport-pci.tex, Common configuration structure layout, device; transport-mmio.tex, MMIO Device Register Layout, device",
    says: "That register must read 0 once the device has been reset.",
    provenance: "verbatim",
    rules: [none("a driver here reads that register only of a virtqueue that it has set up")],
  },
  /** What a device that ignores a write of 1 shows of it. */
  {
    id: "B26f",
    party: "device",
    level: "MUST",
    place:
      "transport-pci.tex, Common configuration structure layout, device; transport-mmio.tex, MMIO Device Register Layout, device",
    says: "That register must read 0 after the virtqueue has been enabled.",
    provenance: "verbatim",
    rules: [forbids(readsReset(1), during("queue", "live"))],
  },
  /** A necessary condition only: the text does not say that reading 0 is enough. */
  {
    id: "B27",
    party: "driver",
    level: "MUST NOT",
    place:
      "transport-pci.tex, Common configuration structure layout, driver; transport-mmio.tex, MMIO Device Register Layout, driver",
    says: "The driver must not take a queue reset for complete before queue_reset (MMIO: QueueReset) reads 0.",
    provenance: "verbatim",
    rules: [
      forbids(
        [those("driver.readsQueueReset", { value: 1, driver: "done" }), "driver.releasesQueue"],
        during("driver", "queueResetWritten"),
      ),
    ],
  },
  {
    id: "B28a",
    party: "driver",
    level: "MAY",
    place:
      "transport-pci.tex, Common configuration structure layout, driver; transport-mmio.tex, MMIO Device Register Layout, driver",
    says: "The driver may enable a reset queue again once its other fields are set up.",
    provenance: "verbatim",
    rules: [permits("driver.enablesQueue")],
  },
  {
    id: "B28b",
    party: "driver",
    level: "MAY",
    place:
      "transport-pci.tex, Common configuration structure layout, driver; transport-mmio.tex, MMIO Device Register Layout, driver",
    says: "The driver may give a reset queue other parameters than before.",
    provenance: "verbatim",
    // Of what it may change there are the addresses: the memory is fresh.
    rules: [permits("driver.enablesQueue", during("driver", "queueDisabled"))],
  },
  {
    id: "B29",
    party: "driver",
    level: "MUST NOT",
    place: "transport-pci.tex, Common configuration structure layout, driver",
    says: "On PCI the driver must not write 0 to queue_enable.",
    provenance: "verbatim",
    rules: [
      on(
        "pci",
        forbids(those("driver.writesQueueEnable", { value: 0 }), during("driver", "queueSelected")),
      ),
    ],
  },
  {
    id: "B30a",
    party: "driver",
    level: "MUST",
    place: "transport-mmio.tex, MMIO Device Register Layout, driver",
    says: "On MMIO a driver that stops using a queue must write 0 to QueueReady.",
    provenance: "verbatim",
    rules: [
      on(
        "mmio",
        forbids(
          ["driver.writesQueueReset", "mode.losesQueueReset", "driver.releasesQueue"],
          during("driver", "queueSelected"),
        ),
      ),
    ],
  },
  {
    id: "B30b",
    party: "driver",
    level: "MUST",
    place: "transport-mmio.tex, MMIO Device Register Layout, driver",
    says: "Having written 0 to QueueReady, the driver must read it back, so that both sides agree.",
    provenance: "verbatim",
    rules: [
      on(
        "mmio",
        forbids(
          [those("driver.readsQueueReady", { value: 1, driver: "done" }), "driver.releasesQueue"],
          during("driver", "queueReadyWritten"),
        ),
      ),
    ],
  },
  {
    id: "B31",
    party: "device",
    level: "MUST NOT",
    place: "transport-mmio.tex, MMIO Device Register Layout, device",
    says: "On MMIO the device must not touch a queue's contents while its QueueReady is 0.",
    provenance: "verbatim",
    rules: [
      on(
        "mmio",
        forbids(those("driver.writesQueueReady", { still: STILL_RUNS }), during("queue", "live")),
      ),
    ],
  },
  /** Corrected: shared memory regions are in that list as well. SUSPEND is not. */
  {
    id: "B32",
    party: "both",
    level: "desc",
    place: "transport-ccw.tex, Features reserved for future use",
    says: "CCW supports neither VIRTIO_F_RING_RESET nor VIRTIO_F_ADMIN_VQ nor shared memory regions; they are reserved.",
    provenance: "verbatim",
  },
];
