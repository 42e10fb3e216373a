/**
 * Clauses V2-1 to V2-17: the series "introduce basic facilities for virtio live
 * migration", V2 of 3 November 2023, six patches.
 *
 * What is held. Of the series itself only patch 3/6, quoted in the mail
 * cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com; its base is content.tex at blob
 * bcc9d4b. Patch 2/6 is known by two predecessors: virtio-dev msg12849 (September
 * 2023, about V1) and msg12061 (RFC 3/5, August 2023). Of patches 1/6 and 4/6 to
 * 6/6 the titles are known, not the text. `provenance` says for each clause which
 * it is; only V2-1 is held word for word. V2 itself may differ from the rest.
 *
 * `place` names the patch or mail first. V2-2 and V2-15 to V2-17 are what a commit
 * message or a mail claims, written down as clauses: no normative text is known
 * that carries them. The number of the feature bit in V2 is not known.
 */
import type { Clause } from "../../checker/types/index.ts";
import { hasAsked, statusReads, statusWrites } from "../accesses.ts";
import { FORGETS } from "../events/answers.ts";
import { consuming, notifications } from "../events/device-acts.ts";
import { readsAnd, whileItLooks } from "../interpretations/hypervisor-steps.ts";
import {
  anyOf,
  during,
  excepts,
  forbids,
  ifRead,
  none,
  obliges,
  those,
  whenIts,
  where,
} from "../rules.ts";
import { acting, askedToResume, askedToSuspend, whileSuspended, writes } from "../status-rules.ts";
import { BOTH, has, RESET, RUNNING, SUSPEND, SUSPENDED } from "../status-values.ts";
import { isOwedInterrupt, notBeforeAllIsUsed } from "./conditions.ts";

/** A change of the configuration that reads return before the device runs again. */
const shownAtOnce = those("environment.changesConfig", { effect: "seen late" });
const whileSuspending = during("status", "suspending");
const withFeature = (rule: Parameters<typeof where>[2]) =>
  where("with the feature", ({ suspendFeature }) => suspendFeature === "negotiated", rule);
const withoutFeature = (rule: Parameters<typeof where>[2]) =>
  where("without the feature", ({ suspendFeature }) => suspendFeature === "absent", rule);

