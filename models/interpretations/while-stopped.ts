/**
 * What a device that suspends, is suspended or has failed keeps, forgets and still
 * does: its kicks, its buffers, its writes and who logs them, what changes
 * meanwhile.
 */
import type { Interpretation } from "../../checker/types/index.ts";
import { FORGETS } from "../events/answers.ts";
import { anyOf, during, excepts, forbids, ifRead, those, whenIts } from "../rules.ts";
import {
  acting,
  askedToResume,
  failedIsWritten,
  sinceAsked,
  whileNotRunning,
  whileSuspended,
  writes,
} from "../status-rules.ts";

const otherwise = whenIts(
  "status",
  "while the device neither suspends, nor is suspended, nor resumes",
  (state) => !sinceAsked.holds(state, { type: "" }),
);
/** A driver that has given up asks for a resume all the same. */
const askedToResumeFailed = whenIts(
  "status",
  "while a suspended device is asked to run, with FAILED set",
  (state, event) =>
    askedToResume.holds(state, { ...event }) && failedIsWritten.holds(state, { ...event }),
);
const changes = (effect: string) => those("environment.changesConfig", { effect });

const isNotLogged = (...log: readonly string[]) =>
  forbids(
    ["device.uses", "device.writesBuffer", "payload.lands"].map((type) => those(type, { log })),
    during("page", "page"),
  );
const isNotRead = (...log: readonly string[]) =>
  forbids(those("hypervisor.readsLog", { log }), during("page", "page"));

const anyQueue = anyOf("queue");

