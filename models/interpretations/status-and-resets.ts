/**
 * What the status register presents and takes, and what a reset does: of the
 * device, of a virtqueue, while one suspends and once one has suspended.
 */
import type { Interpretation } from "../../checker/types.ts";

export const statusAndResets: readonly Interpretation[] = [
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
];
