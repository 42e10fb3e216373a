/**
 * What the status register presents and takes, and what a reset does: of the
 * device, of a virtqueue, while one suspends and once one has suspended.
 */
import type { Interpretation } from "../../checker/types/index.ts";
import { configNotifications, consuming, finishing, resetWrites } from "../events/device-acts.ts";
import { during, excepts, forbids, on, those } from "../rules.ts";
import {
  acting,
  askedForEither,
  askedForSomething,
  askedInReset,
  askedToResume,
  askedToSuspend,
  whileNotRunning,
  whileResetting,
  whileSuspended,
  writes,
  writesOther,
} from "../status-rules.ts";
import { BOTH, RESET, SUSPEND_CLEARED, SUSPENDED } from "../status-values.ts";

/** A device that presents itself as suspended has DRIVER_OK to clear or to leave. */
const withDriverOk = during("status", "suspending.consuming", "suspending.stopped", "resetLate");

const presents = (value: number) => those("device.presentsSuspended", { value });
const restores = (value: number, ...effect: readonly string[]) =>
  those("hypervisor.restoresStatus", effect.length === 0 ? { value } : { value, effect });

/** How a channel command ends. */
const ends = (outcome: string) => those("channel.endsCommand", { outcome });

/** What a device does with its virtqueues. */
const work = [...consuming, ...finishing];

/** A suspended device does one of these with a queue_reset write, and nothing else. */
const queueReset = (...effects: readonly string[]) =>
  forbids(
    resetWrites.map((type) =>
      those(type, { effect: queueEffects.filter((other) => !effects.includes(other)) }),
    ),
    whileNotRunning,
  );
const queueEffects = ["performed", "ignored", "deferred"];

/** That queue_reset reads 0 is enough, or is not. */
const reads0 = (driver: string) =>
  forbids(
    those("driver.readsQueueReset", { value: 0, driver }),
    during("driver", "queueResetWritten"),
  );

