/**
 * Base clauses B33 to B43, B75 to B77: configuration space, the notifications of the
 * device and what each transport says of the registers they rest on.
 *
 * Text modelled: virtio-spec, revision virtio-v1.4-cs01, commit 15f488c, held in
 * full. None of the three transport chapters mentions SUSPEND.
 */
import type { Clause } from "../../checker/types/index.ts";
import { statusReads } from "../accesses.ts";
import { BELIEVES } from "../events/channel.ts";
import { notifications, virtqueueAccesses } from "../events/device-acts.ts";
import {
  anyOf,
  during,
  excepts,
  forbids,
  ifRead,
  none,
  obliges,
  on,
  permits,
  those,
  whenIts,
  where,
} from "../rules.ts";
import { acting, askedForEither, beforeDriverOk, writes, writesBoth } from "../status-rules.ts";
import { FEATURES_ACCEPTED, RESET } from "../status-values.ts";
import { clearsAsEver, ofConfig, withoutBit } from "./lines.ts";

/** Where the driver waits for what a write of the status brings. */
const waits = during(
  "driver",
  "featuresWritten",
  "suspendRequested",
  "resumeRequested",
  "resetRequested",
);
/** Where it reads the status, that it may set a bit in it too. */
const canRead = during("driver", ...waits.states!, "running");

const endOfCommand = (driver: string) => those("channel.endsCommand", { outcome: "done", driver });

const belowRevision2 = (rule: Parameters<typeof where>[2]) =>
  where(
    "on CCW below revision 2",
    ({ transport, ccwRevision }) => transport === "ccw" && ccwRevision < 2,
    rule,
  );

/** A device that has been reset, until DRIVER_OK is set again. */
const sinceReset = during("status", ...beforeDriverOk);

const unlessFeaturesAccepted = whenIts(
  "driver",
  "when the driver does not read that FEATURES_OK is still set",
  ({ value }, event) => value === "featuresWritten" && event.value !== FEATURES_ACCEPTED,
);

/** No change leaves the generation as it was. */
const isCounted = forbids(
  those("environment.changesConfig", { effect: "uncounted" }),
  anyOf("config"),
);

