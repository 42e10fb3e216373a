/**
 * What a driver is free to do to stop and to resume its device, and whether the
 * device is the same one when it comes back.
 */
import type { Interpretation } from "../../checker/types/index.ts";
import { hasAsked, initializing, statusReads, statusWrites, wakesIt } from "../accesses.ts";
import { wakesUp } from "../events/power.ts";
import { during, excepts, forbids, those, whenIts, where } from "../rules.ts";
import {
  BOTH,
  DRIVER_OK,
  FAILED,
  has,
  NEEDS_RESET,
  RESET,
  RUNNING,
  SUSPEND,
  SUSPEND_CLEARED,
} from "../status-values.ts";

/** While the driver has asked to suspend, and reads such a value. */
const whenAsked = (words: string, is: (value: number) => boolean) =>
  whenIts("driver", words, (state, { value }) => hasAsked.includes(state.value) && is(value));

/** What every driver waits for that does not look at what it has written. */
const waitsForTheRest = [
  forbids(
    statusReads("goes on"),
    whenIts(
      "driver",
      "unless the driver that resumes its device reads 0F",
      (state, { value }) => state.value === "resumeRequested" && (value & ~FAILED) !== RUNNING,
    ),
  ),
  forbids(
    statusReads("goes on"),
    whenIts(
      "driver",
      "unless the driver that has reset its device reads 0",
      (state, { value }) => state.value === "resetRequested" && value !== RESET,
    ),
  ),
  forbids(
    those("channel.endsCommand", { outcome: "done", driver: "goes on" }),
    during("driver", "featuresWritten", "suspendRequested", "resumeRequested", "resetRequested"),
  ),
];

const isWritten = (value: number): boolean => (value & ~FAILED) === BOTH;

/** A driver sets SUSPEND in the status of a device that runs, and not sooner. */
const onlyOnceItRuns = forbids(statusWrites(BOTH), during("driver", "off", ...initializing));

/** While the driver is about to ask its device to suspend. */
const beforeItAsks = during("driver", "running", "readBeforeSuspend");

const needsReset = whenIts(
  "driver",
  "once the driver reads DEVICE_NEEDS_RESET",
  (state, { value }) =>
    [...hasAsked, "resumeRequested"].includes(state.value) && has(value, NEEDS_RESET),
);

export const driver: readonly Interpretation[] = [
  {
    id: "driver-writes-from",
    party: "driver",
    question: "Where does the driver take the status value from in which it sets a bit?",
    choices: {
      known: {
        means: "from what it knows it has written",
        rules: [forbids("driver.readsStatusFirst", during("driver", "running"))],
      },
      read: {
        means: "from a read before the write, as Linux does: two steps",
        rules: [
          where(
            "where the guest reaches the status directly",
            ({ common }) => common === "direct",
            forbids(statusWrites(BOTH), during("driver", "running")),
          ),
        ],
      },
    },
  },
  {
    id: "driver-repeats-write",
    party: "driver",
    question: "May a driver that waits to be suspended write 1F again?",
    choices: {
      never: {
        means: "no: it reads until it sees the outcome (S-4)",
        rules: [
          forbids(statusWrites(BOTH), during("driver", ...hasAsked)),
          forbids(those("driver.setsPower", { state: "D3hot" }), during("driver", "poweredDown")),
        ],
      },
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
        rules: [forbids([...statusReads("waits"), ...statusReads("goes on")], needsReset)],
      },
      waits: {
        means: "no: S-4 and S-8 do not tell it to",
        rules: [
          forbids(statusReads("gives up"), needsReset),
          excepts("B3", [...statusReads("waits"), ...statusReads("goes on")], needsReset),
        ],
      },
    },
  },
  {
    id: "driver-waits-for",
    party: "driver",
    question: "Which value does a driver wait for that has asked its device to suspend?",
    choices: {
      outcome: {
        means: "SUSPEND set and DRIVER_OK clear, where the text says so (S-4)",
        rules: [
          forbids(
            statusReads("goes on"),
            whenAsked("unless the driver reads SUSPEND set", (value) => !has(value, SUSPEND)),
          ),
          forbids(
            statusReads("waits"),
            whenAsked(
              "once the driver reads SUSPEND set and DRIVER_OK clear",
              (value) => has(value, SUSPEND) && !has(value, DRIVER_OK),
            ),
          ),
          ...waitsForTheRest,
        ],
      },
      written: {
        means: "the value that it wrote, 1F, as a driver of April 2024 does",
        rules: [
          forbids(
            statusReads("goes on"),
            whenAsked("unless the driver reads 1F", (value) => !isWritten(value)),
          ),
          forbids(statusReads("waits"), whenAsked("once the driver reads 1F", isWritten)),
          excepts("S-4", statusReads("goes on"), whenAsked("once it reads 1F", isWritten)),
          excepts(
            "V2-4",
            statusReads("waits"),
            whenAsked("unless it reads 1F", (value) => !isWritten(value)),
          ),
          ...waitsForTheRest,
        ],
      },
    },
  },
  {
    id: "driver-resumes-by",
    party: "driver",
    question: "What does a driver write to resume its device?",
    choices: {
      "sets-driver-ok": {
        means: "1F: DRIVER_OK set (S-2), SUSPEND not cleared (B1)",
        rules: [forbids(statusWrites(SUSPEND_CLEARED), during("driver", "suspended"))],
      },
      "clears-suspend": {
        means: "0B: SUSPEND cleared, against B1, as a driver of 2024 does",
        against: ["B1"],
        rules: [forbids(statusWrites(BOTH), during("driver", "suspended"))],
      },
    },
  },
  {
    id: "driver-suspends-by",
    party: "driver",
    question: "By what means does the driver stop its device?",
    choices: {
      "status-bit": {
        means: "it sets SUSPEND (S-1)",
        rules: [
          forbids("driver.setsPower", during("driver", "running", "suspendRequested", "suspended")),
          onlyOnceItRuns,
        ],
      },
      "power-state": {
        means: "it puts the function into D3hot (PM-1)",
        rules: [
          forbids([...statusWrites(BOTH), "driver.readsStatusFirst"], beforeItAsks),
          forbids("driver.setsPower", during("driver", "suspendRequested", "suspended")),
          onlyOnceItRuns,
        ],
      },
      both: {
        means: "it sets SUSPEND, sees it, and then puts the function into D3hot (PM-10)",
        rules: [
          forbids("driver.setsPower", during("driver", "running", "suspendRequested")),
          onlyOnceItRuns,
        ],
      },
      "both-at-once": {
        means: "it sets SUSPEND, D3hot at once, and then looks for 1B",
        rules: [
          forbids("driver.setsPower", during("driver", "running", "suspended")),
          onlyOnceItRuns,
        ],
      },
    },
  },
  {
    id: "driver-after-power-up",
    party: "driver",
    question: "What does the driver take a device for that comes back from D3hot?",
    choices: {
      trusts: {
        means: "for the device that it left: it goes on (PM-5)",
        rules: [
          forbids(wakesIt("doubts"), during("driver", "poweredDown")),
          excepts("PM-6", wakesIt("trusts"), during("driver", "poweredDown")),
        ],
      },
      initializes: {
        means: "for one that was reset: it resets and initializes it (PM-6)",
        rules: [
          forbids(wakesIt("trusts"), during("driver", "poweredDown")),
          excepts("PM-5", wakesIt("doubts"), during("driver", "poweredDown")),
        ],
      },
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
        place: "transport-pci.tex, Common configuration structure layout, device",
        rules: [forbids(wakesUp("lost"))],
      },
      no: { means: "no: it resets itself (PM-8a)" },
    },
  },
];