export const whileStopped: readonly Interpretation[] = [
  {
    id: "held-kick",
    party: "device",
    question: "Does the device forget a kick that it holds when it suspends?",
    choices: {
      kept: {
        means: "it keeps the kick and handles it when it runs again",
        sentence: "The device MUST act on a kick received before it was suspended when it resumes.",
        rules: [
          forbids("device.dropsKick", sinceAsked),
          forbids("device.dropsKick", otherwise),
          forbids("device.ignoresKick", during("mode", "stopped")),
          ifRead(
            "stopped-by",
            ["status-bit", "mode-command", "ring-stop"],
            forbids("doorbell.isIgnored", during("deviceA", "stopped")),
          ),
        ],
      },
      dropped: {
        means: "it may forget it; no clause speaks of it",
        rules: [forbids("device.dropsKick", otherwise)],
      },
    },
  },
  {
    id: "position-while-stopped",
    party: "device",
    question: "Does a device that stops remember where it stands in its virtqueues?",
    choices: {
      kept: {
        means: "yes, whether or not a sentence of the text asks it to",
        sentence: "A device that is stopped MUST remember where it stands in its virtqueues.",
        place: "admin-cmds-device-parts.tex, Device parts, device",
        rules: [
          forbids(
            ["device.presentsSuspended", "device.completesCommand"].map((type) =>
              those(type, { position: FORGETS }),
            ),
            anyQueue,
          ),
        ],
      },
      "as-the-text-asks": {
        means: "where a sentence asks it to (V2-9, VD-1b); else it may begin anew",
      },
    },
  },
  {
    id: "rescan-on-resume",
    party: "device",
    question: "Does the device look at every ring when it resumes?",
    choices: {
      no: {
        means: "only when kicked, or unasked",
        rules: [
          forbids(those("device.presentsResumed", { rescan: "yes" }), anyQueue),
          forbids(those("device.completesCommand", { rescan: "yes" }), anyQueue),
        ],
      },
      yes: {
        means: "always",
        sentence: "On resuming, the device MUST look for available buffers in every virtqueue.",
        rules: [
          forbids(those("device.presentsResumed", { rescan: "no" }), anyQueue),
          forbids(those("device.completesCommand", { mode: "active", rescan: "no" }), anyQueue),
          forbids(
            those("device.completesCommand", { mode: ["stopped", "frozen"], rescan: "yes" }),
            anyQueue,
          ),
        ],
      },
    },
  },
  {
    id: "kick-after-resume",
    party: "driver",
    question: "Does the driver kick every virtqueue once more after a resume?",
    choices: {
      no: {
        means: "only when it makes a buffer available",
        rules: [forbids(those("device.presentsResumed", { kicks: "once more" }), anyOf("kick"))],
      },
      yes: {
        means: "always; a spurious kick is legal (B63b)",
        rules: [forbids(those("device.presentsResumed", { kicks: "as owed" }), anyOf("kick"))],
      },
    },
  },
  {
    id: "after-failed",
    party: "text",
    question: "What does a device do once FAILED has been written to its status?",
    choices: {
      "goes-on": {
        means: "what it was doing; it may suspend and resume",
        rules: [forbids(writes("ends"))],
      },
      "waits-for-reset": {
        means: "nothing more until it is reset (B2)",
        sentence: "Once FAILED is set, a device MUST do nothing before it is reset.",
        place: "content.tex, Device Status Field, device",
        rules: [forbids(writes([...acting, "ignored"]), failedIsWritten)],
      },
    },
  },
  {
    id: "failed-with-driver-ok",
    party: "device",
    question: "Does a suspended device resume on a write that has DRIVER_OK and FAILED set?",
    choices: {
      resumes: {
        means: "yes: DRIVER_OK was set (S-15)",
        rules: [forbids(writes("ignored"), askedToResumeFailed)],
      },
      stays: {
        means: "no: the driver has given up",
        sentence: "A suspended device MUST NOT resume on a write that sets FAILED.",
        rules: [
          forbids(writes(acting), askedToResumeFailed),
          ...["S-15", "V2-7", "status-writes"].map((id) =>
            excepts(id, writes("ignored"), askedToResumeFailed),
          ),
        ],
      },
    },
  },
  {
    id: "parked-buffers",
    party: "text",
    question: "Is a fetched buffer that waits for a packet being processed (S-16b, P-7a)?",
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
        rules: [forbids("device.presentsSuspended", during("payload", "underWay"))],
      },
      "under-way": { means: "they may still be under way" },
    },
  },
  {
    id: "dirty-log",
    party: "vmm",
    question: "Who logs the pages that a device writes?",
    choices: {
      iommu: {
        means: "the IOMMU, when it translates an address (VF-6)",
        rules: [isNotLogged("VMM", "device", "none"), isNotRead("all stays")],
      },
      device: {
        means: "the device, together with the write (V2-14)",
        rules: [isNotLogged("IOMMU", "none"), isNotRead("all stays")],
      },
      none: {
        means: "nobody: every page counts as dirty always (VF-8)",
        rules: [isNotLogged("IOMMU", "VMM", "device"), isNotRead("cleared", "flushed")],
      },
    },
  },
  {
    id: "iotlb-flush",
    party: "vmm",
    question: "Does who clears the dirty log flush the translations that the IOMMU keeps?",
    choices: {
      drains: {
        means: "yes, and waits for the writes that used them",
        rules: [
          isNotRead("cleared"),
          forbids("hypervisor.readsLog", during("payload", "underWay")),
        ],
      },
      flushes: { means: "yes, and waits for nothing", rules: [isNotRead("cleared")] },
      no: {
        means: "no: a page that is written once more is not logged once more",
        rules: [isNotRead("flushed")],
      },
    },
  },
  {
    id: "last-log-read",
    party: "vmm",
    question: "When is the dirty log read for the last time?",
    choices: {
      "after-stop": {
        means: "when the device has been seen stopped",
        rules: [forbids("hypervisor.readsLog", during("copier", "lookingFirst", "requesting"))],
      },
      "before-stop": {
        means: "before the device is stopped",
        rules: [
          forbids(
            ["hypervisor.readsStatus", "hypervisor.writesStatus"],
            whenIts(
              "copier",
              "while it has not read the log for the last time",
              ({ value, context }) =>
                ["lookingFirst", "requesting"].includes(value) && !context.hasRead,
            ),
          ),
        ],
      },
    },
  },
  {
    id: "config-change-while-suspended",
    party: "text",
    question: "What becomes of a configuration change while the device is suspended?",
    choices: {
      "seen-late": {
        means: "the fields change, the notification waits for resume (S-12, S-13)",
        rules: [forbids(changes("hidden"), whileNotRunning)],
      },
      hidden: {
        means: "the fields do not change either until it resumes (S-11c, V2-10a, V2-15)",
        sentence: "A change that occurs while suspended MUST become visible only on resume.",
        rules: [forbids(changes("seen late"), whileNotRunning)],
      },
      unstated: { means: "the text that is held says nothing" },
    },
  },
  {
    id: "change-before-suspend",
    party: "device",
    question:
      "When is a change told that was made before the device was suspended? (S-12 and S-13 are " +
      "about those made meanwhile.)",
    choices: {
      "any-time": { means: "when the device comes to it, suspended or not" },
      "held-back": {
        means: "not while it is suspended",
        sentence: "A suspended device MUST NOT send a configuration change notification.",
        rules: [forbids("device.notifiesConfig", whileSuspended)],
      },
      "told-first": {
        means: "before it is suspended, as S-16c has it of used buffers",
        sentence:
          "A device MUST send the configuration change notifications that it owes before it " +
          "presents SUSPEND.",
        rules: [forbids("device.presentsSuspended", during("config", "owed"))],
      },
    },
  },
  {
    id: "packet-while-suspended",
    party: "device",
    question: "What becomes of a packet that arrives while the device is suspended?",
    choices: {
      lost: {
        means: "it is dropped",
        rules: [
          forbids(those("environment.sendsPacket", { fate: "kept" }), whileNotRunning),
          forbids("environment.sendsPacket", during("mode", "stopped", "frozen")),
          forbids("environment.sendsPacket", during("power", "D3hot", "waking")),
          forbids("environment.sendsPacket", during("vring", "stopped")),
        ],
      },
      kept: {
        means: "it waits for the device to resume",
        sentence: "A suspended device MUST keep what it receives until it resumes.",
        rules: [
          forbids(those("environment.sendsPacket", { fate: "lost" }), whileNotRunning),
          forbids("stop.losesPacket"),
        ],
      },
    },
  },
];
