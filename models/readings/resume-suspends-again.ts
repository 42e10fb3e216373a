/**
 * A hole, written down as a reading: to resume, a driver sets DRIVER_OK and may not
 * clear SUSPEND (B1), and a device that looks at SUSPEND first suspends once more.
 *
 * Code that reads so: <20250912061125.262457-2-lingshan.zhu@amd.com>. No text asks
 * for it; S-15 asks for a resume.
 */
import { has, RESET, SUSPEND } from "../status-values.ts";
import { change } from "./change.ts";
import { v14AsWritten } from "./v1.4-as-written.ts";

export const reading = change(v14AsWritten, {
  name: "resume-suspends-again",
  says: "virtio 1.4, and a suspended device takes SUSPEND for a request to suspend",
  choose: { "transitional-value": "as-written" },
  sentences: [
    {
      kind: "replace",
      id: "X-1",
      says: "A suspended device that is written SUSPEND suspends once more.",
      machine: "status",
      event: "driver.writesStatus",
      when: (status) => status.value === "suspended",
      next: (status, { value }) => {
        if (value === RESET) return { value: "resetting", context: status.context };
        if (!has(Number(value), SUSPEND)) return status;
        return { value: "suspending.consuming", context: { shows: Number(value) } };
      },
    },
  ],
});
