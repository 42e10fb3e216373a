/**
 * H1. B1 forbids the driver to clear a bit, so the byte that asks a running
 * device to suspend and the byte that asks a suspended one to resume are the
 * same, 1F. Which of them it is depends on a state that the writer may not know.
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { resumeWaitEnds, suspendWaitEnds } from "../../properties/liveness.ts";
import { suspendedDeviceIsSilent } from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const everythingHolds = {
  ...sound,
  suspendedDeviceIsSilent: holds,
  suspendWaitEnds: holds,
  resumeWaitEnds: holds,
};

const staleCures = {
  text: ["none: no text held tells the two requests apart by the byte"],
  device: ["none: the device cannot tell a repeated request from a resume"],
  driver: ["driver-repeats-write=never"],
  vmm: ["none: no VMM takes part"],
};

/** What a resume shows while it is under way decides whether 1B can be trusted. */
const staleAndOldCures = {
  ...staleCures,
  text: ["transitional-value=as-written"],
  device: ["transitional-value=as-written"],
};

/** The second CPU may also suspend a running device, or mark it FAILED for good. */
const noneCures = {
  text: ["none: no text held keeps a second writer from setting bits it has read"],
  device: ["none: the device cannot tell who wrote"],
  driver: ["none: a driver with one writer of the status is the scope otherCpus=0"],
  vmm: ["none: no VMM takes part"],
};

const secondWriterCures = {
  text: ["failed-with-driver-ok=stays"],
  device: ["failed-with-driver-ok=stays"],
  driver: ["none: a driver with one writer of the status is the scope otherCpus=0"],
  vmm: ["none: no VMM takes part"],
};

const stale = { retries: 1 };
const second = { otherCpus: 1 };

export const h1: Scenario<Scope> = {
  name: "holes/h1-one-byte-suspends-and-resumes",
  question: "Can a request to suspend be taken for a request to resume?",
  story:
    "One writer that waits for the outcome; one that writes 1F again from a stale read; and a " +
    "second CPU that sets FAILED in the value that it has read.",
  leavesOut: ["kicks", "used notifications", "EVENT_IDX", "reset", "migration"],
  scope: { ...smallScope, suspends: 2, buffers: 1 },
  baseline: { suspends: 0 },
  system: (scope) => compose("h1", scope, ["control", "dataPath", "otherCpu"]),
  properties: () => [suspendedDeviceIsSilent, suspendWaitEnds, resumeWaitEnds],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "one writer, literal",
      states: 432,
      depth: 31,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,driver-writes-from=read,transitional-value=as-written",
      says: "one writer that reads before it writes, as Linux does",
      states: 528,
      depth: 34,
      pins: everythingHolds,
    },
    {
      reading:
        "v1.4-as-written,driver-repeats-write=from-a-stale-read,transitional-value=as-written",
      scope: stale,
      says: "one writer that repeats 1F; 1F is read meanwhile",
      states: 944,
      depth: 32,
      pins: {
        ...everythingHolds,
        suspendWaitEnds: violated(5, "holes/h1-stale-read", staleCures),
      },
    },
    {
      reading: "v1.4-as-written,driver-repeats-write=from-a-stale-read",
      scope: stale,
      says: "one writer that repeats 1F; the old value is read meanwhile",
      states: 1408,
      depth: 34,
      pins: {
        ...everythingHolds,
        suspendedDeviceIsSilent: violated(8, "holes/h1-stale-read-of-1b", staleAndOldCures),
        suspendWaitEnds: violated(5, "holes/h1-stale-read-old", staleCures),
        resumeWaitEnds: violated(9, "holes/h1-stale-read-old-then-resume", staleCures),
      },
    },
    {
      reading: "v1.4-as-written,transitional-value=as-written",
      scope: second,
      says: "two writers, 9F from a read of 1F",
      states: 2608,
      depth: 35,
      pins: {
        ...everythingHolds,
        suspendedDeviceIsSilent: violated(9, "holes/h1-second-writer-9f", secondWriterCures),
        suspendWaitEnds: violated(6, "holes/h1-second-writer-9f-suspend", noneCures),
        resumeWaitEnds: violated(10, "holes/h1-second-writer-9f-resume", noneCures),
      },
    },
    {
      reading: "v1.4-as-written",
      scope: second,
      says: "two writers, 8F from a stale read of 0F",
      states: 2208,
      depth: 35,
      pins: {
        ...everythingHolds,
        suspendedDeviceIsSilent: violated(9, "holes/h1-second-writer-8f", secondWriterCures),
        suspendWaitEnds: violated(6, "holes/h1-second-writer-8f-suspend", noneCures),
        resumeWaitEnds: violated(10, "holes/h1-second-writer-8f-resume", noneCures),
      },
    },
    {
      reading: "v1.4-as-written,transitional-value=as-written,failed-with-driver-ok=stays",
      scope: second,
      says: "two writers, FAILED keeps the device suspended",
      states: 2440,
      depth: 35,
      pins: {
        ...everythingHolds,
        suspendWaitEnds: violated(13, "holes/h1-failed-stays-suspend", noneCures),
        resumeWaitEnds: violated(10, "holes/h1-failed-stays-resume", noneCures),
      },
    },
    {
      reading: "v2-reconstructed",
      says: "V2, one writer, literal",
      states: 432,
      depth: 31,
      pins: everythingHolds,
    },
    {
      reading: "v2-reconstructed,driver-repeats-write=from-a-stale-read",
      scope: stale,
      says: "V2, one writer that repeats 1F",
      states: 1408,
      depth: 34,
      pins: {
        ...everythingHolds,
        suspendedDeviceIsSilent: violated(8, "holes/h1-v2-stale-read-of-1f", staleCures),
        suspendWaitEnds: violated(5, "holes/h1-v2-stale-read", staleCures),
        resumeWaitEnds: violated(9, "holes/h1-v2-stale-read-then-resume", staleCures),
      },
    },
    {
      reading: "v2-reconstructed",
      scope: second,
      says: "V2, two writers",
      states: 2208,
      depth: 35,
      pins: {
        ...everythingHolds,
        suspendedDeviceIsSilent: violated(9, "holes/h1-v2-second-writer", noneCures),
        suspendWaitEnds: violated(6, "holes/h1-v2-second-writer-suspend", noneCures),
        resumeWaitEnds: violated(10, "holes/h1-v2-second-writer-resume", noneCures),
      },
    },
  ],
};
