/**
 * Base clauses B1 to B21: status byte, feature bits, initialization, device
 * reset and the life of a queue.
 *
 * Text modelled: virtio-spec, revision virtio-v1.4-cs01 of 8 April 2026, commit
 * 15f488c. The text is held in full, hence "verbatim" everywhere; `says` is in
 * our words all the same. `place` is file, section title, and the paragraph:
 * driver or device requirements; none when the sentence stands in plain prose.
 *
 * A letter after the number marks one effect of a statement that carries more
 * than one. The whole number is then no id of its own.
 */
import type { Clause } from "../../checker/types/index.ts";
import { hasAsked, initializing, kicks, notSetUp, statusReads, statusWrites } from "../accesses.ts";
import { KEEPS_BITS, KEEPS_BOTH, KEEPS_READY } from "../events/answers.ts";
import { notifications, virtqueueAccesses } from "../events/device-acts.ts";
import { anyOf, during, forbids, none, obliges, on, those, whenIts, where } from "../rules.ts";
import { askedInReset, beforeDriverOk, whileResetting, writes } from "../status-rules.ts";
import {
  ACKNOWLEDGE,
  BOTH,
  DRIVER_OK,
  FEATURES_ACCEPTED,
  has,
  NEEDS_RESET,
  RESET,
  RUNNING,
  SUSPEND_CLEARED,
} from "../status-values.ts";

/** A device that has been reset, or was never set up, until DRIVER_OK is set. */
const notInitialized = during("status", ...beforeDriverOk);

/** The driver has reset its device, and does not read 0. */
const beforeItReads0 = whenIts(
  "driver",
  "before the driver that has reset its device reads 0",
  ({ value }, event) => value === "resetRequested" && event.value !== RESET,
);

const withDriverOk = whenIts("status", "while DRIVER_OK is set", ({ context }) =>
  has(context.shows, DRIVER_OK),
);

/** The driver has read that its virtqueue is reset. */
const seenReset = ["queueResetRead", "queueReset", "queueDisabled"];

/** A reset of the device that leaves these as they were. */
const resetKeeps = (what: string) => those("device.completesReset", { keeps: [what, KEEPS_BOTH] });

