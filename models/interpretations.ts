/**
 * What the text leaves open, and what a party is free to do: one choice each.
 *
 * `party` says who would have to act to make it another one: the text, by a
 * sentence; the device; the driver; or the VMM.
 */
import type { Interpretation } from "../checker/types.ts";

export const interpretations: readonly Interpretation[] = [
  {
    id: "transitional-value",
    party: "text",
    question: "What does a read return while a suspend or a resume is under way?",
    choices: {
      old: { means: "the value from before the write" },
      "as-written": {
        means: "the value that was written, 1F, for both",
        sentence: "Until it has suspended or resumed, the device MUST present the value written.",
      },
    },
  },
  {
    id: "ccw-status-write",
    party: "text",
    question: "When does a CCW device end the command that writes 1F, a value that does not last?",
    choices: {
      "compares-last-value": {
        means: "it compares the value that the status would end with, 1B or 0F, and rejects (B40)",
      },
      "accepts-first": { means: "at once, with 1F accepted; it suspends or resumes later" },
      "ends-when-done": {
        means: "when it has suspended or resumed, as for a reset (B21)",
        sentence: "On CCW a write of the status MUST end when the device has done what it asks.",
      },
    },
  },
  {
    id: "write-while-resetting",
    party: "text",
    question: "What does a device do with a status write that arrives while it resets itself?",
    choices: {
      ignored: {
        means: "nothing: the reset goes on",
        sentence: "A device that resets itself MUST ignore status writes until it presents 0.",
      },
      unstated: { means: "the text says nothing" },
    },
  },
  {
    id: "until-suspended",
    party: "device",
    question: "What does the device do between the request to suspend and being suspended?",
    choices: {
      drains: { means: "it finishes and returns the buffers that it has fetched" },
      freezes: {
        means: "it stops at once and returns nothing",
        sentence:
          "Once SUSPEND is set, the device MUST NOT use a buffer or notify until it resumes.",
      },
    },
  },
  {
    id: "suspended-value",
    party: "device",
    question: "What does a device present that has suspended?",
    choices: {
      "as-said": { means: "SUSPEND, with DRIVER_OK cleared where the text says so" },
      zero: { means: "00: DRIVER_OK is cleared by a logical not, which takes every bit along" },
    },
  },
  {
    id: "late-suspend",
    party: "device",
    question: "What becomes of a suspend that is under way when the device is reset?",
    choices: {
      abandoned: {
        means: "nothing: the reset ends it",
        sentence: "A reset MUST end a suspend that is under way.",
      },
      presented: { means: "it completes after the reset, and is presented over 00" },
    },
  },
  {
    id: "reset-while-suspended",
    party: "text",
    question: "Does a suspended device reset itself when 0 is written to its status?",
    choices: {
      performed: { means: "yes: a reset resets everything, SUSPEND too (B18a, V2-16)" },
      ignored: {
        means: "no: it keeps SUSPEND and what it holds, so that a guest resumes to find it",
        sentence: "A suspended device MUST keep its state when 0 is written to its status.",
      },
    },
  },
  {
    id: "write-clears-suspend",
    party: "device",
    question:
      "What does a suspended device do with a write that clears SUSPEND, without DRIVER_OK?",
    choices: {
      ignored: { means: "nothing: only DRIVER_OK resumes it (S-15)" },
      resumes: {
        means: "it resumes",
        sentence: "A suspended device MUST resume when the driver clears SUSPEND.",
      },
      alone: {
        means: "it resumes, and on no other write",
        sentence: "A suspended device MUST resume when the driver clears SUSPEND, and not else.",
      },
    },
  },
  {
    id: "queue-reset-while-suspended",
    party: "device",
    question: "What does a suspended device do with a write of 1 to queue_reset?",
    choices: {
      performed: {
        means: "it resets the queue, as B26a asks; S-10 and S-11c are about device-specific fields",
        sentence: "A suspended device MUST perform a virtqueue reset.",
      },
      ignored: {
        means: "it ignores the write: S-10 is read broadly, and as overriding B26a",
        sentence: "A suspended device MUST ignore writes to queue_reset.",
      },
      deferred: { means: "it begins the reset when it runs again" },
      accepted: {
        means: "it accepts the write (B26a); S-11c, read broadly, keeps it from completing",
      },
    },
  },
  {
    id: "driver-configuration-space",
    party: "driver",
    question: "Which configuration space does the driver leave alone after setting SUSPEND (S-7)?",
    choices: {
      "device-specific": { means: "the device-specific one only: queue_reset is outside of it" },
      all: {
        means: "the common configuration too: queue_reset is part of it",
        sentence: "The driver MUST NOT reset a virtqueue once it has set SUSPEND.",
      },
    },
  },
  {
    id: "queue-reset-check",
    party: "driver",
    question: "What does the driver read before it regards a virtqueue reset as complete?",
    choices: {
      queue_reset: { means: "queue_reset alone (B27)" },
      both: { means: "queue_reset, then queue_enable, until both are 0, as Linux does" },
    },
  },
  {
    id: "held-kick",
    party: "device",
    question: "Does the device forget a kick that it holds when it suspends?",
    choices: {
      kept: {
        means: "it keeps the kick and handles it when it runs again",
        sentence: "The device MUST act on a kick received before it was suspended when it resumes.",
      },
      dropped: { means: "it may forget it; no clause speaks of it" },
    },
  },
  {
    id: "rescan-on-resume",
    party: "device",
    question: "Does the device look at every ring when it resumes?",
    choices: {
      no: { means: "only when kicked, or unasked" },
      yes: {
        means: "always",
        sentence: "On resuming, the device MUST look for available buffers in every virtqueue.",
      },
    },
  },
  {
    id: "kick-after-resume",
    party: "driver",
    question: "Does the driver kick every virtqueue once more after a resume?",
    choices: {
      no: { means: "only when it makes a buffer available" },
      yes: { means: "always; a spurious kick is legal (B63b)" },
    },
  },
  {
    id: "after-failed",
    party: "text",
    question: "What does a device do once FAILED has been written to its status?",
    choices: {
      "goes-on": { means: "what it was doing; it may suspend and resume" },
      "waits-for-reset": {
        means: "nothing more until it is reset (B2)",
        sentence: "Once FAILED is set, a device MUST do nothing before it is reset.",
      },
    },
  },
  {
    id: "failed-with-driver-ok",
    party: "device",
    question: "Does a suspended device resume on a write that has DRIVER_OK and FAILED set?",
    choices: {
      resumes: { means: "yes: DRIVER_OK was set (S-15)" },
      stays: {
        means: "no: the driver has given up",
        sentence: "A suspended device MUST NOT resume on a write that sets FAILED.",
      },
    },
  },
  {
    id: "parked-buffers",
    party: "text",
    question: "Is a fetched buffer that waits for a packet being processed (S-16b)?",
    choices: {
      "waited-for": { means: "yes: the device is not suspended before it is used" },
      left: {
        means: "no: it stays with the suspended device",
        sentence: "A buffer that waits for input MUST NOT count as being processed.",
      },
    },
  },
  {
    id: "buffers-while-suspended",
    party: "device",
    question: "May a suspended device write into a buffer that it holds?",
    choices: {
      untouched: {
        means: "no: S-11b is read to cover what a virtqueue refers to",
        sentence: "A suspended device MUST NOT access the buffers of a virtqueue.",
      },
      written: { means: "yes: S-11b names virtqueues, and P-5a alone names the buffers" },
    },
  },
  {
    id: "writes-at-stop",
    party: "device",
    question: "What of the writes that a device has issued when it presents that it is stopped?",
    choices: {
      landed: {
        means: "they have landed",
        sentence: "A device MUST finish its outstanding writes before it presents SUSPEND.",
      },
      "under-way": { means: "they may still be under way" },
    },
  },
  {
    id: "dirty-log",
    party: "vmm",
    question: "Who logs the pages that a device writes?",
    choices: {
      iommu: { means: "the IOMMU, when it translates an address (VF-6)" },
      device: { means: "the device, together with the write (V2-14)" },
      none: { means: "nobody: every page counts as dirty always (VF-8)" },
    },
  },
  {
    id: "iotlb-flush",
    party: "vmm",
    question: "Does who clears the dirty log flush the translations that the IOMMU keeps?",
    choices: {
      drains: { means: "yes, and waits for the writes that used them" },
      flushes: { means: "yes, and waits for nothing" },
      no: { means: "no: a page that is written once more is not logged once more" },
    },
  },
  {
    id: "last-log-read",
    party: "vmm",
    question: "When is the dirty log read for the last time?",
    choices: {
      "after-stop": { means: "when the device has been seen stopped" },
      "before-stop": { means: "before the device is stopped" },
    },
  },
  {
    id: "config-change-while-suspended",
    party: "text",
    question: "What becomes of a configuration change while the device is suspended?",
    choices: {
      "seen-late": { means: "the fields change, the notification waits for resume (S-12, S-13)" },
      hidden: {
        means: "the fields do not change either until it resumes (S-11c, V2-10a, V2-15)",
        sentence: "A change that occurs while suspended MUST become visible only on resume.",
      },
      unstated: { means: "the text that is held says nothing" },
    },
  },
  {
    id: "packet-while-suspended",
    party: "device",
    question: "What becomes of a packet that arrives while the device is suspended?",
    choices: {
      lost: { means: "it is dropped" },
      kept: {
        means: "it waits for the device to resume",
        sentence: "A suspended device MUST keep what it receives until it resumes.",
      },
    },
  },
  {
    id: "driver-writes-from",
    party: "driver",
    question: "Where does the driver take the status value from in which it sets a bit?",
    choices: {
      known: { means: "from what it knows it has written" },
      read: { means: "from a read before the write, as Linux does: two steps" },
    },
  },
  {
    id: "driver-repeats-write",
    party: "driver",
    question: "May a driver that waits to be suspended write 1F again?",
    choices: {
      never: { means: "no: it reads until it sees the outcome (S-4)" },
      "from-a-stale-read": { means: "yes, acting on a value that it read earlier" },
    },
  },
  {
    id: "driver-sees-needs-reset",
    party: "driver",
    question: "Does a driver that waits for a status give up on DEVICE_NEEDS_RESET?",
    choices: {
      "gives-up": {
        means: "yes",
        sentence: "A driver that waits MUST stop waiting when it reads DEVICE_NEEDS_RESET.",
      },
      waits: { means: "no: S-4 and S-8 do not tell it to" },
    },
  },
  {
    id: "driver-waits-for",
    party: "driver",
    question: "Which value does a driver wait for that has asked its device to suspend?",
    choices: {
      outcome: { means: "SUSPEND set and DRIVER_OK clear, where the text says so (S-4)" },
      written: { means: "the value that it wrote, 1F, as a driver of April 2024 does" },
    },
  },
  {
    id: "driver-resumes-by",
    party: "driver",
    question: "What does a driver write to resume its device?",
    choices: {
      "sets-driver-ok": { means: "1F: DRIVER_OK set (S-2), SUSPEND not cleared (B1)" },
      "clears-suspend": { means: "0B: SUSPEND cleared, against B1, as a driver of 2024 does" },
    },
  },
  {
    id: "driver-suspends-by",
    party: "driver",
    question: "By what means does the driver stop its device?",
    choices: {
      "status-bit": { means: "it sets SUSPEND (S-1)" },
      "power-state": { means: "it puts the function into D3hot (PM-1)" },
      both: { means: "it sets SUSPEND, sees it, and then puts the function into D3hot (PM-10)" },
      "both-at-once": { means: "it sets SUSPEND, D3hot at once, and then looks for 1B" },
    },
  },
  {
    id: "driver-after-power-up",
    party: "driver",
    question: "What does the driver take a device for that comes back from D3hot?",
    choices: {
      trusts: { means: "for the device that it left: it goes on (PM-5)" },
      initializes: { means: "for one that was reset: it resets and initializes it (PM-6)" },
    },
  },
  {
    id: "no-soft-reset",
    party: "device",
    question: "Does the function keep its state on the way from D3hot to D0?",
    choices: {
      yes: {
        means: "yes: No_Soft_Reset is set (PM-5)",
        sentence: "A device that can be put into D3hot MUST set No_Soft_Reset.",
      },
      no: { means: "no: it resets itself (PM-8a)" },
    },
  },
  {
    id: "migration-order",
    party: "vmm",
    question: "Whom does the hypervisor stop first?",
    choices: {
      "guest-first": { means: "it pauses the guest's CPUs, then suspends the device" },
      "device-first": { means: "it suspends the device, then pauses the guest's CPUs" },
      "guest-runs": { means: "it suspends the device and never pauses the guest's CPUs" },
    },
  },
  {
    id: "stopped-by",
    party: "vmm",
    question: "By what means does the hypervisor stop a device?",
    choices: {
      "status-bit": { means: "it sets SUSPEND in the status register, as a driver does" },
      "mode-command": { means: "a command of its owner device, or of its own interface" },
      "power-state": { means: "it puts the function into D3hot" },
      "ring-stop": { means: "it stops each ring, which gives its position (VU-1)" },
    },
  },
  {
    id: "peer-order",
    party: "vmm",
    question: "In which order does a hypervisor stop two devices that write to each other?",
    choices: {
      "one-after-another": { means: "it stops and saves the one, then the other" },
      "all-first": { means: "it stops all, then freezes all where it can, then saves all" },
      "quiet-first": { means: "it first keeps all from writing to each other (VF-3)" },
    },
  },
  {
    id: "stop-mode",
    party: "vmm",
    question: "Into which mode does an owner put a device before it saves?",
    choices: {
      stop: { means: "stopped: kicks are still accepted (P-8)" },
      freeze: { means: "stopped, and then frozen: kicks are ignored too (AC-4)" },
    },
  },
  {
    id: "mode-after-reset",
    party: "text",
    question: "Does a device that its owner has stopped stay so when it is reset?",
    choices: {
      cleared: { means: "no: the mode is cleared with all else" },
      survives: {
        means: "yes: the mode is the owner's, and no part",
        sentence: "A reset or FLR of a member MUST leave it stopped if its owner has stopped it.",
      },
    },
  },
  {
    id: "get-while-resetting",
    party: "text",
    question: "When is a command that gets parts answered if the device resets itself?",
    choices: {
      "at-once": { means: "at once: P-13 names the commands that set, not those that get" },
      "after-it": {
        means: "when the reset is done",
        sentence: "A command that gets parts MUST be answered after a reset under way.",
      },
    },
  },
  {
    id: "restored-1f",
    party: "device",
    question: "What does a device go on with whose status is restored as 1F?",
    choices: {
      suspends: { means: "it suspends, as if asked to by that write" },
      resumes: { means: "it resumes" },
    },
  },
  {
    id: "dirty-log-after-reset",
    party: "text",
    question: "What becomes of a dirty log that the device keeps, when the device is reset?",
    choices: {
      kept: {
        means: "it is kept: the log is not the guest's",
        sentence: "A reset MUST leave the record of pages that the device has written.",
      },
      cleared: { means: "it is cleared with the rest of the device's state" },
    },
  },
  {
    id: "until-stopped",
    party: "device",
    question: "Does a device fetch between the command to stop and its answer?",
    choices: {
      "fetches-no-more": {
        means: "no: it finishes what it has fetched",
        sentence: "Once it is told to stop, the device MUST NOT consume further buffers.",
      },
      "goes-on": { means: "it may: no clause says otherwise" },
    },
  },
  {
    id: "suspend-while-stopped",
    party: "text",
    question: "May a device that its owner has stopped present or end SUSPEND?",
    choices: {
      presented: { means: "yes: the status is a part that may change (P-4, P-8)" },
      waits: {
        means: "not before its owner lets it go (P-2)",
        sentence: "A stopped device MUST put off a suspend or a resume until it is active.",
      },
    },
  },
  {
    id: "vmm-waits-for-guest",
    party: "vmm",
    question: "Does the hypervisor wait for a suspend or resume of the guest before it saves?",
    choices: {
      no: { means: "no: it saves what it reads" },
      "once-stopped": { means: "yes, when the device is stopped: as long as it reads 1F" },
      "before-it-stops": { means: "yes, before it stops the device: as long as it reads 1F" },
    },
  },
  {
    id: "vmm-after-function-reset",
    party: "vmm",
    question: "What does the hypervisor take a device for that it has reset for the guest?",
    choices: {
      "keeps-its-record": { means: "stopped, if it had stopped it" },
      "records-running": { means: "running, and what was saved is dropped (VF-5)" },
    },
  },
  {
    id: "vmm-flushes",
    party: "vmm",
    question: "Does the hypervisor finish trapped accesses before it saves?",
    choices: {
      yes: { means: "yes: none is under way when it saves" },
      no: { means: "no: one may be left half done" },
    },
  },
  {
    id: "vmm-restores-queue-select",
    party: "vmm",
    question: "Does a VMM that wrote queue_select put back what the guest had written?",
    choices: { no: { means: "no" }, yes: { means: "yes: it reads it first and writes it back" } },
  },
  {
    id: "trapped-access-while-migrating",
    party: "vmm",
    question: "What does the hypervisor do with an access that it traps while migrating?",
    choices: {
      performed: { means: "it performs it at once" },
      deferred: { means: "it performs it after the migration" },
    },
  },
  {
    id: "saved-position",
    party: "text",
    question: "What does the saved state hold of the position of a virtqueue?",
    choices: {
      registers: {
        means: "the next index to fetch and the next to use (V2-11, AC-5, VD-7)",
        sentence: "The saved state MUST hold where a device fetches and uses next.",
      },
      "from-memory": {
        means: "no index: the destination takes both from used.idx in memory",
      },
      none: {
        means: "no index, and none is taken from memory (P-23): what follows is not modelled",
      },
    },
  },
  {
    id: "in-flight-list",
    party: "text",
    question: "Does the saved state name the buffers that were fetched and not used?",
    choices: {
      no: { means: "no: they are lost, or fetched once more" },
      yes: {
        means: "yes: the destination uses them (V2-13, AC-5)",
        sentence: "The saved state MUST name the buffers in flight.",
      },
    },
  },
  {
    id: "owed-interrupt",
    party: "text",
    question: "What becomes of a used notification that is owed when a device migrates?",
    choices: {
      lost: { means: "no part of the saved state holds it, and no clause owes it again (H28)" },
      "device-part": {
        means: "a part of the saved state holds it",
        sentence: "A device part MUST hold whether a used buffer notification is owed.",
      },
      "vmm-interrupts": { means: "the VMM interrupts once for every virtqueue after a restore" },
    },
  },
  {
    id: "arrived-interrupt",
    party: "vmm",
    question: "What becomes of a used notification that has arrived and was not taken?",
    choices: {
      kept: { means: "it is a message, and moves with the guest's CPUs" },
      lost: { means: "it is a level: the ISR status holds it, which is in no part (P-26, H13)" },
    },
  },
  {
    id: "pending-config-notification",
    party: "vmm",
    question: "What becomes of a configuration notification that is owed when a device migrates?",
    choices: {
      lost: { means: "no part of the saved state holds it" },
      "device-part": {
        means: "a part of the saved state holds it",
        sentence: "A device part MUST hold whether a configuration change notification is owed.",
      },
      "vmm-notifies": { means: "the VMM notifies once after every restore" },
    },
  },
  {
    id: "vmm-kicks-after-restore",
    party: "vmm",
    question: "Does the VMM kick every virtqueue once after a restore?",
    choices: { no: { means: "no" }, yes: { means: "yes; a spurious kick is legal (B63b)" } },
  },
];
