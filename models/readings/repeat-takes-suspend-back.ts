/**
 * A hole, written down as a reading. A driver that no longer wants the suspend it has
 * asked for may clear no bit (B1): all that it can write is 1F again, with DRIVER_OK in
 * it. A device may take that for what it would mean a moment later, a request to run.
 */
import { BOTH, RUNNING } from "../status-values.ts";
import { change } from "./change.ts";
import { v14AsWritten } from "./v1.4-as-written.ts";

const suspending = ["suspending.consuming", "suspending.stopped"];

export const repeatTakesSuspendBack = change(v14AsWritten, {
  name: "repeat-takes-suspend-back",
  says: "virtio 1.4, and 1F written again before the device has suspended takes it back",
  choose: { "driver-repeats-write": "from-a-stale-read" },
  sentences: [
    {
      kind: "replace",
      id: "T-1",
      says: "A device that is asked to suspend and is written 1F again runs on.",
      machine: "status",
      event: "driver.writesStatus",
      when: (status) => suspending.includes(status.value),
      next: (status, { value }) =>
        value === BOTH
          ? { value: "running", context: { shows: RUNNING } }
          : { value: value === 0 ? "resetting" : status.value, context: status.context },
    },
  ],
});