export const baseStatus: readonly Clause[] = [
  /** The text has no exception; that only reset clears bits follows from B7. */
  {
    id: "B1",
    party: "driver",
    level: "MUST NOT",
    place: "content.tex, Device Status Field, driver",
    says: "The driver must not clear a status bit that is set.",
    provenance: "verbatim",
    rules: [forbids(statusWrites(SUSPEND_CLEARED), during("driver", "suspended", "poweredUp"))],
  },
  {
    id: "B2",
    party: "driver",
    level: "MUST",
    place: "content.tex, Device Status Field, driver",
    says: "A driver that has set FAILED must reset the device before it tries to initialize it again.",
    provenance: "verbatim",
    // That it has given up is what FAILED says; the driver of the model writes no FAILED.
    rules: [forbids(statusWrites(ACKNOWLEDGE), during("driver", "broken"))],
  },
  /** A note adds that an operation in flight can be assumed neither done nor undone. */
  {
    id: "B3",
    party: "driver",
    level: "SHOULD NOT",
    place: "content.tex, Device Status Field, driver",
    says: "While DEVICE_NEEDS_RESET is set, the driver should not count on any operation completing.",
    provenance: "verbatim",
    rules: [
      forbids(
        [...statusReads("waits"), ...statusReads("goes on")],
        whenIts(
          "driver",
          "once the driver reads DEVICE_NEEDS_RESET",
          ({ value }, event) =>
            [...hasAsked, "resumeRequested"].includes(value) && has(event.value, NEEDS_RESET),
        ),
      ),
    ],
  },
  {
    id: "B4a",
    party: "device",
    level: "MUST NOT",
    place: "content.tex, Device Status Field, device",
    says: "The device must not consume a buffer before DRIVER_OK.",
    provenance: "verbatim",
    rules: [forbids(virtqueueAccesses, notInitialized)],
  },
  /** Whether "before" also covers a later time with DRIVER_OK clear is left open. */
  {
    id: "B4b",
    party: "device",
    level: "MUST NOT",
    place: "content.tex, Device Status Field, device",
    says: "The device must not send a used buffer notification before DRIVER_OK.",
    provenance: "verbatim",
    rules: [forbids("device.interrupts", notInitialized)],
  },
  {
    id: "B5",
    party: "device",
    level: "SHOULD",
    place: "content.tex, Device Status Field, device",
    says: "A device in an error that only a reset cures should set DEVICE_NEEDS_RESET.",
    provenance: "verbatim",
    rules: [forbids(those("device.fails", { shows: "nothing" }))],
  },
  {
    id: "B6",
    party: "device",
    level: "MUST",
    place: "content.tex, Device Status Field, device",
    says: "If DRIVER_OK is set, setting DEVICE_NEEDS_RESET must be followed by a configuration change notification.",
    provenance: "verbatim",
    rules: [
      forbids(those("device.fails", { shows: "NEEDS_RESET", driver: "untold" }), withDriverOk),
      where(
        "where a device may fail",
        ({ failures }) => failures > 0,
        obliges("device.notifiesConfig", during("status", "needsReset")),
      ),
    ],
  },
  {
    id: "B7",
    party: "device",
    level: "desc",
    place: "content.tex, Device Status Field",
    says: "The status byte is 0 at the start, and a reset brings it back to 0.",
    provenance: "verbatim",
    rules: [forbids("device.presentsSuspended", during("status", "resetLate"))],
  },
  {
    id: "B8",
    party: "driver",
    level: "MUST",
    place: "content.tex, Device Initialization, driver",
    says: "The driver must keep to the order: reset, ACKNOWLEDGE, DRIVER, features, FEATURES_OK, re-read it, setup, DRIVER_OK.",
    provenance: "verbatim",
    rules: [
      forbids(statusWrites(ACKNOWLEDGE), during("driver", "broken")),
      forbids(
        statusReads("goes on"),
        whenIts(
          "driver",
          "unless the driver reads that FEATURES_OK is still set",
          ({ value }, event) => value === "featuresWritten" && event.value !== FEATURES_ACCEPTED,
        ),
      ),
      // 1F, too, would set DRIVER_OK.
      forbids(statusWrites(RUNNING), during("driver", "settingUp")),
      forbids(statusWrites(BOTH), during("driver", "off", ...notSetUp)),
    ],
  },
  {
    id: "B9",
    party: "driver",
    level: "MUST NOT",
    place: "content.tex, Device Initialization, driver",
    says: "The driver must not kick before it has set DRIVER_OK.",
    provenance: "verbatim",
    rules: [forbids(kicks, during("driver", ...initializing))],
  },
  {
    id: "B10a",
    party: "driver",
    level: "MUST NOT",
    place: "content.tex, Feature Bits, driver",
    says: "A feature that was not offered must not be accepted.",
    provenance: "verbatim",
    rules: [
      none("features are what the bounds say; on the ring kernel featuresWithinOffer holds it"),
    ],
  },
  /**
   * Corrected: "not understood" is no ground in this paragraph. The grounds are:
   * not in the standard, reserved, not for this transport, not for this device type.
   */
  {
    id: "B10b",
    party: "driver",
    level: "MUST NOT",
    place: "content.tex, Feature Bits, driver",
    says: "A feature bit that is undescribed, reserved, or not for this transport or device type must not be accepted.",
    provenance: "verbatim",
    rules: [none("features are what the bounds say, and each of them is in the standard")],
  },
  /** The reason given is that a refusal would get in the way of resuming a suspended system. */
  {
    id: "B11",
    party: "device",
    level: "SHOULD NOT",
    place: "content.tex, Feature Bits, device",
    says: "After a reset the device should not refuse a feature set that it once negotiated.",
    provenance: "verbatim",
    rules: [forbids(writes("ignored", FEATURES_ACCEPTED), during("status", "driverFound"))],
  },
  {
    id: "B12a",
    party: "both",
    level: "desc",
    place: "content.tex, Device Cleanup",
    says: "From the moment that the driver sets DRIVER_OK, every configured queue counts as live.",
    provenance: "verbatim",
    rules: [none("a definition; B13 and B14 say what follows for the driver")],
  },
  /** The only end of being live that the text names; suspending is not mentioned. */
  {
    id: "B12b",
    party: "both",
    level: "desc",
    place: "content.tex, Device Cleanup",
    says: "After a device reset no queue is live.",
    provenance: "verbatim",
    rules: [none("a definition; B13 and B14 say what follows for the driver")],
  },
  {
    id: "B13",
    party: "driver",
    level: "MUST NOT",
    place: "content.tex, Device Cleanup, driver",
    says: "On a live queue the driver must not alter entries of buffers that are available and not yet used.",
    provenance: "verbatim",
    rules: [none("entries are bytes: on the ring kernel exposedBufferUnchanged holds it")],
  },
  /** The way named is device reset; the text on queue reset (B25) names another. */
  {
    id: "B14",
    party: "driver",
    level: "MUST",
    place: "content.tex, Device Cleanup, driver",
    says: "Before it takes exposed buffers back, the driver must end the queue's being live by a device reset.",
    provenance: "verbatim",
    // That a reset of the virtqueue ends it too is what B25 says.
    rules: [
      forbids(
        "driver.releasesQueue",
        whenIts(
          "driver",
          "before the driver has seen its device, or the virtqueue, reset",
          ({ value }) => !["off", ...seenReset].includes(value),
        ),
      ),
    ],
  },
  {
    id: "B15",
    party: "device",
    level: "MUST",
    place: "content.tex, Device Reset, device",
    says: "Having received a reset, the device must bring its status back to 0.",
    provenance: "verbatim",
    rules: [
      forbids(writes("ignored", RESET)),
      forbids(writes("acts"), askedInReset),
      obliges("device.completesReset", whileResetting),
    ],
  },
  {
    id: "B16a",
    party: "device",
    level: "MUST NOT",
    place: "content.tex, Device Reset, device",
    says: "From showing status 0 until it is initialized again, the device must not send a notification.",
    provenance: "verbatim",
    rules: [forbids(notifications, notInitialized)],
  },
  {
    id: "B16b",
    party: "device",
    level: "MUST NOT",
    place: "content.tex, Device Reset, device",
    says: "From showing status 0 until it is initialized again, the device must not touch its queues.",
    provenance: "verbatim",
    rules: [forbids(virtqueueAccesses, notInitialized)],
  },
  {
    id: "B17",
    party: "driver",
    level: "SHOULD",
    place: "content.tex, Device Reset, driver",
    says: "The driver should take its own reset for complete when it reads status 0.",
    provenance: "verbatim",
    rules: [forbids(statusReads("goes on"), beforeItReads0)],
  },
  {
    id: "B18a",
    party: "device",
    level: "MUST",
    place: "transport-pci.tex, Common configuration structure layout, device",
    says: "On PCI a write of 0 to device_status must reset the device.",
    provenance: "verbatim",
    rules: [
      on("pci", forbids(writes("ignored", RESET))),
      on("pci", forbids(writes("acts"), askedInReset)),
    ],
  },
  {
    id: "B18b",
    party: "device",
    level: "MUST",
    place: "transport-pci.tex, Common configuration structure layout, device",
    says: "On PCI the device must show 0 in device_status once that reset is done.",
    provenance: "verbatim",
    rules: [on("pci", obliges("device.completesReset", whileResetting))],
  },
  {
    id: "B19",
    party: "driver",
    level: "MUST",
    place: "transport-pci.tex, Common configuration structure layout, driver",
    says: "Having written 0 to device_status, the driver must read 0 back before it initializes again.",
    provenance: "verbatim",
    rules: [on("pci", forbids(statusReads("goes on"), beforeItReads0))],
  },
  {
    id: "B20a",
    party: "device",
    level: "MUST",
    place: "transport-mmio.tex, MMIO Device Register Layout, device",
    says: "On MMIO a reset must clear every bit of InterruptStatus.",
    provenance: "verbatim",
    rules: [on("mmio", forbids(resetKeeps(KEEPS_BITS), anyOf("interruptStatus")))],
  },
  {
    id: "B20b",
    party: "device",
    level: "MUST",
    place: "transport-mmio.tex, MMIO Device Register Layout, device",
    says: "On MMIO a reset must clear QueueReady of every queue.",
    provenance: "verbatim",
    rules: [on("mmio", forbids(resetKeeps(KEEPS_READY), anyOf("ready")))],
  },
  {
    id: "B21",
    party: "device",
    level: "MUST",
    place: "transport-ccw.tex, Resetting Devices, device",
    says: "On CCW the reset must be finished and the status 0 before the reset command ends with success.",
    provenance: "verbatim",
    rules: [forbids("channel.endsCommand", whileResetting)],
  },
];
