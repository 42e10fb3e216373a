/**
 * A hole, written down as a reading. The flag by which an owner stops a device is
 * defined as 0, the number of its bit, and a sentence beside it compares the flags
 * with "zero" (admin-cmds-device-parts.tex, at virtio-v1.4-cs01 15f488c). An owner that
 * writes the constant as it stands sends 0, which is the command to go on. Linux
 * shifts by it (drivers/vfio/pci/virtio/migrate.c).
 */
import { change } from "./change.ts";
import { contenderParts } from "./contender-parts.ts";

export const stopFlagIsZero = change(contenderParts, {
  name: "stop-flag-is-zero",
  says: "device parts, and an owner sends the value of F_STOPPED as it is defined, 0",
  choose: { "migration-order": "guest-first" },
  sentences: [
    {
      kind: "replace",
      id: "F-1",
      says: "A command whose flags are 0, F_STOPPED as defined, leaves the device active.",
      machine: "mode",
      event: "device.completesCommand",
      when: (mode) => mode.value === "stopping",
      next: (mode) => ({ value: "active", context: { ...mode.context, begun: false } }),
    },
  ],
});
