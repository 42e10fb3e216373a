/** Virtio 1.4 as it is written: every clause is followed, each SHOULD too. */
import type { Reading } from "../../checker/types.ts";
import { clauses, isIn14 } from "../clauses/all.ts";

export const v14AsWritten: Reading = {
  name: "v1.4-as-written",
  says: "virtio 1.4, every clause in force, each SHOULD and each MAY too",
  inForce: new Set(clauses.map((clause) => clause.id).filter(isIn14)),
  // Where the text is silent, what a careful party would do first.
  choices: {
    "transitional-value": "old",
    "write-while-resetting": "ignored",
    "until-suspended": "drains",
    "queue-reset-while-suspended": "performed",
    "driver-configuration-space": "device-specific",
    "queue-reset-check": "queue_reset",
    "held-kick": "kept",
    "rescan-on-resume": "no",
    "kick-after-resume": "no",
    "failed-with-driver-ok": "resumes",
    "config-change-while-suspended": "seen-late",
    "packet-while-suspended": "lost",
    "driver-writes-from": "known",
    "driver-repeats-write": "never",
    "driver-sees-needs-reset": "gives-up",
    "driver-suspends-by": "status-bit",
    "driver-after-power-up": "trusts",
    "no-soft-reset": "yes",
    "migration-order": "guest-first",
    "vmm-flushes": "yes",
    "vmm-restores-queue-select": "no",
    "trapped-access-while-migrating": "performed",
    "saved-position": "registers",
    "in-flight-list": "no",
    "pending-config-notification": "lost",
    "vmm-kicks-after-restore": "no",
  },
  sentences: [],
  textHeld: true,
  text: "virtio-v1.4-cs01 15f488c, verbatim",
};
