/**
 * What a driver is free to do to stop and to resume its device, and whether the
 * device is the same one when it comes back.
 */
import type { Interpretation } from "../../checker/types.ts";

export const driver: readonly Interpretation[] = [
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
];