export const baseConfig: readonly Clause[] = [
  {
    id: "B33a",
    party: "driver",
    level: "MUST NOT",
    place: "content.tex, Device Configuration Space, driver",
    says: "The driver must not take a read of more than 32 bits, or of several fields, to be atomic.",
    provenance: "verbatim",
    rules: [none("what a driver takes for atomic shows in whether it reads again, which is B33b")],
  },
  {
    id: "B33b",
    party: "driver",
    level: "SHOULD",
    place: "content.tex, Device Configuration Space, driver",
    says: "The driver should read the generation before and after the fields, and again until both agree.",
    provenance: "verbatim",
    rules: [
      obliges("driver.asksForConfig"),
      obliges("driver.readsGeneration"),
      obliges("driver.readsConfig"),
    ],
  },
  /** A note warns that counting up at each change may wrap: the field has 8 bits. */
  {
    id: "B34",
    party: "device",
    level: "MUST",
    place: "transport-pci.tex, Common configuration structure layout, device",
    says: "On PCI config_generation must have changed once the driver has read a value that is new since its last read.",
    provenance: "verbatim",
    rules: [on("pci", isCounted)],
  },
  {
    id: "B35",
    party: "device",
    level: "MUST",
    place: "transport-mmio.tex, MMIO Device Register Layout, device",
    says: "On MMIO ConfigGeneration must change wherever the driver might see an inconsistent configuration.",
    provenance: "verbatim",
    rules: [on("mmio", isCounted)],
  },
  {
    id: "B36",
    party: "device",
    level: "desc",
    place: "content.tex, Notification of Device Configuration Changes",
    says: "When device-specific configuration changes, the device sends a configuration change notification.",
    provenance: "verbatim",
    rules: [
      obliges("device.notifiesConfig", during("config", "owed")),
      obliges("vector.dropsConfigInterrupt", during("config", "owed")),
    ],
  },
  /** The sentence has no MSI-X condition, though another calls the ISR status unused with MSI-X. */
  {
    id: "B37a",
    party: "device",
    level: "MUST",
    place: "transport-pci.tex, ISR status capability, device",
    says: "On PCI the configuration bit of the ISR status must be set before a configuration change notification goes out.",
    provenance: "verbatim",
    rules: [on("pci", withoutBit(...ofConfig))],
  },
  {
    id: "B37b",
    party: "device",
    level: "MUST",
    place: "transport-pci.tex, ISR status capability, device",
    says: "On PCI with MSI-X off, the queue bit of the ISR status must be set before a notification for a queue goes out.",
    provenance: "verbatim",
    rules: [on("pci", withoutBit("device.interrupts"))],
  },
  {
    id: "B37c",
    party: "device",
    level: "MUST",
    place: "transport-pci.tex, ISR status capability, device",
    says: "On PCI a read of the ISR status by the driver must clear it.",
    provenance: "verbatim",
    rules: [on("pci", clearsAsEver)],
  },
  {
    id: "B38a",
    party: "device",
    level: "MUST NOT",
    place: "transport-pci.tex, Used Buffer Notifications, device",
    says: "With MSI-X on and NO_VECTOR for a queue, the device must not interrupt for that queue.",
    provenance: "verbatim",
    rules: [
      none(
        "each virtqueue has a vector here, or MSI-X is off; the configuration alone may have none",
      ),
    ],
  },
  {
    id: "B38b",
    party: "device",
    level: "MUST NOT",
    place: "transport-pci.tex, Notification of Device Configuration Changes, device",
    says: "With MSI-X on and NO_VECTOR for configuration, the device must not interrupt for configuration changes.",
    provenance: "verbatim",
    rules: [
      on(
        "pci",
        forbids(["device.notifiesConfig", "device.notifiesConfigLate"], during("vector", "none")),
      ),
    ],
  },
  {
    id: "B39",
    party: "device",
    level: "MUST",
    place: "transport-mmio.tex, MMIO Device Register Layout, device",
    says: "On MMIO the device must keep an event's InterruptStatus bit set from the event until the driver acknowledges it.",
    provenance: "verbatim",
    rules: [
      on(
        "mmio",
        forbids(
          "device.clearsInterrupts",
          during("interruptStatus", "live", "suspended", "heldBack"),
        ),
      ),
      on(
        "mmio",
        ifRead(
          "level-event",
          "what-it-tells-of",
          forbids(
            [
              those("device.uses", { bit: "later" }),
              those("environment.changesConfig", { bit: "later" }),
            ],
            anyOf("interruptStatus"),
          ),
        ),
      ),
      on("mmio", clearsAsEver),
    ],
  },
  {
    id: "B40a",
    party: "device",
    level: "MUST",
    place: "transport-ccw.tex, Communicating Status Information, device",
    says: "On CCW a device that cannot set its status to the value written must leave the status as it was.",
    provenance: "verbatim",
    rules: [
      on(
        "ccw",
        ifRead("ccw-status-write", "compares-last-value", forbids(writes(acting), askedForEither)),
      ),
    ],
  },
  {
    id: "B40b",
    party: "device",
    level: "MUST",
    place: "transport-ccw.tex, Communicating Status Information, device",
    says: "On CCW a device that cannot set its status to the value written must answer unit check with command reject.",
    provenance: "verbatim",
    rules: [
      on(
        "ccw",
        ifRead(
          "ccw-status-write",
          "compares-last-value",
          forbids(those("channel.endsCommand", { outcome: "done" }), writesBoth),
        ),
      ),
    ],
  },
  {
    id: "B41",
    party: "driver",
    level: "MUST NOT",
    place: "transport-ccw.tex, Communicating Status Information, driver",
    says: "On CCW below revision 2 the driver must not issue the command that reads the status.",
    provenance: "verbatim",
    rules: [
      belowRevision2(forbids(["driver.readsStatus", "driver.readsStatusFirst"], canRead)),
      // What the end of its command tells it is all that it learns.
      belowRevision2(excepts("driver-waits-for", endOfCommand("goes on"), waits)),
      belowRevision2(forbids(endOfCommand("waits"), waits)),
    ],
  },
  {
    id: "B42a",
    party: "both",
    level: "desc",
    place: "transport-mmio.tex, MMIO Device Register Layout",
    says: "On MMIO a nonzero value written to the Status register sets the status flags.",
    provenance: "verbatim",
    rules: [none("which bits a device sets, and which it ignores, other sentences say")],
  },
  {
    id: "B42b",
    party: "both",
    level: "desc",
    place: "transport-mmio.tex, MMIO Device Register Layout",
    says: "On MMIO a zero written to the Status register starts a device reset.",
    provenance: "verbatim",
    rules: [on("mmio", forbids(writes("ignored", RESET)))],
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
  /** B75: what CCW adds about its commands; B76: about an initialisation that fails. */
  {
    id: "B75a",
    party: "driver",
    level: "MUST",
    place: "transport-ccw.tex, Communicating Status Information, driver",
    says: "On CCW a driver whose write of the status is rejected must take the status to be what it was before.",
    provenance: "verbatim",
    rules: [on("ccw", forbids(those("channel.endsCommand", { driver: BELIEVES }), waits))],
  },
  {
    id: "B75b",
    party: "driver",
    level: "SHOULD",
    place: "transport-ccw.tex, Communicating Status Information, driver",
    says: "On CCW from revision 2 on, the driver should read the status once it has noticed a configuration change.",
    provenance: "verbatim",
    rules: [none("a driver here reads its status where it waits for a value, and not else")],
  },
  {
    id: "B75c",
    party: "device",
    level: "MUST",
    place: "transport-ccw.tex, Communicating Status Information, device",
    says: "On CCW from revision 2 on, the command that reads the status must return the status as it is.",
    provenance: "verbatim",
    rules: [
      on(
        "ccw",
        forbids(
          ["driver.readsStatus", "driver.readsStatusFirst"],
          whenIts(
            "status",
            "unless it is the status as it is",
            ({ context }, { value }) => value !== context.shows,
          ),
        ),
      ),
    ],
  },
  {
    id: "B75d",
    party: "device",
    level: "MUST NOT",
    place: "transport-ccw.tex, Resetting Devices, device",
    says: "On CCW the device must not notify or touch its queues once the reset command has ended with success.",
    provenance: "verbatim",
    rules: [on("ccw", forbids([...virtqueueAccesses, ...notifications], sinceReset))],
  },
  {
    id: "B75e",
    party: "driver",
    level: "MAY",
    place: "transport-ccw.tex, Resetting Devices, driver",
    says: "On CCW the driver may take the reset for complete once the reset command has ended with success.",
    provenance: "verbatim",
    rules: [on("ccw", permits(endOfCommand("goes on"), during("driver", "resetRequested")))],
  },
  {
    id: "B76a",
    party: "driver",
    level: "SHOULD",
    place: "content.tex, Device Initialization, driver",
    says: "A driver whose initialization goes wrong for good should set FAILED.",
    provenance: "verbatim",
    rules: [none("nothing goes wrong for good in an initialization here")],
  },
  {
    id: "B76b",
    party: "driver",
    level: "MUST NOT",
    place: "content.tex, Device Initialization, driver",
    says: "A driver whose initialization goes wrong for good must not go on with it.",
    provenance: "verbatim",
    // Of what may go wrong there is one thing here: FEATURES_OK is not set when it is re-read.
    rules: [forbids(statusReads("goes on"), unlessFeaturesAccepted)],
  },
  /** It refers to B6, which has a condition that this sentence does not repeat. */
  {
    id: "B77",
    party: "device",
    level: "desc",
    place: "content.tex, Notification of Device Configuration Changes",
    says: "That DEVICE_NEEDS_RESET is set triggers the notification of a configuration change too.",
    provenance: "verbatim",
    rules: [permits("device.fails")],
  },
];
