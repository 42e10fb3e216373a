/**
 * D13 and H14. Resume by setting DRIVER_OK or by clearing SUSPEND? One side would
 * clear SUSPEND, since the driver never left DRIVER_OK; the other holds that a
 * driver never clears a bit (B1). Both agreed that the driver polls until the
 * device has set DRIVER_OK (mails of 20 September 2023). A Linux driver of April
 * 2024, written against another proposal, clears SUSPEND to resume, and waits to
 * read the value that it has written (mail 20240422070128.1980027-2).
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { resumeWaitEnds, suspendWaitEnds } from "../../properties/liveness.ts";
import { aRepeatDoesNotResume } from "../../properties/registers.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const everythingHolds = {
  ...sound,
  suspendWaitEnds: holds,
  resumeWaitEnds: holds,
  aRepeatDoesNotResume: holds,
};

const none = "none: no VMM takes part";

/** A driver that clears SUSPEND does not follow B1. */
const clears = "-B1,driver-resumes-by=clears-suspend";
const repeats = "driver-repeats-write=from-a-stale-read";

const oneByte = {
  text: [`${clears},write-clears-suspend=alone`],
  device: ["none: the device cannot tell a repeated request from a resume"],
  driver: ["driver-repeats-write=never"],
  vmm: [none],
};

export const d13: Scenario<Scope> = {
  name: "disputes/d13-how-to-resume",
  question: "Does a driver resume its device by setting DRIVER_OK or by clearing SUSPEND?",
  story:
    "Drivers that set DRIVER_OK or clear SUSPEND, that wait for the outcome or for what they " +
    "wrote, and that ask again; devices that resume on the one, on both, or on the other alone.",
  leavesOut: ["kicks", "used notifications", "feature bits 42 and 43", "reset", "migration"],
  scope: { ...smallScope, suspends: 2, buffers: 1, retries: 1 },
  baseline: { suspends: 0 },
  system: (scope) => compose("d13", scope, ["control", "dataPath"]),
  properties: (scope) =>
    scope.retries > 0 ? [suspendWaitEnds, resumeWaitEnds, aRepeatDoesNotResume] : [suspendWaitEnds],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "1.4 on both sides",
      states: 432,
      depth: 31,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written",
      scope: { queues: 2, suspends: 1 },
      says: "1.4 on both sides, two queues",
      states: 6848,
      depth: 41,
      pins: everythingHolds,
    },
    {
      reading: `v1.4-as-written,${clears}`,
      says: "a driver that clears SUSPEND, a device of 1.4",
      states: 168,
      depth: 22,
      pins: {
        ...everythingHolds,
        resumeWaitEnds: violated(5, "disputes/d13-cleared-and-not-resumed", {
          text: ["write-clears-suspend=resumes"],
          device: ["write-clears-suspend=resumes"],
          driver: ["driver-resumes-by=sets-driver-ok"],
          vmm: [none],
        }),
      },
    },
    {
      reading: `v1.4-as-written,${clears},write-clears-suspend=resumes`,
      says: "the same driver, a device that takes either",
      states: 432,
      depth: 31,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,driver-waits-for=written",
      scope: { retries: 0 },
      says: "a driver that waits for 1F, a device of 1.4",
      states: 120,
      depth: 20,
      pins: {
        ...sound,
        suspendWaitEnds: violated(3, "disputes/d13-waits-for-1f", {
          text: ["none: S-1b is what the text says, and V2 says otherwise"],
          device: ["none: a device of 1.4 clears DRIVER_OK"],
          driver: ["driver-waits-for=outcome"],
          vmm: [none],
        }),
      },
    },
    {
      reading: "v2-reconstructed,driver-waits-for=written",
      says: "a driver that waits for 1F, a device of V2",
      states: 432,
      depth: 31,
      pins: everythingHolds,
    },
    {
      reading: `v1.4-as-written,${repeats}`,
      says: "1.4, and the driver asks again",
      states: 1408,
      depth: 34,
      pins: {
        ...everythingHolds,
        suspendWaitEnds: violated(5, "disputes/d13-asks-again", oneByte),
        resumeWaitEnds: violated(9, "disputes/d13-asks-again-then-resumes", oneByte),
        aRepeatDoesNotResume: violated(4, "disputes/d13-repeat-resumes", oneByte),
      },
    },
    {
      reading: `v1.4-as-written,${clears},write-clears-suspend=alone,${repeats}`,
      says: "only clearing SUSPEND resumes, and the driver asks again",
      states: 832,
      depth: 32,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,transitional-value=as-written",
      scope: { transport: "ccw" },
      says: "1.4 on both sides, on CCW",
      states: 608,
      depth: 35,
      pins: everythingHolds,
    },
    {
      reading: `v1.4-as-written,transitional-value=as-written,${clears}`,
      scope: { transport: "ccw" },
      says: "a driver that clears SUSPEND, a device of 1.4, on CCW",
      states: 256,
      depth: 24,
      pins: {
        ...everythingHolds,
        resumeWaitEnds: violated(7, "disputes/d13-cleared-on-ccw", {
          text: ["write-clears-suspend=resumes"],
          device: ["write-clears-suspend=resumes"],
          driver: ["driver-resumes-by=sets-driver-ok"],
          vmm: [none],
        }),
      },
    },
  ],
};
