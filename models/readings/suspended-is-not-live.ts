/**
 * A hole, written down as a reading. A virtqueue is live once DRIVER_OK is set, and
 * not any more once the device has been reset (B12). A suspended device has DRIVER_OK
 * clear, and was not reset: who goes by the bit takes its virtqueues for not live, and
 * their memory for the driver's again (B13, B14).
 */
import { change } from "./change.ts";
import { v14AsWritten } from "./v1.4-as-written.ts";

export const suspendedIsNotLive = change(v14AsWritten, {
  name: "suspended-is-not-live",
  says: "virtio 1.4, and a virtqueue is live only while DRIVER_OK is set",
  sentences: [
    {
      kind: "permit",
      id: "L-1",
      says: "While DRIVER_OK is clear no virtqueue is live, and its memory may be released.",
      machine: "driver",
      event: "driver.releasesQueue",
      when: (driver) => driver.value === "suspended",
      next: (driver) => driver,
    },
  ],
});
