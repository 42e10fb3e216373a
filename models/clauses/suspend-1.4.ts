/**
 * Clauses S-0 to S-16: suspending and resuming a device, as merged for 1.4.
 *
 * Text modelled: virtio-spec, revision virtio-v1.4-cs01 of 8 April 2026, commit
 * 15f488c; the text itself entered with commit f219fef of 4 July 2025. It is held
 * in full and each clause was checked against it; `says` is in our words.
 *
 * Where it stands: section Device Suspend of the chapter General Initialization And Device
 * Operation, a status bit under Device Status Field, a feature bit under Reserved Feature Bits.
 * Nowhere else: no conformance target lists S-3 to S-16, since conformance.tex refers to
 * neither paragraph of Device Suspend; and the PCI, MMIO and CCW chapters, Virtqueue Reset
 * and Device Cleanup do not mention SUSPEND.
 *
 * A letter marks one effect, or one condition, of a statement that has more.
 */
import type { Clause } from "../../checker/types/index.ts";
import {
  hasAsked,
  hasSetSuspend,
  initializing,
  kicks,
  statusReads,
  statusWrites,
} from "../accesses.ts";
import { consuming, resetWrites } from "../events/device-acts.ts";
import { CONFIG, USED } from "../events/interrupts.ts";
import { readsAnd, whileItLooks } from "../interpretations/hypervisor-steps.ts";
import {
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
import {
  askedInReset,
  askedToResume,
  askedToSuspend,
  breaks,
  clearsDriverOk,
  leavesDriverOk,
  notInitialized,
  whileSuspended,
  whileSuspending,
  writes,
} from "../status-rules.ts";
import { BOTH, DRIVER_OK, has, RESET, RUNNING, SUSPEND, SUSPENDED } from "../status-values.ts";
import { isOwedInterrupt, notBeforeAllIsUsed } from "./conditions.ts";
import { acknowledgedInVain, lineIsLow, readInVain } from "./lines.ts";

/** To heed a write of queue_reset, now or later: the register reads 1 from then on. */
const resetsAQueue = resetWrites.map((type) => those(type, { effect: ["performed", "deferred"] }));
/** Who replays a driver's writes sets SUSPEND when the device is to act on it. */
const whileReplaying = during("hypervisor", "starting");

export const suspend14: readonly Clause[] = [
  {
    id: "S-0a",
    party: "both",
    level: "desc",
    place: "content.tex, Reserved Feature Bits",
    says: "With VIRTIO_F_SUSPEND, feature bit 43, setting SUSPEND is how a driver suspends its device.",
    provenance: "verbatim",
    rules: [none("what the feature is for; S-1a and S-14 say who does what")],
  },
  /** The sentence bears on what a read may show before the device has suspended. */
  {
    id: "S-0b",
    party: "both",
    level: "desc",
    place: "content.tex, Device Status Field",
    says: "SUSPEND is status bit 16; with the feature it tells that the driver has had the device suspended.",
    provenance: "verbatim",
    rules: [forbids(those("device.presentsSuspended", { value: RESET }))],
  },
  /** Split: who asks (S-1a) and who clears DRIVER_OK (S-1b) are two parties. */
  {
    id: "S-1a",
    party: "driver",
    level: "desc",
    place: "content.tex, Device Suspend",
    says: "With the feature, a driver can ask for suspension by setting SUSPEND.",
    provenance: "verbatim",
    rules: [permits(statusWrites(BOTH), during("driver", "running", "readBeforeSuspend"))],
  },
  {
    id: "S-1b",
    party: "device",
    level: "desc",
    place: "content.tex, Device Suspend",
    says: "The device, not the driver, clears DRIVER_OK, and does so when it has been suspended.",
    provenance: "verbatim",
    rules: [
      forbids(leavesDriverOk),
      ifRead("suspended-value", "as-said", excepts("suspended-value", clearsDriverOk)),
      ...whileItLooks(BOTH).flatMap((when) => [
        forbids(readsAnd("goes on"), when),
        excepts("V2-10b", readsAnd("waits", "pauses", "skips it"), when),
      ]),
    ],
  },
  {
    id: "S-2a",
    party: "driver",
    level: "desc",
    place: "content.tex, Device Suspend",
    says: "The driver of a suspended device can have it run again by setting DRIVER_OK.",
    provenance: "verbatim",
    rules: [permits(statusWrites(BOTH), during("driver", "suspended", "poweredUp"))],
  },
  {
    id: "S-2b",
    party: "device",
    level: "desc",
    place: "content.tex, Device Suspend",
    says: "The device, not the driver, clears SUSPEND, and does so when it runs again.",
    provenance: "verbatim",
    rules: [
      none("a device that runs again clears SUSPEND in the same step, device.presentsResumed"),
    ],
  },
  {
    id: "S-3a",
    party: "driver",
    level: "SHOULD NOT",
    place: "content.tex, Device Suspend, driver",
    says: "The driver should not set SUSPEND while DRIVER_OK is clear.",
    provenance: "verbatim",
    rules: [forbids(statusWrites(BOTH), during("driver", "off", ...initializing))],
  },
  /** The only gate on the feature; no sentence gates the device (compare V2-5b). */
  {
    id: "S-3b",
    party: "driver",
    level: "SHOULD NOT",
    place: "content.tex, Device Suspend, driver",
    says: "The driver should not set SUSPEND without having negotiated VIRTIO_F_SUSPEND.",
    provenance: "verbatim",
    rules: [
      where(
        "without the feature",
        ({ suspendFeature }) => suspendFeature === "absent",
        forbids(statusWrites(BOTH), during("driver", "running", "readBeforeSuspend")),
      ),
    ],
  },
  /** Not said: how often it reads, and what it does when the check keeps failing. */
  {
    id: "S-4",
    party: "driver",
    level: "MUST",
    place: "content.tex, Device Suspend, driver",
    says: "Having set SUSPEND, the driver must verify by re-reading the status that SUSPEND is 1 and DRIVER_OK is 0.",
    provenance: "verbatim",
    rules: [
      forbids(
        statusReads("goes on"),
        whenIts(
          "driver",
          "unless the driver reads SUSPEND set and DRIVER_OK clear",
          (state, { value }) =>
            hasAsked.includes(state.value) && !(has(value, SUSPEND) && !has(value, DRIVER_OK)),
        ),
      ),
    ],
  },
  /** S-5 to S-7 start with the driver's write; no end of the ban is stated. */
  {
    id: "S-5",
    party: "driver",
    level: "MUST NOT",
    place: "content.tex, Device Suspend, driver",
    says: "Once it has set SUSPEND, the driver must not make further buffers available.",
    provenance: "verbatim",
    rules: [forbids("driver.makesAvailable", during("driver", ...hasAsked, "suspended"))],
  },
  {
    id: "S-6",
    party: "driver",
    level: "MUST NOT",
    place: "content.tex, Device Suspend, driver",
    says: "Once it has set SUSPEND, the driver must not kick any queue.",
    provenance: "verbatim",
    rules: [forbids(kicks, during("driver", ...hasAsked, "suspended"))],
  },
  {
    id: "S-7",
    party: "driver",
    level: "MUST NOT",
    place: "content.tex, Device Suspend, driver",
    says: "Once it has set SUSPEND, the driver must not change the Configuration Space, the status (if it is in there) excepted.",
    provenance: "verbatim",
    rules: [
      ifRead(
        "driver-configuration-space",
        "all",
        forbids("driver.selectsQueue", during("driver", "suspended")),
      ),
      // A read of the ISR status clears it.
      ...(["pci", "mmio"] as const).map((transport) =>
        on(
          transport,
          ifRead(
            "acknowledge-while-suspended",
            "left",
            forbids(
              transport === "pci" ? "driver.readsInterruptStatus" : "driver.acknowledges",
              during("driver", ...hasSetSuspend),
            ),
          ),
        ),
      ),
    ],
  },
  /** The wait has no other exit: DEVICE_NEEDS_RESET is not named here. */
  {
    id: "S-8",
    party: "driver",
    level: "MUST",
    place: "content.tex, Device Suspend, driver",
    says: "Having set DRIVER_OK to resume, the driver must wait for SUSPEND 0 and DRIVER_OK 1 before operating normally.",
    provenance: "verbatim",
    rules: [
      forbids(["driver.makesAvailable", ...kicks], during("driver", "resumeRequested")),
      forbids(
        statusReads("goes on"),
        whenIts(
          "driver",
          "unless the driver reads SUSPEND clear and DRIVER_OK set",
          (state, { value }) =>
            state.value === "resumeRequested" && !(!has(value, SUSPEND) && has(value, DRIVER_OK)),
        ),
      ),
    ],
  },
  /** The condition is complete initialization; negotiation of the feature is none. */
  {
    id: "S-9",
    party: "device",
    level: "MUST",
    place: "content.tex, Device Suspend, device",
    says: "A device that is not completely initialized must ignore what the driver does to SUSPEND.",
    provenance: "verbatim",
    rules: [
      forbids(writes("acts", SUSPENDED), notInitialized),
      forbids(writes("acts"), askedInReset),
      excepts("status-writes", writes("ignored", SUSPENDED), notInitialized),
      forbids(those("hypervisor.writesStatus", { value: SUSPENDED }), whileReplaying),
      excepts("V2-5a", those("hypervisor.writesStatus", { value: RUNNING }), whileReplaying),
    ],
  },
  {
    id: "S-10",
    party: "device",
    level: "SHOULD",
    place: "content.tex, Device Suspend, device",
    says: "While suspended, the device should ignore writes to its Configuration Space, the status (if it is in there) excepted.",
    provenance: "verbatim",
    rules: [
      acknowledgedInVain,
      ifRead("its-configuration-space", "all", forbids(resetsAQueue, whileSuspended)),
    ],
  },
  {
    id: "S-11a",
    party: "device",
    level: "MUST NOT",
    place: "content.tex, Device Suspend, device",
    says: "While suspended, the device must not send notifications for virtqueues.",
    provenance: "verbatim",
    rules: [forbids("device.interrupts", whileSuspended), ...lineIsLow(USED)],
  },
  /** The buffers that a queue refers to are not named. */
  {
    id: "S-11b",
    party: "device",
    level: "MUST NOT",
    place: "content.tex, Device Suspend, device",
    says: "While suspended, the device must not access virtqueues.",
    provenance: "verbatim",
    rules: [
      forbids([...consuming, "device.uses"], whileSuspended),
      ifRead(
        "buffers-while-suspended",
        "untouched",
        forbids("device.writesBuffer", whileSuspended),
      ),
    ],
  },
  {
    id: "S-11c",
    party: "device",
    level: "MUST NOT",
    place: "content.tex, Device Suspend, device",
    says: "While suspended, the device must not modify its Configuration Space.",
    provenance: "verbatim",
    rules: [
      acknowledgedInVain,
      readInVain,
      ifRead(
        "its-configuration-space",
        "all",
        forbids([...resetsAQueue, "device.completesQueueReset"], whileSuspended),
      ),
    ],
  },
  /** Speaks of changes that S-11c rules out, unless they come from elsewhere. */
  {
    id: "S-12",
    party: "device",
    level: "MUST NOT",
    place: "content.tex, Device Suspend, device",
    says: "If its Configuration Space changes while it is suspended, the device must not notify of that yet.",
    provenance: "verbatim",
    rules: [
      forbids(["device.notifiesConfigLate", "vector.dropsConfigInterrupt"], whileSuspended),
      ...lineIsLow(CONFIG),
    ],
  },
  {
    id: "S-13",
    party: "device",
    level: "MUST",
    place: "content.tex, Device Suspend, device",
    says: "The notification held back under S-12 must be sent when the device runs again.",
    provenance: "verbatim",
    rules: [
      obliges("device.notifiesConfigLate", during("status", "running")),
      obliges("vector.dropsConfigInterrupt", during("config", "owedLate")),
    ],
  },
  /** One MUST with two outcomes; which of them and when is up to the device. */
  {
    id: "S-14",
    party: "device",
    level: "MUST",
    place: "content.tex, Device Suspend, device",
    says: "When the driver sets SUSPEND, the device must suspend or, failing that, set DEVICE_NEEDS_RESET.",
    provenance: "verbatim",
    rules: [
      forbids(writes("ignored"), askedToSuspend),
      forbids(breaks("suspend", "nothing")),
      obliges(["device.presentsSuspended", breaks("suspend", "NEEDS_RESET")], whileSuspending),
    ],
  },
  {
    id: "S-15",
    party: "device",
    level: "MUST",
    place: "content.tex, Device Suspend, device",
    says: "When the driver of a suspended device sets DRIVER_OK, it must resume or, failing that, set DEVICE_NEEDS_RESET.",
    provenance: "verbatim",
    rules: [
      forbids(writes("ignored"), askedToResume),
      forbids(breaks("resume", "nothing")),
      obliges(
        ["device.presentsResumed", breaks("resume", "NEEDS_RESET")],
        during("status", "resuming"),
      ),
    ],
  },
  /** S-16a to S-16c: to be done before SUSPEND 1 and DRIVER_OK 0 are shown. */
  {
    id: "S-16a",
    party: "device",
    level: "SHOULD",
    place: "content.tex, Device Suspend, device",
    says: "Before it shows itself suspended, the device should stop consuming buffers of any queue.",
    provenance: "verbatim",
    rules: [
      forbids("device.presentsSuspended", during("status", "suspending.consuming")),
      obliges("device.stopsConsuming", whileSuspending),
    ],
  },
  /** "Being processed" is not defined; a buffer parked by design is a matter of reading. */
  {
    id: "S-16b",
    party: "device",
    level: "SHOULD",
    place: "content.tex, Device Suspend, device",
    says: "Before it shows itself suspended, the device should wait until every buffer in process has been used.",
    provenance: "verbatim",
    rules: notBeforeAllIsUsed("device.presentsSuspended"),
  },
  {
    id: "S-16c",
    party: "device",
    level: "SHOULD",
    place: "content.tex, Device Suspend, device",
    says: "Before it shows itself suspended, the device should send its used buffer notifications.",
    provenance: "verbatim",
    rules: [forbids("device.presentsSuspended", isOwedInterrupt)],
  },
];
