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
import type { Clause } from "../../checker/types.ts";

export const baseStatus: readonly Clause[] = [
  /** The text has no exception; that only reset clears bits follows from B7. */
  {
    id: "B1",
    party: "driver",
    level: "MUST NOT",
    place: "content.tex, Device Status Field, driver",
    says: "The driver must not clear a status bit that is set.",
    provenance: "verbatim",
  },
  {
    id: "B2",
    party: "driver",
    level: "MUST",
    place: "content.tex, Device Status Field, driver",
    says: "A driver that has set FAILED must reset the device before it tries to initialize it again.",
    provenance: "verbatim",
  },
  /** A note adds that an operation in flight can be assumed neither done nor undone. */
  {
    id: "B3",
    party: "driver",
    level: "SHOULD NOT",
    place: "content.tex, Device Status Field, driver",
    says: "While DEVICE_NEEDS_RESET is set, the driver should not count on any operation completing.",
    provenance: "verbatim",
  },
  {
    id: "B4a",
    party: "device",
    level: "MUST NOT",
    place: "content.tex, Device Status Field, device",
    says: "The device must not consume a buffer before DRIVER_OK.",
    provenance: "verbatim",
  },
  /** Whether "before" also covers a later time with DRIVER_OK clear is left open. */
  {
    id: "B4b",
    party: "device",
    level: "MUST NOT",
    place: "content.tex, Device Status Field, device",
    says: "The device must not send a used buffer notification before DRIVER_OK.",
    provenance: "verbatim",
  },
  {
    id: "B5",
    party: "device",
    level: "SHOULD",
    place: "content.tex, Device Status Field, device",
    says: "A device in an error that only a reset cures should set DEVICE_NEEDS_RESET.",
    provenance: "verbatim",
  },
  {
    id: "B6",
    party: "device",
    level: "MUST",
    place: "content.tex, Device Status Field, device",
    says: "If DRIVER_OK is set, setting DEVICE_NEEDS_RESET must be followed by a configuration change notification.",
    provenance: "verbatim",
  },
  {
    id: "B7",
    party: "device",
    level: "desc",
    place: "content.tex, Device Status Field",
    says: "The status byte is 0 at the start, and a reset brings it back to 0.",
    provenance: "verbatim",
  },
  {
    id: "B8",
    party: "driver",
    level: "MUST",
    place: "content.tex, Device Initialization, driver",
    says: "The driver must keep to the order: reset, ACKNOWLEDGE, DRIVER, features, FEATURES_OK, re-read it, setup, DRIVER_OK.",
    provenance: "verbatim",
  },
  {
    id: "B9",
    party: "driver",
    level: "MUST NOT",
    place: "content.tex, Device Initialization, driver",
    says: "The driver must not kick before it has set DRIVER_OK.",
    provenance: "verbatim",
  },
  {
    id: "B10a",
    party: "driver",
    level: "MUST NOT",
    place: "content.tex, Feature Bits, driver",
    says: "A feature that was not offered must not be accepted.",
    provenance: "verbatim",
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
  },
  /** The reason given is that a refusal would get in the way of resuming a suspended system. */
  {
    id: "B11",
    party: "device",
    level: "SHOULD NOT",
    place: "content.tex, Feature Bits, device",
    says: "After a reset the device should not refuse a feature set that it once negotiated.",
    provenance: "verbatim",
  },
  {
    id: "B12a",
    party: "both",
    level: "desc",
    place: "content.tex, Device Cleanup",
    says: "From the moment that the driver sets DRIVER_OK, every configured queue counts as live.",
    provenance: "verbatim",
  },
  /** The only end of being live that the text names; suspending is not mentioned. */
  {
    id: "B12b",
    party: "both",
    level: "desc",
    place: "content.tex, Device Cleanup",
    says: "After a device reset no queue is live.",
    provenance: "verbatim",
  },
  {
    id: "B13",
    party: "driver",
    level: "MUST NOT",
    place: "content.tex, Device Cleanup, driver",
    says: "On a live queue the driver must not alter entries of buffers that are available and not yet used.",
    provenance: "verbatim",
  },
  /** The way named is device reset; the text on queue reset (B25) names another. */
  {
    id: "B14",
    party: "driver",
    level: "MUST",
    place: "content.tex, Device Cleanup, driver",
    says: "Before it takes exposed buffers back, the driver must end the queue's being live by a device reset.",
    provenance: "verbatim",
  },
  {
    id: "B15",
    party: "device",
    level: "MUST",
    place: "content.tex, Device Reset, device",
    says: "Having received a reset, the device must bring its status back to 0.",
    provenance: "verbatim",
  },
  {
    id: "B16a",
    party: "device",
    level: "MUST NOT",
    place: "content.tex, Device Reset, device",
    says: "From showing status 0 until it is initialized again, the device must not send a notification.",
    provenance: "verbatim",
  },
  {
    id: "B16b",
    party: "device",
    level: "MUST NOT",
    place: "content.tex, Device Reset, device",
    says: "From showing status 0 until it is initialized again, the device must not touch its queues.",
    provenance: "verbatim",
  },
  {
    id: "B17",
    party: "driver",
    level: "SHOULD",
    place: "content.tex, Device Reset, driver",
    says: "The driver should take its own reset for complete when it reads status 0.",
    provenance: "verbatim",
  },
  {
    id: "B18a",
    party: "device",
    level: "MUST",
    place: "transport-pci.tex, Common configuration structure layout, device",
    says: "On PCI a write of 0 to device_status must reset the device.",
    provenance: "verbatim",
  },
  {
    id: "B18b",
    party: "device",
    level: "MUST",
    place: "transport-pci.tex, Common configuration structure layout, device",
    says: "On PCI the device must show 0 in device_status once that reset is done.",
    provenance: "verbatim",
  },
  {
    id: "B19",
    party: "driver",
    level: "MUST",
    place: "transport-pci.tex, Common configuration structure layout, driver",
    says: "Having written 0 to device_status, the driver must read 0 back before it initializes again.",
    provenance: "verbatim",
  },
  {
    id: "B20a",
    party: "device",
    level: "MUST",
    place: "transport-mmio.tex, MMIO Device Register Layout, device",
    says: "On MMIO a reset must clear every bit of InterruptStatus.",
    provenance: "verbatim",
  },
  {
    id: "B20b",
    party: "device",
    level: "MUST",
    place: "transport-mmio.tex, MMIO Device Register Layout, device",
    says: "On MMIO a reset must clear QueueReady of every queue.",
    provenance: "verbatim",
  },
  {
    id: "B21",
    party: "device",
    level: "MUST",
    place: "transport-ccw.tex, Resetting Devices, device",
    says: "On CCW the reset must be finished and the status 0 before the reset command ends with success.",
    provenance: "verbatim",
  },
];
