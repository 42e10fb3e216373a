/**
 * What a hypervisor or an owner does to stop a device that belongs to a guest, and
 * what such a stop leaves the device, its resets and its SUSPEND.
 */
import type { Interpretation } from "../../checker/types.ts";

export const stopFromOutside: readonly Interpretation[] = [
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
];