export const statusAndResets: readonly Interpretation[] = [
  {
    id: "transitional-value",
    party: "text",
    question: "What does a read return while a suspend or a resume is under way?",
    choices: {
      old: {
        means: "the value from before the write",
        rules: [forbids(writes(["shown", "halts"]))],
      },
      "as-written": {
        means: "the value that was written, 1F, for both",
        sentence: "Until it has suspended or resumed, the device MUST present the value written.",
        rules: [forbids(writes(["acts", "stops"]), askedForEither)],
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
        rules: [
          ...["S-14", "S-15", "V2-7", "V2-10b", "status-writes"].map((id) =>
            on("ccw", excepts(id, writes("ignored"), askedForEither)),
          ),
          forbids(ends("rejected"), writesOther),
        ],
      },
      "accepts-first": {
        means: "at once, with 1F accepted; it suspends or resumes later",
        rules: [
          forbids(ends("rejected")),
          forbids(
            ["device.presentsSuspended", "device.presentsResumed"],
            during("channel", "busy"),
          ),
        ],
      },
      "ends-when-done": {
        means: "when it has suspended or resumed, as for a reset (B21)",
        sentence: "On CCW a write of the status MUST end when the device has done what it asks.",
        place: "transport-ccw.tex, Communicating Status Information, device",
        rules: [
          forbids(ends("rejected")),
          forbids("channel.endsCommand", during("status", "suspending", "resuming")),
        ],
      },
    },
  },
  {
    id: "status-writes",
    party: "device",
    question: "Does a device do what a write of its status asks for, where no clause says so?",
    choices: {
      followed: {
        means: "yes, or it sets DEVICE_NEEDS_RESET where it cannot",
        rules: [
          forbids(writes("ignored"), askedForSomething),
          forbids(those("device.fails", { shows: "nothing" })),
        ],
      },
      open: { means: "it may, or ignore the write" },
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
        place: "content.tex, Device Reset, device",
        rules: [forbids(writes("acts"), askedInReset)],
      },
      unstated: { means: "the text says nothing" },
    },
  },
  {
    id: "until-suspended",
    party: "device",
    question: "What does the device do between the request to suspend and being suspended?",
    choices: {
      drains: {
        means: "it finishes and returns the buffers that it has fetched",
        rules: [forbids(writes(["stops", "halts"]))],
      },
      freezes: {
        means: "it stops at once and returns nothing",
        // Each has a device wait for what this one leaves undone.
        against: ["S-16b", "S-16c", "V2-8b", "V2-8c"],
        sentence:
          "Once SUSPEND is set, the device MUST NOT use a buffer or notify until it resumes.",
        rules: [
          forbids(writes(["acts", "shown"]), askedToSuspend),
          forbids(finishing, during("status", "suspending")),
        ],
      },
    },
  },
  {
    id: "until-resumed",
    party: "device",
    question: "What does a device do between the request to resume and presenting that it runs?",
    choices: {
      waits: {
        means: "nothing: it uses its virtqueues, and notifies, from when SUSPEND reads 0",
        rules: [forbids([...work, ...configNotifications], during("status", "resuming"))],
      },
      works: { means: "what one that runs does: SUSPEND reads 0 once it runs again (S-2b)" },
    },
  },
  {
    id: "until-reset",
    party: "device",
    question: "What does a device do between a write of 0 and presenting 0?",
    choices: {
      finishes: {
        means: "it may return what it has fetched, and begins nothing",
        rules: [forbids([...consuming, ...configNotifications], whileResetting)],
      },
      "goes-on": { means: "what it was doing: B16 speaks of a device that has presented 0" },
    },
  },
  {
    id: "after-error",
    party: "device",
    question: "What does a device do with its virtqueues once it needs a reset?",
    choices: {
      nothing: {
        means: "nothing: it completes no request",
        rules: [forbids(work, during("status", "needsReset"))],
      },
      "goes-on": { means: "it may complete requests: B3 says that nobody can count on either" },
    },
  },
  {
    id: "suspended-value",
    party: "device",
    question: "What does a device present that has suspended?",
    choices: {
      "as-said": {
        means: "SUSPEND, with DRIVER_OK cleared where the text says so",
        rules: [
          forbids(presents(RESET)),
          forbids(presents(SUSPENDED), withDriverOk),
          forbids([restores(SUSPENDED), restores(BOTH, "suspends", "resumes")]),
        ],
      },
      zero: {
        means: "00: DRIVER_OK is cleared by a logical not, which takes every bit along",
        rules: [
          forbids([presents(SUSPENDED), presents(BOTH)], withDriverOk),
          ...["S-0b", "V2-10b"].map((id) => excepts(id, presents(RESET))),
          forbids([restores(SUSPENDED), restores(BOTH, "taken")]),
        ],
      },
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
        place: "content.tex, Device Reset, device",
        rules: [forbids(writes("late"))],
      },
      presented: {
        means: "it completes after the reset, and is presented over 00",
        rules: [
          forbids(writes("acts", RESET), during("status", "suspending")),
          excepts("B7", "device.presentsSuspended", during("status", "resetLate")),
        ],
      },
    },
  },
  {
    id: "reset-while-suspended",
    party: "text",
    question: "Does a suspended device reset itself when 0 is written to its status?",
    choices: {
      performed: {
        means: "yes: a reset resets everything, SUSPEND too (B18a, V2-16)",
        rules: [forbids(writes("ignored", RESET), whileSuspended)],
      },
      ignored: {
        means: "no: it keeps SUSPEND and what it holds, so that a guest resumes to find it",
        sentence: "A suspended device MUST keep its state when 0 is written to its status.",
        rules: [
          forbids(writes("acts", RESET), whileSuspended),
          ...["B15", "B18a", "B42b", "V2-6", "V2-16", "status-writes"].map((id) =>
            excepts(id, writes("ignored", RESET), whileSuspended),
          ),
        ],
      },
    },
  },
  {
    id: "write-clears-suspend",
    party: "device",
    question:
      "What does a suspended device do with a write that clears SUSPEND, without DRIVER_OK?",
    choices: {
      ignored: {
        means: "nothing: only DRIVER_OK resumes it (S-15)",
        rules: [forbids(writes(acting, SUSPEND_CLEARED), whileSuspended)],
      },
      resumes: {
        means: "it resumes",
        sentence: "A suspended device MUST resume when the driver clears SUSPEND.",
        rules: [forbids(writes("ignored", SUSPEND_CLEARED), whileSuspended)],
      },
      alone: {
        means: "it resumes, and on no other write",
        sentence: "A suspended device MUST resume when the driver clears SUSPEND, and not else.",
        rules: [
          forbids(writes("ignored", SUSPEND_CLEARED), whileSuspended),
          forbids(writes(acting), askedToResume),
          ...["S-15", "V2-7", "status-writes"].map((id) =>
            excepts(id, writes("ignored"), askedToResume),
          ),
        ],
      },
    },
  },
  {
    id: "queue-reset-while-suspended",
    party: "device",
    question: "What does a suspended device do with a write of 1 to queue_reset?",
    choices: {
      performed: {
        means: "it begins the reset at once, where it heeds the write (B26a)",
        rules: [queueReset("performed", "ignored")],
      },
      ignored: {
        means: "it ignores the write, as S-10 asks if read broadly; not with B26a in force",
        sentence: "A suspended device MUST ignore writes to queue_reset.",
        rules: [queueReset("ignored")],
      },
      deferred: {
        means: "it begins the reset when it runs again",
        rules: [queueReset("deferred")],
      },
      accepted: {
        means: "it accepts the write (B26a); S-11c, read broadly, keeps it from completing",
        rules: [queueReset("performed"), forbids("device.completesQueueReset", whileNotRunning)],
      },
    },
  },
  {
    id: "its-configuration-space",
    party: "text",
    question: "What is a device's own Configuration Space (S-10, S-11c)?",
    choices: {
      "device-specific": { means: "the device-specific one only: queue_reset is outside of it" },
      all: { means: "the common configuration too: queue_reset is part of it" },
    },
  },
  {
    id: "has-been-reset",
    party: "text",
    question: "From when on has a virtqueue been reset by its driver (B22)?",
    choices: {
      "asked-for": { means: "from the write of 1 to queue_reset that the device heeds" },
      complete: { means: "from the end of the reset: until then the device may go on" },
    },
  },
  {
    id: "must-against-should",
    party: "text",
    question: "What may a party do where a MUST and a SHOULD together leave it no answer?",
    choices: {
      stop: { means: "nothing: the text contradicts itself there" },
      "musts-first": { means: "what the MUST asks" },
      either: { means: "what the MUST asks, or what the SHOULD asks" },
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
      queue_reset: { means: "queue_reset alone (B27)", rules: [reads0("checks")] },
      both: {
        means: "queue_reset, then queue_enable, until both are 0, as Linux does",
        rules: [
          reads0("done"),
          forbids("driver.releasesQueue", during("driver", "queueResetRead")),
        ],
      },
    },
  },
];
