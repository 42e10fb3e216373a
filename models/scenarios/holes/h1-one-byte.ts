/**
 * H1. B1 forbids the driver to clear a bit, so the byte that asks a running
 * device to suspend and the byte that asks a suspended one to resume are the
 * same, 1F. Which of them it is depends on a state that the writer may not know.
 */
import type { Scenario } from "../../../checker/types.ts";
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
      states: 0,
      depth: 0,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,driver-writes-from=read,transitional-value=as-written",
      says: "one writer that reads before it writes, as Linux does",
      states: 0,
      depth: 0,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-as-written,driver-repeats-write=from-a-stale-read",
      scope: stale,
      says: "one writer that repeats 1F",
      states: 0,
      depth: 0,
      pins: { ...everythingHolds, suspendWaitEnds: violated(0, "holes/h1-stale-read", staleCures) },
    },
    {
      reading: "v1.4-as-written,transitional-value=as-written",
      scope: second,
      says: "two writers, 9F from a read of 1F",
      states: 0,
      depth: 0,
      pins: {
        ...everythingHolds,
        suspendedDeviceIsSilent: violated(0, "holes/h1-second-writer-9f", secondWriterCures),
      },
    },
    {
      reading: "v1.4-as-written",
      scope: second,
      says: "two writers, 8F from a stale read of 0F",
      states: 0,
      depth: 0,
      pins: {
        ...everythingHolds,
        suspendedDeviceIsSilent: violated(0, "holes/h1-second-writer-8f", secondWriterCures),
      },
    },
    {
      reading: "v1.4-as-written,transitional-value=as-written,failed-with-driver-ok=stays",
      scope: second,
      says: "two writers, FAILED keeps the device suspended",
      states: 0,
      depth: 0,
      pins: everythingHolds,
    },
    {
      reading: "v2-reconstructed",
      says: "V2, one writer, literal",
      states: 0,
      depth: 0,
      pins: everythingHolds,
    },
    {
      reading: "v2-reconstructed,driver-repeats-write=from-a-stale-read",
      scope: stale,
      says: "V2, one writer that repeats 1F",
      states: 0,
      depth: 0,
      pins: {
        ...everythingHolds,
        suspendWaitEnds: violated(0, "holes/h1-v2-stale-read", staleCures),
      },
    },
    {
      reading: "v2-reconstructed",
      scope: second,
      says: "V2, two writers",
      states: 0,
      depth: 0,
      pins: {
        ...everythingHolds,
        suspendedDeviceIsSilent: violated(0, "holes/h1-v2-second-writer", secondWriterCures),
      },
    },
  ],
};