export const v2Series: readonly Clause[] = [
  /** Binds the driver although it was to stand at the end of the device paragraph. */
  {
    id: "V2-1",
    party: "driver",
    level: "SHOULD NOT",
    place: "V2 3/6: content.tex, Virtqueue Reset, device",
    says: "With VIRTIO_F_SUSPEND and SUSPEND set in the status, the driver should not reset a queue.",
    provenance: "verbatim",
    rules: [forbids("driver.selectsQueue", during("driver", "suspended"))],
  },
  {
    id: "V2-2",
    party: "device",
    level: "desc",
    place: "V2 3/6: commit message",
    says: "While SUSPEND is set, the state of the device and of its queues is stable.",
    provenance: "reconstructed",
    rules: [
      forbids([...consuming, "device.uses"], whileSuspended),
      ifRead(
        "buffers-while-suspended",
        "untouched",
        forbids("device.writesBuffer", whileSuspended),
      ),
    ],
  },
  /** The gate is FEATURES_OK; the merged text has DRIVER_OK (S-3a). */
  {
    id: "V2-3",
    party: "driver",
    level: "SHOULD NOT",
    place: "virtio-dev msg12849: content.tex, Device Status Field, driver",
    says: "The driver should not set SUSPEND while FEATURES_OK is clear.",
    provenance: "earlier version",
    rules: [forbids(statusWrites(BOTH), during("driver", "off", "acknowledged", "driverFound"))],
  },
  {
    id: "V2-4",
    party: "driver",
    level: "MUST",
    place: "virtio-dev msg12849: content.tex, Device Status Field, driver",
    says: "Having set SUSPEND, the driver must re-read the status to see that SUSPEND is set.",
    provenance: "earlier version",
    rules: [
      forbids(
        statusReads("goes on"),
        whenIts(
          "driver",
          "unless the driver reads SUSPEND set",
          (state, { value }) => hasAsked.includes(state.value) && !has(value, SUSPEND),
        ),
      ),
      forbids(
        statusReads("waits"),
        whenIts(
          "driver",
          "once the driver reads SUSPEND set",
          (state, { value }) => hasAsked.includes(state.value) && has(value, SUSPEND),
        ),
      ),
    ],
  },
  {
    id: "V2-5a",
    party: "device",
    level: "MUST",
    place: "virtio-dev msg12849: content.tex, Device Status Field, device",
    says: "The device must ignore SUSPEND while FEATURES_OK is clear.",
    provenance: "earlier version",
    rules: [
      forbids(
        writes("acts", SUSPENDED),
        during("status", "reset", "resetLate", "acknowledged", "driverFound"),
      ),
      forbids(
        those("hypervisor.writesStatus", { value: RUNNING }),
        during("hypervisor", "starting"),
      ),
    ],
  },
  /** A gate on the device that the merged text does not have. */
  {
    id: "V2-5b",
    party: "device",
    level: "MUST",
    place: "virtio-dev msg12849: content.tex, Device Status Field, device",
    says: "The device must ignore SUSPEND unless the feature was negotiated.",
    provenance: "earlier version",
    rules: [
      withoutFeature(forbids(writes(acting), askedToSuspend)),
      withoutFeature(excepts("S-14", writes("ignored"), askedToSuspend)),
      withoutFeature(excepts("status-writes", writes("ignored"), askedToSuspend)),
    ],
  },
  {
    id: "V2-6",
    party: "device",
    level: "SHOULD",
    place: "virtio-dev msg12849: content.tex, Device Status Field, device",
    says: "While SUSPEND is set, the device should still take writes to the status.",
    provenance: "earlier version",
    rules: [forbids(writes("ignored", RESET), whileSuspended)],
  },
  /** MUST in the RFC. The device does not clear DRIVER_OK at suspend in either. */
  {
    id: "V2-7",
    party: "device",
    level: "SHOULD",
    place: "virtio-dev msg12849: content.tex, Device Status Field, device",
    says: "A suspended device should clear SUSPEND and go on operating when DRIVER_OK is written.",
    provenance: "earlier version",
    rules: [
      forbids(writes("ignored"), askedToResume),
      obliges("device.presentsResumed", during("status", "resuming")),
    ],
  },
  /** V2-8a to V2-8c: before SUSPEND is shown. MUST in the RFC. */
  {
    id: "V2-8a",
    party: "device",
    level: "SHOULD",
    place: "virtio-dev msg12849: content.tex, Device Status Field, device",
    says: "Before it shows SUSPEND, the device should stop consuming buffers.",
    provenance: "earlier version",
    rules: [
      forbids("device.presentsSuspended", during("status", "suspending.consuming")),
      obliges("device.stopsConsuming", whileSuspending),
    ],
  },
  /** Finished ones only: nothing asks for a wait, unlike S-16b. */
  {
    id: "V2-8b",
    party: "device",
    level: "SHOULD",
    place: "virtio-dev msg12849: content.tex, Device Status Field, device",
    says: "Before it shows SUSPEND, the device should mark what it has finished as used.",
    provenance: "earlier version",
    rules: notBeforeAllIsUsed("device.presentsSuspended"),
  },
  {
    id: "V2-8c",
    party: "device",
    level: "SHOULD",
    place: "virtio-dev msg12849: content.tex, Device Status Field, device",
    says: "Before it shows SUSPEND, the device should send the used buffer notifications for that.",
    provenance: "earlier version",
    rules: [forbids("device.presentsSuspended", isOwedInterrupt)],
  },
  {
    id: "V2-9",
    party: "device",
    level: "MUST",
    place: "virtio-dev msg12061: content.tex, Device Status Field, device",
    says: "Upon SUSPEND the device must record the virtqueue state of each queue that is enabled.",
    provenance: "earlier version",
    // What of the record is saved is conduct: saved-position and in-flight-list say it.
    rules: [forbids(those("device.presentsSuspended", { position: FORGETS }), anyOf("queue"))],
  },
  {
    id: "V2-10a",
    party: "device",
    level: "MUST",
    place: "virtio-dev msg12061: content.tex, Device Status Field, device",
    says: "Upon SUSPEND the device must pause and preserve what its configuration space holds.",
    provenance: "earlier version",
    rules: [forbids(shownAtOnce, whileSuspended)],
  },
  {
    id: "V2-10b",
    party: "device",
    level: "MUST",
    place: "virtio-dev msg12061: content.tex, Device Status Field, device",
    says: "As the last of these steps the device must show SUSPEND in its status.",
    provenance: "earlier version",
    rules: [
      withFeature(forbids(writes("ignored"), askedToSuspend)),
      forbids(those("device.presentsSuspended", { value: RESET })),
      obliges("device.presentsSuspended", whileSuspending),
      ...whileItLooks(SUSPEND).map((when) =>
        ifRead("stopped-by", "status-bit", forbids(readsAnd("waits", "pauses", "skips it"), when)),
      ),
    ],
  },
  /** Known from the RFC's cover letter; the same idea was posted in 2020 or 2021. */
  {
    id: "V2-11",
    party: "driver",
    level: "desc",
    place: "virtio-comment 202308/msg00142: cover letter",
    says: "With QUEUE_STATE the last available and last used index of a queue can be read and set.",
    provenance: "reconstructed",
  },
  /** The shape agrees with Linux, struct vdpa_vq_state_packed; the wording is not held. */
  {
    id: "V2-12",
    party: "device",
    level: "desc",
    place: "V2 1/6: text not held",
    says: "The state of a packed queue is two positions, available and used, each of 15 bits and a wrap bit.",
    provenance: "recalled",
  },
  {
    id: "V2-13a",
    party: "both",
    level: "desc",
    place: "virtio-comment 202308/msg00142: cover letter",
    says: "Dirty page tracking is named as work to come.",
    provenance: "earlier version",
    rules: [none("an announcement of work to come")],
  },
  /** No title of V2 has it. */
  {
    id: "V2-13b",
    party: "both",
    level: "desc",
    place: "virtio-comment 202308/msg00142: cover letter",
    says: "Descriptors in flight are named as work to come.",
    provenance: "earlier version",
    rules: [none("an announcement of work to come")],
  },
  {
    id: "V2-14",
    party: "device",
    level: "desc",
    place: "V2 5/6 and 6/6: text not held",
    says: "The device sets a bit of a dirty bitmap for each page it writes; a PCI capability gives address and granularity.",
    provenance: "recalled",
  },
  {
    id: "V2-15",
    party: "device",
    level: "desc",
    place: "mail cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com",
    says: "A suspended device is much like one without power: it answers no event until it is resumed.",
    provenance: "reconstructed",
    rules: [forbids(notifications, whileSuspended), forbids(shownAtOnce, whileSuspended)],
  },
  /** A claim from the freeze_mode thread; both sides of it agree. */
  {
    id: "V2-16",
    party: "device",
    level: "desc",
    place: "mail c928e39c of September 2023",
    says: "Status 0 written by the driver resets everything, SUSPEND included.",
    provenance: "reconstructed",
    rules: [forbids(writes("ignored", RESET))],
  },
  /** The same mail declines to write this order down: VM migration is not in the standard. */
  {
    id: "V2-17",
    party: "hypervisor",
    level: "desc",
    place: "mail cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com",
    says: "To migrate, the host suspends the guest first and the device after it.",
    provenance: "reconstructed",
  },
];
